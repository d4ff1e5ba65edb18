import PGSampleCatalog
import PGSampleSQL

/// Which rows the fixture gets, and why.
struct Sample: Sendable {
    /// What is in of one table of the plan.
    struct Table: Sendable {
        /// Every row is in: no addresses are held.
        var isWhole = false
        /// By the relation that stores them.
        var rows: [ObjectID: RowSet] = [:]
        /// Rows that the table's rule chose.
        var baseCount = 0
        /// How many rows are in the staging schema; nil where rows are known by address.
        var stagedCount: Int?
        /// Rows that were not in until a foreign key asked for them, by the key that asked first.
        var referencedCount: [ForeignKeyName: Int] = [:]

        var count: Int { stagedCount ?? (isWhole ? baseCount : rows.values.reduce(0) { $0 + $1.count }) }
    }

    /// A foreign key as a reader knows it.
    struct ForeignKeyName: Sendable, Hashable, Comparable {
        var table: QualifiedName
        var name: Identifier

        static func < (a: Self, b: Self) -> Bool { (a.table, a.name) < (b.table, b.name) }
    }

    /// By the id of the plan's table.
    var tables: [ObjectID: Table] = [:]
    var diagnostics: [Diagnostic] = []
}
