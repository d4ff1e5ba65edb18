package import PGSampleSQL

/// What a source's system catalogs say, as far as sampling depends on it: an immutable value.
///
/// Two equal catalogs mean that nothing that we rely on changed between two looks.
package struct Catalog: Sendable, Hashable {
    /// Every table of the users' schemas, sorted by name.
    package var relations: [Relation]
    /// Sorted by child, then name.
    package var foreignKeys: [ForeignKey]
    /// Sorted by name.
    package var sequences: [Sequence]
    package var materializedViews: [MaterializedView]
    package var extensions: [Extension]
    /// Schemas of users, sorted.
    package var schemas: [Identifier]
    /// Schemas in which runs of ours stage their samples, sorted. Nothing else here is of them.
    package var stagingSchemas: [Identifier]
    /// Whether the database holds large objects, which no table's rows include.
    package var hasLargeObjects: Bool
    /// What the database publishes to subscribers, sorted.
    package var publications: [Identifier]

    private let indexByID: [ObjectID: Int]
    private let partitionsByParent: [ObjectID: [ObjectID]]

    package init(
        relations: [Relation], foreignKeys: [ForeignKey], sequences: [Sequence],
        materializedViews: [MaterializedView], extensions: [Extension], schemas: [Identifier],
        stagingSchemas: [Identifier] = [], hasLargeObjects: Bool, publications: [Identifier] = []
    ) {
        self.relations = relations
        self.foreignKeys = foreignKeys
        self.sequences = sequences
        self.materializedViews = materializedViews
        self.extensions = extensions
        self.schemas = schemas
        self.stagingSchemas = stagingSchemas
        self.hasLargeObjects = hasLargeObjects
        self.publications = publications
        indexByID = Dictionary(uniqueKeysWithValues: relations.enumerated().map { ($1.id, $0) })
        partitionsByParent = Dictionary(
            grouping: relations.filter { $0.partitionParent != nil }, by: { $0.partitionParent ?? 0 }
        ).mapValues { $0.map(\.id) }
    }

    package func relation(_ id: ObjectID) -> Relation? {
        indexByID[id].map { relations[$0] }
    }

    /// The relations that hold the rows of `id`: itself, or the leaves below a partitioned table, sorted by
    /// name.
    package func storage(of id: ObjectID) -> [Relation] {
        guard let relation = relation(id) else { return [] }
        guard relation.kind == .partitioned else { return [relation] }
        return partitionsByParent[id, default: []].flatMap { storage(of: $0) }.sorted { $0.name < $1.name }
    }

    /// `id` and every partition below it, the topmost first.
    package func partitionTree(of id: ObjectID) -> [Relation] {
        guard let relation = relation(id) else { return [] }
        return [relation] + partitionsByParent[id, default: []].flatMap { partitionTree(of: $0) }
    }

    /// Whether `id` is a partition of a table that is partitioned by the hash of an enum, at any depth: its rows
    /// may come to lie in another partition where the fixture is loaded, and rows of others in it.
    package func partitionDependsOnServer(_ id: ObjectID) -> Bool {
        guard let parent = relation(id)?.partitionParent else { return false }
        return relation(parent)?.isHashPartitionedByEnum == true || partitionDependsOnServer(parent)
    }

    /// The topmost partitioned table above `id`, or the relation itself.
    package func root(of id: ObjectID) -> Relation? {
        var current = relation(id)
        while let parent = current?.partitionParent, let next = relation(parent) { current = next }
        return current
    }
}

/// A materialized view.
package struct MaterializedView: Sendable, Hashable {
    package var id: ObjectID
    package var name: QualifiedName
    package var isPopulated: Bool
    package var isExtensionMember: Bool
}

/// An installed extension.
package struct Extension: Sendable, Hashable {
    package var id: ObjectID
    package var name: Identifier
    package var schema: Identifier
    /// Whether an ordinary database owner may create it (`trusted`, or no superuser needed).
    package var ownerMayCreate: Bool
}
