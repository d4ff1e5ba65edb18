/// A pattern for tables: `table` or `schema.table`, each part a ``NamePattern``.
///
/// Without a schema it matches in every schema. `users` matches `public.users` and `crm.users` but not
/// `user_roles`; `crm.*` matches all of a schema; `"odd.name"` is one table name with a dot in it.
public struct TablePattern: Sendable, Hashable {
    /// What the schema's name must match, or nil when any schema will do.
    public let schema: NamePattern?
    /// What the table's name must match.
    public let table: NamePattern

    /// Matches every table: `*`.
    public static let everything = TablePattern(table: .everything)

    /// Creates a pattern from its parts.
    public init(schema: NamePattern? = nil, table: NamePattern) {
        self.schema = schema
        self.table = table
    }

    /// Reads a pattern.
    ///
    /// - Parameter text: `table` or `schema.table`; blanks around it are ignored.
    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/invalidRule`` when the text is empty, has more
    ///   than two parts, or is no pattern of names.
    public init(parsing text: String) throws(PGSampleError) {
        do throws(RuleFlaw) {
            try self.init(reading: text.trimmed)
        } catch {
            throw error.error(about: text, message: "cannot read the table pattern")
        }
    }

    init(reading text: String) throws(RuleFlaw) {
        let parts = try NamePattern.parts(of: text)
        guard let last = parts.last, parts.count <= 2 else {
            throw RuleFlaw(
                reason: "a pattern has at most two parts, schema.table",
                remedy: "A dot in a name needs double quotes."
            )
        }
        self.init(schema: parts.count == 2 ? parts.first : nil, table: last)
    }

    /// Whether the pattern matches this table: both names as a whole.
    public func matches(schema: String, table: String) -> Bool {
        self.table.matches(table) && self.schema?.matches(schema) ?? true
    }

    /// True for `*` and `*.*`.
    var matchesEverything: Bool {
        table == .everything && (schema == nil || schema == .everything)
    }
}

extension TablePattern: CustomStringConvertible {
    /// The canonical text. It reads back as an equal pattern.
    public var description: String {
        schema.map { "\($0).\(table)" } ?? "\(table)"
    }
}
