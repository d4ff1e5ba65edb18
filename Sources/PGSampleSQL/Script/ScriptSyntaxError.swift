/// SQL text that cannot be cut into statements.
package struct ScriptSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The line, counted from 1, where the trouble begins: for a string that is not closed, its opening
    /// quote.
    package let line: Int
    /// What is wrong, without any text of the script, which may be data.
    package let message: String

    package init(line: Int, message: String) {
        self.line = line
        self.message = message
    }

    package var description: String { "line \(line): \(message)" }

    static func unterminated(_ kind: SQLToken.Kind, line: Int) -> ScriptSyntaxError {
        let what =
            switch kind {
            case .quotedIdentifier, .unicodeIdentifier: "a quoted name"
            case .blockComment: "a comment (/*)"
            case .dollarString: "a dollar-quoted string"
            default: "a string"
            }
        return ScriptSyntaxError(line: line, message: "\(what) that begins here is not closed")
    }
}
