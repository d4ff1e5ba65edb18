package import PGSampleSQL

/// What a file creates in the schemas of a map, and how each schema gets its new name.
package struct RelocationPlan: Sendable {
    package let map: SchemaMap
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
    /// Whether rows may hold names of objects, in columns of type `regclass` and the like.
    let hasNameColumns: Bool
    let names: RelocatedNames

    init(
        names: RelocatedNames, createdSchemas: Set<Identifier>, usedSchemas: Set<Identifier>, lockCount: Int,
        hasNameColumns: Bool
    ) {
        map = names.map
        self.names = names
        let all = [names.objects, names.operators].flatMap { table in
            table.flatMap { schema, objects in objects.map { QualifiedName(schema: schema, name: $0) } }
        }
        objects = Set(all.filter { names.map[$0.schema] != nil }).sorted()
        self.createdSchemas = createdSchemas.sorted()
        self.usedSchemas = usedSchemas.sorted()
        self.lockCount = lockCount
        self.hasNameColumns = hasNameColumns
    }
}

extension RelocationWarning: Comparable {
    package static func < (left: RelocationWarning, right: RelocationWarning) -> Bool {
        let (first, second) = (left.line ?? 0, right.line ?? 0)
        return first == second ? left.description < right.description : first < second
    }
}
