/// What a throwaway server says of a file that was loaded into it.
public struct VerificationReport: Sendable, Hashable {
    /// A table with its rows.
    public struct Table: Sendable, Hashable {
        /// With its schema, quoted where needed.
        public var name: String
        /// By the server's count; nil when there is no such table.
        public var rows: Int?
        /// By the file's header, or its manifest when it has no header; nil when neither says.
        public var expectedRows: Int?
    }

    /// Constraints of one kind, those that a partition or a child has from its parent not counted again.
    public struct Constraints: Sendable, Hashable {
        /// As in SQL, in lower case: `foreign key`, `check`.
        public var kind: String
        /// Those that hold for every row.
        public var validated: Int
        /// Those that the server did not hold against the rows, because the file says so (`NOT VALID`) or behind its
        /// back.
        public var notValidated: Int
    }

    /// Something that is not as it should be. It holds no row's values.
    public struct Difference: Sendable, Hashable {
        /// The table, constraint or sequence.
        public var object: String
        /// What should be, in words.
        public var expected: String
        /// What is.
        public var found: String
    }

    /// In the order of the file's header; of a file without one, by name.
    public internal(set) var tables: [Table] = []
    /// Those kinds that there are any of.
    public internal(set) var constraints: [Constraints] = []
    /// Sequences that columns of numbers draw from, each as often as there are such columns with rows.
    public internal(set) var sequences = 0
    /// Empty when all is well. First those of tables, then of constraints, then of sequences.
    public internal(set) var differences: [Difference] = []
    /// What is as the file says and the user should know all the same: materialized views that its rows cannot fill, CHECKs that
    /// they do not meet.
    public internal(set) var diagnostics: [Diagnostic] = []
    /// What the rows were compared with: `header`, `manifest`. Empty when there is nothing to compare them with.
    public internal(set) var comparedWith: [String] = []

    /// Rows of all tables.
    public var rows: Int { tables.reduce(0) { $0 + ($1.rows ?? 0) } }

    init() {}
}

extension VerificationReport.Difference: CustomStringConvertible {
    /// `public.users: expected 3 rows by the header, found 2 rows`.
    public var description: String { "\(object): expected \(expected), found \(found)" }
}
