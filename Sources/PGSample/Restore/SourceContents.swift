import PGSampleSQL

/// What is to be known of a script before it is run.
struct SourceContents: Sendable {
    private(set) var roles = NamedRoles()
    /// The encoding of a dump whose bytes are in no known one.
    private(set) var isUnencoded = false
    /// Where the script goes to another database, 1-based.
    private(set) var connectLine: Int?

    mutating func note(_ event: ScriptEvent) {
        switch event {
        case .statement(let statement):
            roles.note(statement)
            noteEncoding(statement)
        case .metaCommand(let command, let line):
            let word = command.dropFirst().prefix { !$0.isWhitespace }
            if ["c", "connect"].contains(word) { connectLine = connectLine ?? line }
        case .copyData, .copyEnd: break
        }
    }

    /// `SET client_encoding = 'SQL_ASCII'`, as pg_dump writes it at the top.
    private mutating func noteEncoding(_ statement: ScriptStatement) {
        guard statement.bytes.count < 100, let words = StatementWords(statement),
            words.spell("set", "client_encoding", at: 0), let encoding = words.identifierOrString(3)
        else { return }
        isUnencoded = encoding.name.uppercased() == "SQL_ASCII"
    }
}
