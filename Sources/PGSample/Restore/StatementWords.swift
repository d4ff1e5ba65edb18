import PGSampleSQL

/// The tokens of one statement, by number, without its comments. A number beyond the last gives nil.
struct StatementWords {
    private let bytes: [UInt8]
    private let tokens: [SQLToken]

    /// nil for a statement that cannot be cut into tokens, which the server will not understand either.
    init?(_ statement: ScriptStatement) {
        bytes = statement.bytes
        guard let tokens = try? SQLTokenizer.tokens(of: statement.bytes) else { return nil }
        self.tokens = tokens
    }

    var indices: Range<Int> { tokens.indices }

    /// The text of a word without quotes, in lower case; nil for everything else, so for quoted names too.
    func lowercased(_ index: Int) -> String? {
        guard tokens.indices.contains(index), tokens[index].kind == .identifier else { return nil }
        return tokens[index].identifier(in: bytes)?.name
    }

    /// Whether these words stand from `index` on.
    func spell(_ words: String..., at index: Int) -> Bool {
        words.enumerated().allSatisfy { lowercased(index + $0.offset) == $0.element }
    }

    /// The name at `index`.
    func identifier(_ index: Int) -> Identifier? {
        tokens.indices.contains(index) ? tokens[index].identifier(in: bytes) : nil
    }

    /// The name at `index`, or the text of a plain string there, where the server takes either for a name.
    func identifierOrString(_ index: Int) -> Identifier? {
        guard tokens.indices.contains(index), tokens[index].kind == .string else { return identifier(index) }
        let inside = bytes[tokens[index].range].dropFirst().dropLast()
        return Identifier(String(decoding: inside, as: UTF8.self).replacing("''", with: "'"))
    }

    /// Whether the token at `index` is this punctuation mark.
    func isMark(_ mark: Character, at index: Int) -> Bool {
        guard tokens.indices.contains(index), tokens[index].kind == .punctuation else { return false }
        return bytes[tokens[index].range].elementsEqual(String(mark).utf8)
    }

    /// The first `schema.name` of the statement.
    func qualifiedName() -> QualifiedName? {
        for index in indices where isMark(".", at: index + 1) {
            guard let schema = identifier(index), let name = identifier(index + 2) else { continue }
            return QualifiedName(schema: schema, name: name)
        }
        return nil
    }
}
