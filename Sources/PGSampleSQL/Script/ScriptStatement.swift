/// A statement of a script.
package struct ScriptStatement: Sendable, Hashable {
    /// From the first token to the last, without the semicolon. Comments before and after are not part of it,
    /// comments inside are.
    package let bytes: [UInt8]
    /// The line of the script, counted from 1, that the first token stands on.
    package let line: Int
    /// Whether this is a `COPY … FROM stdin`, whose rows follow as ``ScriptEvent/copyData(_:)``.
    package let copiesFromStdin: Bool

    package init(bytes: [UInt8], line: Int, copiesFromStdin: Bool = false) {
        self.bytes = bytes
        self.line = line
        self.copiesFromStdin = copiesFromStdin
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
