import PGSampleCatalog
import PGSampleSQL

/// What a run is going to do, decided from the catalog and the options alone.
struct SamplingPlan: Sendable, Hashable {
    /// A table of the sample: an ordinary table, or a partitioned one as a whole.
    struct Table: Sendable, Hashable {
        /// The table that rules and the fixture speak of: never a partition.
        var relation: Relation
        /// The relations that hold its rows, sorted by name.
        var storage: [Relation]
        /// The relation and every partition below it: what is locked.
        var tree: [QualifiedName]
        /// The same, in the same order.
        var treeIDs: [ObjectID]
        var rule: SampleRule
        var ordering: RowOrdering

        var name: QualifiedName { relation.name }

        /// What stands in FROM to see all of the table's rows and no other table's.
        var source: String { relation.kind == .partitioned ? name.sql : "ONLY \(name.sql)" }
    }

    /// Parents before children, as far as cycles allow.
    var tables: [Table]
    /// The foreign keys that the sample is closed over: both ends are in it.
    var foreignKeys: [ForeignKey]
    /// Foreign keys that the fixture does not have, because the table at their other end is not in it or
    /// is an extension's.
    var omittedForeignKeys: [ForeignKey]
    /// Tables that the fixture leaves out, partitions included.
    var omittedRelations: [Relation]
    var diagnostics: [Diagnostic]
}
