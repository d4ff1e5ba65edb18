import PGSampleSQL

/// Moves the names of one statement, in its bodies and arguments too.
struct StatementRelocation {
    /// What moves in SQL.
    var names: RelocatedNames
    /// What moves in the arguments of triggers, which no rename reaches.
    var argumentNames: RelocatedNames

    struct Outcome {
        var bytes: [UInt8]
        var warnings: Set<RelocationWarning> = []
    }

    /// What is made of expressions, which may hand strings to functions that run them.
    private static let withExpressions: Set<SchemaObjectKind> = [
        .table, .columnDefault, .check, .domain, .domainConstraint, .view, .materializedView, .rule, .policy,
    ]

    func rewrite(_ statement: ScriptStatement) throws(ScriptSyntaxError) -> Outcome {
        let subject = try SchemaStatement(statement)
        let rule = RelocationRule.rule(for: subject.kind)
        guard rule != .stays, RelocationRule.rule(for: subject.objectKind) != .stays,
            !Self.altersExtension(statement)
        else { return Outcome(bytes: statement.bytes) }
        let context: RelocatedText.Context =
            Self.withExpressions.contains(subject.kind) ? .expression : .statement
        var text = try RelocatedText(statement.bytes, names, context)
        text.moveNames()
        var outcome = Outcome(bytes: [])
        var findings = text.findings
        if let body = Self.body(of: text) {
            findings.formUnion(moveBody(body, in: &text))
        } else if rule == .arguments {
            findings.formUnion(try moveArguments(of: &text))
        } else if rule == .options {
            findings.formUnion(values(in: text))
        }
        outcome.bytes = text.result
        let object = Self.description(of: subject)
        outcome.warnings = Set(
            findings.map {
                RelocationWarning(object: object, line: statement.line, schema: $0.schema, reason: $0.reason)
            }
        )
        return outcome
    }

    /// `ALTER EXTENSION …`, whose objects stay.
    private static func altersExtension(_ statement: ScriptStatement) -> Bool {
        // The statement was cut into tokens before.
        guard let text = try? RelocatedText(statement.bytes, RelocatedNames(map: .none), .reference) else {
            return false
        }
        return text.word(0) == "alter" && text.word(1) == "extension"
    }

    private static func description(of subject: SchemaStatement) -> String {
        let name = subject.name ?? subject.owner
        let object = name.map { " \($0.sql)" } ?? ""
        switch subject.kind {
        case .function, .procedure: return "\(subject.kind)\(object)(\(subject.arguments ?? ""))"
        case .trigger: return "trigger \(subject.identifier?.sql ?? "") on\(object)"
        case .foreignTable: return "foreign table\(object)"
        case .server, .userMapping: return "server \(subject.identifier?.sql ?? "")"
        case .other: return "the statement"
        default: return "\(subject.kind.words)\(object)"
        }
    }

    // MARK: Bodies

    /// The token that is a body, and whether it is in a language that is read here.
    struct Body {
        var index: Int
        var isSQL: Bool
    }

    /// The string after `AS` of a routine, or the string of a `DO`.
    static func body(of text: RelocatedText) -> Body? {
        let isBlock = text.word(0) == "do"
        let kind = text.word(1) == "or" ? text.word(3) : text.word(1)
        let isRoutine = text.word(0) == "create" && (kind == "function" || kind == "procedure")
        guard isBlock || isRoutine else { return nil }
        var language = isBlock ? "plpgsql" : "sql"
        var body: Int?
        var depth = 0
        for index in text.tokens.indices {
            if text.isSymbol("(", index) { depth += 1 }
            if text.isSymbol(")", index) { depth -= 1 }
            guard depth == 0 else { continue }
            if text.word(index) == "language", index + 1 < text.tokens.count {
                let name = text.tokens[index + 1]
                language =
                    name.identifier(in: text.bytes)?.name
                    ?? name.stringValue(in: text.bytes).map { String(decoding: $0, as: UTF8.self) }
                    ?? language
            }
            let isAfterAs = text.word(index - 1) == "as" || isBlock && text.word(index - 1) != "language"
            if body == nil, isAfterAs, text.tokens[index].isString { body = index }
            // The statements of a body in plain SQL begin here.
            if body == nil, text.word(index) == "begin", text.word(index + 1) == "atomic" { return nil }
        }
        let isSQL = ["sql", "plpgsql"].contains(language.lowercased())
        return body.map { Body(index: $0, isSQL: isSQL) }
    }

    /// The texts of the bodies that are SQL.
    static func bodies(of statement: ScriptStatement) throws(ScriptSyntaxError) -> [[UInt8]] {
        let text = try RelocatedText(statement.bytes, RelocatedNames(map: .none), .reference)
        guard let body = body(of: text), body.isSQL else { return [] }
        return [text.tokens[body.index].stringValue(in: text.bytes)].compactMap(\.self)
    }

    private func moveBody(_ body: Body, in text: inout RelocatedText) -> Set<RelocatedText.Finding> {
        let token = text.tokens[body.index]
        guard let value = token.stringValue(in: text.bytes) else {
            return Set(names.map.schemas.map { .init(schema: $0, reason: .language) })
        }
        // A body that cannot be cut is reported like one in another language.
        guard body.isSQL, var inner = try? RelocatedText(value, names, .body) else {
            let found = names.map.schemas.filter { text.mentions($0, in: value) }
            return Set(found.map { .init(schema: $0, reason: .language) })
        }
        inner.moveNames()
        text.change(body.index, from: value, to: inner.result)
        return inner.findings
    }

    // MARK: Values

    /// The arguments after `EXECUTE FUNCTION name`.
    private func moveArguments(of text: inout RelocatedText) throws(ScriptSyntaxError) -> Set<
        RelocatedText.Finding
    > {
        let call = text.tokens.indices.last {
            text.word($0) == "execute" && ["function", "procedure"].contains(text.word($0 + 1))
        }
        guard let call else { return [] }
        var arguments = try RelocatedText(text.bytes, argumentNames, .reference)
        for index in arguments.tokens.indices where index > call && arguments.tokens[index].isString {
            arguments.moveArgument(at: index)
        }
        text.take(editsOf: arguments)
        return arguments.findings
    }

    /// Options that are a schema's name.
    private func values(in text: RelocatedText) -> Set<RelocatedText.Finding> {
        let values = text.tokens.compactMap { $0.stringValue(in: text.bytes) }
        let found = names.map.schemas.filter { schema in
            values.contains { $0.elementsEqual(schema.name.utf8) }
        }
        return Set(found.map { .init(schema: $0, reason: .value) })
    }
}
