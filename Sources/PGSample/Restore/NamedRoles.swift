import PGSampleSQL

/// The roles that a script names without creating them: owners, grantees, those of policies, user mappings
/// and default privileges, and those that it becomes. A dump of one database has them, and a new server does
/// not.
struct NamedRoles: Sendable {
    private var named: Set<Identifier> = []
    private var created: Set<Identifier> = []

    /// By name. The server has the predefined ones (`pg_…`) itself or cannot have them at all.
    var missing: [Identifier] {
        named.subtracting(created).filter { !$0.name.hasPrefix("pg_") }.sorted()
    }

    /// What stands for a role without being one's name (PostgreSQL documentation, `RoleSpec` in "ALTER …
    /// OWNER TO").
    private static let specialNames: Set<String> = [
        "public", "current_user", "current_role", "session_user", "none", "default",
    ]

    mutating func note(_ statement: ScriptStatement) {
        guard !statement.copiesFromStdin, let words = StatementWords(statement) else { return }
        switch words.lowercased(0) {
        case "alter" where words.spell("default", "privileges", at: 1): noteDefaultPrivileges(words)
        case "alter": noteOwner(words)
        case "grant", "revoke": noteGrant(words, from: 0)
        case "create": noteCreation(words)
        case "set": noteBecoming(words)
        default: break
        }
    }

    // MARK: Statements

    /// `ALTER … OWNER TO role`
    private mutating func noteOwner(_ words: StatementWords) {
        for index in words.indices where words.spell("owner", "to", at: index) {
            noteList(words, from: index + 2)
        }
    }

    /// `ALTER DEFAULT PRIVILEGES [FOR { ROLE | USER } role, …] [IN SCHEMA …] { GRANT | REVOKE } …`
    private mutating func noteDefaultPrivileges(_ words: StatementWords) {
        if words.lowercased(3) == "for" { noteList(words, from: 5) }
        if let grant = words.indices.first(where: { ["grant", "revoke"].contains(words.lowercased($0)) }) {
            noteGrant(words, from: grant)
        }
    }

    /// `GRANT … TO role, … [GRANTED BY role]`, `REVOKE … FROM role, …`; without `ON`, what is granted are
    /// roles too.
    private mutating func noteGrant(_ words: StatementWords, from start: Int) {
        let isGrant = words.lowercased(start) == "grant"
        let rest = words.indices.dropFirst(start + 1)
        guard let preposition = rest.last(where: { words.lowercased($0) == (isGrant ? "to" : "from") }) else {
            return
        }
        if !rest.contains(where: { words.lowercased($0) == "on" }) { noteList(words, from: start + 1) }
        noteList(words, from: preposition + 1)
        for index in rest where words.spell("granted", "by", at: index) { noteList(words, from: index + 2) }
    }

    /// `CREATE ROLE …`, `CREATE USER MAPPING FOR role …`, `CREATE POLICY … TO role, …`,
    /// `CREATE SCHEMA … AUTHORIZATION role`
    private mutating func noteCreation(_ words: StatementWords) {
        if words.spell("user", "mapping", at: 1) {
            if let index = words.indices.first(where: { words.lowercased($0) == "for" }) {
                noteList(words, from: index + 1)
            }
        } else if ["role", "user", "group"].contains(words.lowercased(1)) {
            if let role = words.identifier(2) { created.insert(role) }
        } else if words.lowercased(1) == "policy" {
            let end =
                words.indices.first { ["using", "check"].contains(words.lowercased($0)) }
                ?? words.indices.upperBound
            if let index = words.indices.prefix(end).last(where: { words.lowercased($0) == "to" }) {
                noteList(words, from: index + 1)
            }
        } else if words.lowercased(1) == "schema" {
            for index in words.indices where words.lowercased(index) == "authorization" {
                noteList(words, from: index + 1)
            }
        }
    }

    /// `SET [SESSION | LOCAL] ROLE role`, `SET [SESSION | LOCAL] SESSION AUTHORIZATION role`; the role may be
    /// a string.
    private mutating func noteBecoming(_ words: StatementWords) {
        for index in words.indices.prefix(4).dropFirst()
        where words.lowercased(index) == "role" || words.spell("session", "authorization", at: index) {
            let isRole = words.lowercased(index) == "role"
            note(words.identifierOrString(index + (isRole ? 1 : 2)), isQuoted: false)
            return
        }
    }

    // MARK: Names

    /// `[GROUP] role, …`
    private mutating func noteList(_ words: StatementWords, from start: Int) {
        var index = start
        if words.lowercased(index) == "group", words.identifier(index + 1) != nil { index += 1 }
        while let role = words.identifier(index) {
            note(role, isQuoted: words.lowercased(index) == nil)
            guard words.isMark(",", at: index + 1) else { return }
            index += 2
        }
    }

    private mutating func note(_ role: Identifier?, isQuoted: Bool) {
        guard let role, isQuoted || !Self.specialNames.contains(role.name) else { return }
        named.insert(role)
    }
}
