import PGSampleSQL

/// The constraints that a script creates without holding the rows against them: `NOT VALID`, and 18's `NOT
/// ENFORCED`.
struct UnvalidatedConstraints: Sendable, Hashable {
    private struct Name: Sendable, Hashable {
        var owner: QualifiedName
        var constraint: Identifier
    }

    private var names: Set<Name> = []

    func contains(_ constraint: Identifier, of owner: QualifiedName) -> Bool {
        names.contains(Name(owner: owner, constraint: constraint))
    }

    func union(_ other: UnvalidatedConstraints?) -> UnvalidatedConstraints {
        var all = self
        all.names.formUnion(other?.names ?? [])
        return all
    }

    /// Takes in a statement of a fixture, whose names are all qualified.
    mutating func note(_ statement: ScriptStatement) {
        guard !statement.copiesFromStdin, let words = StatementWords(statement) else { return }
        guard words.lowercased(0) == "alter" || words.lowercased(0) == "create" else { return }
        let isUnvalidated = words.indices.contains { index in
            words.lowercased(index) == "not" && ["valid", "enforced"].contains(words.lowercased(index + 1))
        }
        guard isUnvalidated, let owner = words.qualifiedName() else { return }
        for index in words.indices where words.lowercased(index) == "constraint" {
            if let constraint = words.identifier(index + 1) {
                names.insert(Name(owner: owner, constraint: constraint))
            }
        }
    }
}
