import PGSampleSQL

/// Changes the few statements that an ordinary owner, or another server, could not run as `pg_dump` wrote
/// them.
struct StatementRewriting {
    /// A column option that the servers of some distributions keep for themselves and others refuse.
    private static let privateColumnOption = Identifier("pg_attver")
    private static let builtInRoles: Set<String> = ["public", "current_user", "current_role", "session_user"]

    /// A setting of a routine that was taken out.
    struct Setting: Hashable {
        var name: String
        var routine: QualifiedName?
        var arguments: String?
    }

    private struct Policy: Hashable {
        var table: QualifiedName?
        var name: Identifier?
    }

    /// The settings that only a superuser may make, by name in lower case.
    let superuserSettings: Set<String>
    /// What of them was taken out of routines, which are without them then.
    private(set) var settings: [Setting] = []
    /// Policies that are only created where their roles are, with that condition.
    private var conditions: [Policy: String] = [:]

    init(superuserSettings: Set<String>) {
        self.superuserSettings = superuserSettings
    }

    /// - Returns: The statement's text for the fixture; nil when nothing of it remains.
    mutating func text(of statement: SchemaStatement) -> String? {
        switch (statement.kind, statement.objectKind) {
        case (.columnSetting, _): statement.text(withoutParameter: Self.privateColumnOption)
        case (.function, _), (.procedure, _): withoutSettings(statement)
        case (.policy, _): guarded(statement, statement.textWithSortedRoles)
        case (.comment, .policy): guarded(statement, statement.text)
        default: statement.text
        }
    }

    /// Without LEAKPROOF and SUPPORT, and without the settings that an ordinary owner may not make.
    private mutating func withoutSettings(_ statement: SchemaStatement) -> String {
        let text = Self.withoutSuperuserClauses(statement.text)
        guard text.contains("SET "), let settings = RoutineSettings(text) else { return text }
        let (kept, names) = settings.withoutSuperusers(superuserSettings)
        self.settings += names.map {
            Setting(name: $0, routine: statement.name, arguments: statement.arguments)
        }
        return kept
    }

    /// Without LEAKPROOF and `SUPPORT function`, which only a superuser may claim, and which change plans and not
    /// results (PostgreSQL documentation, CREATE FUNCTION).
    private static func withoutSuperuserClauses(_ text: String) -> String {
        let bytes = Array(text.utf8)
        // The text was cut into tokens before; if it could not be, it stays as it is.
        guard text.contains("LEAKPROOF") || text.contains("SUPPORT"),
            let tokens = try? SQLTokenizer.tokens(of: bytes)
        else { return text }
        func word(_ index: Int) -> String {
            tokens.indices.contains(index) ? String(decoding: bytes[tokens[index].range], as: UTF8.self) : ""
        }
        var (kept, position, depth): ([UInt8], Int, Int) = ([], 0, 0)
        for index in tokens.indices {
            if word(index) == "(" { depth += 1 }
            if word(index) == ")" { depth -= 1 }
            guard depth == 0 else { continue }
            var last = index
            switch word(index) {
            case "LEAKPROOF" where word(index - 1) != "NOT": break
            // The name that follows, with or without a schema.
            case "SUPPORT": last += word(index + 2) == "." ? 3 : 1
            // What follows is the body.
            case "AS", "BEGIN", "RETURN": return String(decoding: kept + bytes[position...], as: UTF8.self)
            default: continue
            }
            guard tokens.indices.contains(last) else { continue }
            kept += bytes[position..<tokens[index].range.lowerBound]
            position = tokens[last].range.upperBound
        }
        return String(decoding: kept + bytes[position...], as: UTF8.self)
    }

    /// A policy for roles that the target may not have is created only where they are: without them it could
    /// apply to nobody.
    private mutating func guarded(_ statement: SchemaStatement, _ text: String) -> String {
        let policy = Policy(table: statement.owner, name: statement.identifier)
        let roles = Set(statement.roles).filter { !Self.builtInRoles.contains($0.name) }
        if !roles.isEmpty {
            let list = roles.sorted().map { Literal.string($0.name) }.joined(separator: ", ")
            conditions[policy] =
                "(SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname IN (\(list))) = \(roles.count)"
        }
        guard let condition = conditions[policy] else { return text }
        let block = """
            BEGIN
                IF \(condition) THEN
                    EXECUTE \(Literal.dollarQuoted(text));
                END IF;
            END
            """
        return "DO \(Literal.dollarQuoted(block))"
    }
}
