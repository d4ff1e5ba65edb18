/// The tokens of a complete SQL text, one after the other.
///
///     var tokenizer = SQLTokenizer("SELECT 1")
///     while let token = try tokenizer.next() { … }
///
/// The cost is one pass over the bytes, with nothing allocated for a token.
package struct SQLTokenizer: Sendable {
    package let bytes: [UInt8]
    private var scanner: SQLScanner

    /// - Parameters:
    ///   - bytes: The text, in UTF-8 or another encoding whose bytes below 128 are ASCII.
    ///   - line: The line that the first byte stands on.
    package init(_ bytes: [UInt8], line: Int = 1) {
        self.bytes = bytes
        scanner = SQLScanner(line: line)
    }

    package init(_ text: String, line: Int = 1) {
        self.init(Array(text.utf8), line: line)
    }

    /// The next token, comments included; nil after the last one.
    ///
    /// - Throws: ``ScriptSyntaxError`` when the text ends inside a string, a quoted name or a block comment.
    package mutating func next() throws(ScriptSyntaxError) -> SQLToken? {
        let count = bytes.count
        let outcome = bytes.withUnsafeBufferPointer { buffer -> SQLScanner.Outcome in
            guard let base = buffer.baseAddress else { return .end }
            return scanner.next(in: .init(base: base, end: count, isComplete: true))
        }
        switch outcome {
        case .token(let token): return token
        case .end, .needsMore: return nil
        case .unterminated(let kind, let line): throw .unterminated(kind, line: line)
        }
    }

    /// All tokens of `bytes` but comments.
    package static func tokens(
        of bytes: [UInt8], line: Int = 1
    ) throws(ScriptSyntaxError) -> [SQLToken] {
        var tokenizer = SQLTokenizer(bytes, line: line)
        var tokens: [SQLToken] = []
        while let token = try tokenizer.next() {
            if !token.isComment { tokens.append(token) }
        }
        return tokens
    }
}
