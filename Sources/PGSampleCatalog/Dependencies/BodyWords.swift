import PGSampleSQL

/// The tokens of a body, by number; one that is not there is nothing.
struct BodyWords {
    let bytes: [UInt8]
    let tokens: [SQLToken]

    func identifier(_ index: Int) -> Identifier? {
        tokens.indices.contains(index) ? tokens[index].identifier(in: bytes) : nil
    }

    func isMark(_ mark: Character, at index: Int) -> Bool {
        guard tokens.indices.contains(index), tokens[index].kind == .punctuation else { return false }
        return bytes[tokens[index].range].elementsEqual(String(mark).utf8)
    }

    func isOperator(_ name: String, at index: Int) -> Bool {
        tokens[index].kind == .operator && bytes[tokens[index].range].elementsEqual(name.utf8)
    }

    /// Whether the word before says that a relation's name follows. Others may be columns or variables.
    func isRelationExpected(at index: Int) -> Bool {
        identifier(index - 1).map { Self.beforeRelations.contains($0.name) } ?? false
    }

    private static let beforeRelations: Set<String> = ["from", "join", "into", "update", "only", "table"]

    /// How many arguments stand between the parenthesis at `open` and its end.
    func argumentCount(after open: Int) -> Int {
        guard !isMark(")", at: open + 1) else { return 0 }
        var (depth, count) = (0, 1)
        for index in tokens.indices[open...] {
            if isMark("(", at: index) || isMark("[", at: index) { depth += 1 }
            if isMark(")", at: index) || isMark("]", at: index) { depth -= 1 }
            if depth == 0 { break }
            if depth == 1, isMark(",", at: index) { count += 1 }
        }
        return count
    }
}
