import PGSampleSQL

/// The names that move: the objects that a file creates in the schemas of a map.
///
/// Relations, types, routines and the rest share one set, as the text before a dot does not tell which of
/// them is meant. Operators have their own, because what follows the dot is another kind of token.
struct RelocatedNames: Sendable {
    var map: SchemaMap
    var objects: [Identifier: Set<Identifier>] = [:]
    var operators: [Identifier: Set<Identifier>] = [:]
    /// The schemas that extensions of the file stay in, so that a search path keeps them beside the new name.
    var extensionHomes: Set<Identifier> = []
    /// The schemas whose name is also that of a table, an alias or a variable: only where nothing but an
    /// object can stand, `schema.name` is taken for one.
    var ambiguous: Set<Identifier> = []

    init(map: SchemaMap) {
        self.map = map
    }

    func target(of schema: Identifier) -> Identifier? { map[schema] }

    func hasObject(_ name: Identifier, in schema: Identifier) -> Bool {
        objects[schema]?.contains(name) == true
    }

    func hasOperator(_ name: Identifier, in schema: Identifier) -> Bool {
        operators[schema]?.contains(name) == true
    }

    mutating func add(_ name: QualifiedName, isOperator: Bool = false) {
        if isOperator {
            operators[name.schema, default: []].insert(name.name)
        } else {
            objects[name.schema, default: []].insert(name.name)
        }
    }

    /// The same objects, of which those in other schemas stay.
    func only(_ isKept: (Identifier) -> Bool) -> RelocatedNames {
        var names = self
        names.map = map.only(isKept)
        return names
    }
}
