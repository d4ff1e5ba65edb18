/// What a run wrote, and why.
public struct SamplingReport: Sendable, Hashable {
    /// One table of the fixture.
    public struct Table: Sendable, Hashable {
        /// `schema.table`, quoted where SQL needs it.
        public var name: String
        /// Rows in the fixture.
        public var rows: Int
        /// Bytes of the rows as COPY data, before compression.
        public var bytes: Int
        /// The rule that chose rows of the table.
        public var rule: String
        /// Rows that the rule chose.
        public var chosenRows: Int
        /// Rows that came in because a foreign key led to them: the key as `schema.table.constraint`, most
        /// rows first.
        public var referencedRows: [(foreignKey: String, rows: Int)] {
            references.map { ($0.foreignKey, $0.rows) }
        }
        var references: [Reference]
    }

    struct Reference: Sendable, Hashable {
        var foreignKey: String
        var rows: Int
    }

    /// In the order of the file: parents before children, as far as cycles allow.
    public var tables: [Table]
    /// What a user should know, sorted.
    public var diagnostics: [Diagnostic]
    /// Whether the file was loaded into a throwaway server before it was put in place.
    public var isVerified: Bool
    /// Whether the file and its manifest held the same before, and were not touched.
    var isUnchanged = false

    /// Rows of all tables.
    public var rows: Int { tables.reduce(0) { $0 + $1.rows } }
}
