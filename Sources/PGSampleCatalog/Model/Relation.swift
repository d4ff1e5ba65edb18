package import PGSampleSQL

/// A table, partitioned table or foreign table of a user's schema.
package struct Relation: Sendable, Hashable {
    /// `pg_class.relkind`.
    package enum Kind: Character, Sendable {
        case table = "r"
        case partitioned = "p"
        case foreign = "f"
    }

    package var id: ObjectID
    package var name: QualifiedName
    package var kind: Kind
    package var isUnlogged: Bool
    /// The relation that this one is a partition of.
    package var partitionParent: ObjectID?
    /// Whether another server may put its rows into other partitions: it is partitioned by the hash of an
    /// enum, which is that of the label's object identifier.
    package var isHashPartitionedByEnum: Bool
    /// nil where the relation holds no rows itself (partitioned).
    package var accessMethod: String?
    package var isExtensionMember: Bool
    /// SELECT on the whole table and USAGE on its schema.
    package var isReadable: Bool
    /// In `attnum` order.
    package var columns: [Column]
    /// The key that puts the rows in order: the primary key, else the first unique key of NOT NULL columns.
    package var orderingKey: UniqueKey?

    package func column(_ number: Int) -> Column? {
        columns.first { $0.number == number }
    }

    /// The columns of COPY data.
    package var storedColumns: [Column] { columns.filter { !$0.isGenerated } }
}

/// A set of columns that no two rows share, all of them NOT NULL.
package struct UniqueKey: Sendable, Hashable {
    /// `attnum`s in the index's order.
    package var columns: [Int]
    package var isPrimary: Bool

    package init(columns: [Int], isPrimary: Bool) {
        self.columns = columns
        self.isPrimary = isPrimary
    }
}
