package import PGSampleSQL

/// What a file creates in the schemas of a map, and how each schema gets its new name.
package struct RelocationPlan: Sendable {
    /// A plan of which nothing moves, for a file that nobody has read yet.
    package static let none = RelocationScan(map: .none).plan()

    package var map: SchemaMap { names.map }
    /// Every object that the file creates in a schema of the map, by name; an overloaded function once.
    package let objects: [QualifiedName]
    /// The schemas that the file creates, by name.
    package let createdSchemas: [Identifier]
    /// All schemas that the file creates or puts something into, by name.
    package let usedSchemas: [Identifier]
    /// The schemas whose names are also those of tables, aliases or variables, so that the text alone does
    /// not tell `schema.name` from `alias.column`: they are loaded under their own names and then renamed.
    package var needsRename: [Identifier] { names.ambiguous.sorted() }
    /// What will keep the old name although it may have to move. Sorted by line.
    package internal(set) var warnings: [RelocationWarning] = []
    /// About how many locks a transaction holds that creates all of it.
    package let lockCount: Int
    /// The extensions that the file creates, in its order.
    package let extensions: [NeededExtension]
    /// Whether the file begins or ends transactions by itself.
    package let hasTransactions: Bool
    /// Sequences that the file sets and neither it nor what was there before creates, by name.
    package let sequencesNotCreated: [QualifiedName]
    /// What the bodies of routines name in the schemas of the map and neither the file nor what was there
    /// before creates: an extension's objects, what was left out of a fixture, or no object at all. By name.
    package let namesNotCreated: [QualifiedName]
    /// Whether rows may hold names of objects, in columns of type `regclass` and the like.
    let hasNameColumns: Bool
    private(set) var names: RelocatedNames

    init(
        names: RelocatedNames, createdSchemas: Set<Identifier>, usedSchemas: Set<Identifier>, lockCount: Int,
        extensions: [NeededExtension], hasTransactions: Bool, sequencesNotCreated: [QualifiedName],
        namesNotCreated: [QualifiedName], hasNameColumns: Bool
    ) {
        self.names = names
        let all = [names.objects, names.operators].flatMap { table in
            table.flatMap { schema, objects in objects.map { QualifiedName(schema: schema, name: $0) } }
        }
        objects = Set(all.filter { names.map[$0.schema] != nil }).sorted()
        self.createdSchemas = createdSchemas.sorted()
        self.usedSchemas = usedSchemas.sorted()
        self.lockCount = lockCount
        self.extensions = extensions
        self.hasTransactions = hasTransactions
        self.sequencesNotCreated = sequencesNotCreated
        self.namesNotCreated = namesNotCreated
        self.hasNameColumns = hasNameColumns
    }

    /// The same plan for other new names of the same schemas, without reading the file again.
    package func renaming(by map: SchemaMap) -> RelocationPlan {
        precondition(
            map.schemas == self.map.schemas, "a plan is made for schemas; their new names may change")
        var plan = self
        plan.names.map = map
        return plan
    }
}

/// An extension that a file creates.
package struct NeededExtension: Sendable, Hashable {
    package let name: Identifier
    /// Where the file puts it; nil when it does not say.
    package let schema: Identifier?
}
