import PGSampleCatalog
import PGSampleSQL

/// The order of a table's rows, the same on every machine: by key, or by the rows' text where there is no
/// key.
///
/// Text, composite and range keys are compared as text in the collation "C", because every other collation
/// belongs to the operating system (PostgreSQL documentation, 24.2.2 "Managing Collations").
struct RowOrdering: Sendable, Hashable {
    enum Basis: Sendable, Hashable {
        case key([Column])
        /// The stored columns of a table without a key.
        case rowText([Column])
    }

    var basis: Basis

    init(of relation: Relation) {
        let columns = relation.orderingKey?.columns.compactMap { relation.column($0) } ?? []
        basis = columns.isEmpty ? .rowText(relation.storedColumns) : .key(columns)
    }

    /// Whether the order by content is another than the key's index gives, or there is no index.
    var differsFromIndex: Bool {
        switch basis {
        case .key(let columns): columns.contains { $0.type.ordersByText }
        case .rowText: true
        }
    }

    /// Expressions that together order the rows of `alias` by content.
    func contentTerms(_ alias: String) -> [String] {
        switch basis {
        case .key(let columns):
            columns.map {
                $0.type.ordersByText ? Self.text("\(alias).\($0.name.sql)") : "\(alias).\($0.name.sql)"
            }
        case .rowText(let columns):
            [Self.text(Self.row(columns, alias))]
        }
    }

    /// The key's columns as they are, in the order of their index; nil without a key.
    func indexTerms(_ alias: String) -> [String]? {
        guard case .key(let columns) = basis else { return nil }
        return columns.map { "\(alias).\($0.name.sql)" }
    }

    /// One text that tells the rows of `alias` apart, for hashing.
    func identityText(_ alias: String) -> String {
        switch basis {
        case .key(let columns) where columns.count == 1:
            Self.text("\(alias).\(columns[0].name.sql)")
        case .key(let columns):
            Self.text(Self.row(columns, alias))
        case .rowText(let columns):
            Self.text(Self.row(columns, alias))
        }
    }

    /// The types that the content terms are cast from text to, in their order.
    var contentTypes: [String] {
        switch basis {
        case .key(let columns): columns.map { $0.type.ordersByText ? "pg_catalog.text" : $0.type.sql }
        case .rowText: ["pg_catalog.text"]
        }
    }

    private static func row(_ columns: [Column], _ alias: String) -> String {
        "ROW(\(columns.map { "\(alias).\($0.name.sql)" }.joined(separator: ", ")))"
    }

    private static func text(_ expression: String) -> String {
        "(\(expression))::pg_catalog.text COLLATE pg_catalog.\"C\""
    }
}
