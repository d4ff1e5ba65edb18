/// Walks over the tokens of one statement, comments left out.
struct StatementCursor {
    let bytes: [UInt8]
    let tokens: [SQLToken]
    /// The token that is looked at next.
    var index = 0

    init(_ statement: ScriptStatement) throws(ScriptSyntaxError) {
        bytes = statement.bytes
        tokens = try SQLTokenizer.tokens(of: statement.bytes, line: statement.line)
    }

    var isAtEnd: Bool { index >= tokens.count }

    /// The key word at the cursor (or `offset` tokens ahead) in lower case; nil if there is something else. A
    /// name in quotes is never a key word.
    func word(ahead offset: Int = 0) -> String? {
        guard let token = token(ahead: offset), token.kind == .identifier else { return nil }
        return String(decoding: bytes[token.range].map(ByteClass.lowercased), as: UTF8.self)
    }

    func token(ahead offset: Int = 0) -> SQLToken? {
        tokens.indices.contains(index + offset) ? tokens[index + offset] : nil
    }

    func isSymbol(_ text: StaticString, ahead offset: Int = 0) -> Bool {
        guard let token = token(ahead: offset), token.kind == .punctuation || token.kind == .operator else {
            return false
        }
        return bytes[token.range].elementsEqual(
            UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Goes past the words if all of them stand here in this order.
    mutating func take(_ words: String...) -> Bool {
        for (offset, expected) in words.enumerated() where word(ahead: offset) != expected {
            return false
        }
        index += words.count
        return true
    }

    /// Goes past one word out of several, and says which.
    mutating func takeOne(of words: String...) -> String? {
        guard let word = word(), words.contains(word) else { return nil }
        index += 1
        return word
    }

    mutating func takeSymbol(_ text: StaticString) -> Bool {
        guard isSymbol(text) else { return false }
        index += 1
        return true
    }

    /// Goes past the word where it comes next outside parentheses, as a key word and not as a part of `a.b`.
    mutating func seek(_ expected: String) -> Bool {
        var cursor = self
        var depth = 0
        while !cursor.isAtEnd {
            if cursor.isSymbol("(") { depth += 1 }
            if cursor.isSymbol(")") { depth -= 1 }
            if depth == 0, cursor.word() == expected, !cursor.isSymbol(".", ahead: -1),
                !cursor.isSymbol(".", ahead: 1)
            {
                cursor.index += 1
                self = cursor
                return true
            }
            cursor.index += 1
        }
        return false
    }
}

// MARK: - Names

extension StatementCursor {
    /// A name, in quotes or not. (`U&"…"`, which `pg_dump` never writes, is not read.)
    mutating func identifier() -> Identifier? {
        guard let token = token(), let identifier = token.identifier(in: bytes) else { return nil }
        index += 1
        return identifier
    }

    /// The names of `a.b.c`; empty when there is none, or when a part is not a name.
    mutating func path() -> [Identifier] {
        guard let first = identifier() else { return [] }
        var path = [first]
        while takeSymbol(".") {
            guard let next = identifier() else { return [] }
            path.append(next)
        }
        return path
    }

    /// `schema.name`
    mutating func qualifiedName() -> QualifiedName? {
        let path = path()
        return path.count == 2 ? QualifiedName(schema: path[0], name: path[1]) : nil
    }

    /// `schema.@>`
    mutating func operatorName() -> QualifiedName? {
        guard let schema = identifier(), takeSymbol("."), let token = token(), token.kind == .operator else {
            return nil
        }
        index += 1
        return QualifiedName(
            schema: schema, name: Identifier(String(decoding: bytes[token.range], as: UTF8.self)))
    }

    /// `a, b, c`
    mutating func identifiers() -> [Identifier] {
        var identifiers: [Identifier] = []
        repeat {
            guard let identifier = identifier() else { return [] }
            identifiers.append(identifier)
        } while takeSymbol(",")
        return identifiers
    }
}

// MARK: - Parentheses

extension StatementCursor {
    /// Goes past `( … )`.
    ///
    /// - Returns: The indices of the tokens between the parentheses.
    mutating func parenthesized() -> Range<Int>? {
        guard isSymbol("(") else { return nil }
        let start = index + 1
        var depth = 0
        while !isAtEnd {
            if isSymbol("(") { depth += 1 }
            if isSymbol(")") { depth -= 1 }
            index += 1
            if depth == 0 { return start..<(index - 1) }
        }
        return nil
    }

    /// Goes past `( … )` and returns what is inside, as written.
    mutating func parenthesizedText() -> String? {
        parenthesized().map(text)
    }

    /// What the tokens of these indices and the gaps between them say.
    func text(_ range: Range<Int>) -> String {
        guard let first = range.first, let last = range.last else { return "" }
        return String(
            decoding: bytes[tokens[first].range.lowerBound..<tokens[last].range.upperBound], as: UTF8.self)
    }

    /// Goes past the argument list of a routine.
    ///
    /// - Returns: The arguments as written, without their `DEFAULT` clauses.
    mutating func routineArguments() -> String? {
        guard let inside = parenthesized() else { return nil }
        var cursor = self
        cursor.index = inside.lowerBound
        var arguments: [String] = []
        while cursor.index < inside.upperBound {
            let start = cursor.index
            var end: Int?
            var depth = 0
            while cursor.index < inside.upperBound, depth > 0 || !cursor.isSymbol(",") {
                if cursor.isSymbol("(") || cursor.isSymbol("[") { depth += 1 }
                if cursor.isSymbol(")") || cursor.isSymbol("]") { depth -= 1 }
                if depth == 0, end == nil, cursor.word() == "default" { end = cursor.index }
                cursor.index += 1
            }
            arguments.append(text(start..<(end ?? cursor.index)))
            cursor.index += 1
        }
        return arguments.joined(separator: ", ")
    }
}
