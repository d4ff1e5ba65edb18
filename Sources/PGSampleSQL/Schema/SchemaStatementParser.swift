/// Reads from the tokens of a statement what it makes or changes.
///
/// Every method answers nil when the statement goes another way than `pg_dump` writes it; such a statement is
/// ``SchemaObjectKind/other``.
struct SchemaStatementParser {
    var cursor: StatementCursor

    static func subject(of statement: ScriptStatement) throws(ScriptSyntaxError) -> StatementSubject {
        var parser = SchemaStatementParser(cursor: try StatementCursor(statement))
        return parser.parse() ?? StatementSubject(.other)
    }

    private mutating func parse() -> StatementSubject? {
        guard let verb = cursor.word() else { return nil }
        cursor.index += 1
        switch verb {
        case "create": return create()
        case "alter": return alter()
        case "comment": return cursor.take("on") ? reference()?.subject(of: .comment) : nil
        case "security": return label()
        case "grant", "revoke": return grant()
        case "set", "reset": return setting()
        case "select": return call()
        case "refresh":
            guard cursor.take("materialized", "view") else { return nil }
            return StatementSubject(.refresh, named: cursor.qualifiedName())
        default: return nil
        }
    }

    private mutating func label() -> StatementSubject? {
        guard cursor.take("label"), cursor.seek("on") else { return nil }
        return reference()?.subject(of: .securityLabel)
    }

    private mutating func grant() -> StatementSubject {
        guard cursor.seek("on") else { return StatementSubject(.grant) }
        if cursor.word() == "foreign", cursor.word(ahead: 1) == "server" { cursor.index += 1 }
        return reference()?.subject(of: .grant) ?? StatementSubject(.grant)
    }

    private mutating func setting() -> StatementSubject? {
        _ = cursor.takeOne(of: "session", "local")
        return StatementSubject(.setting, named: cursor.path().last)
    }

    /// `SELECT pg_catalog.f(…)`
    private mutating func call() -> StatementSubject? {
        if cursor.takeSymbol("*") { _ = cursor.take("from") }
        guard cursor.take("pg_catalog"), cursor.takeSymbol("."), let function = cursor.identifier()?.name
        else {
            return nil
        }
        switch function {
        case "set_config": return StatementSubject(.setting)
        case "setval": return StatementSubject(.sequenceValue)
        case "lo_create", "lo_open", "lowrite", "lo_close": return StatementSubject(.largeObject)
        case "pg_restore_relation_stats", "pg_restore_attribute_stats", "pg_clear_relation_stats":
            return StatementSubject(.statisticsData)
        default: return nil
        }
    }
}

// MARK: - An object named by its kind, as in COMMENT ON

extension SchemaStatementParser {
    /// The object that `KIND name …` names. Comments, labels, grants and owners name objects so.
    mutating func reference() -> StatementSubject? {
        guard let kind = objectKind() else { return nil }
        switch kind {
        case .column:
            let path = cursor.path()
            guard path.count == 3 else { return nil }
            let owner = QualifiedName(schema: path[0], name: path[1])
            var subject = StatementSubject(.column, of: owner, named: path[2])
            subject?.column = path[2]
            return subject
        case .constraint, .trigger, .rule, .policy: return part(kind)
        case .function, .procedure, .aggregate: return routine(kind)
        case .operator: return operatorWithTypes()
        case .operatorClass, .operatorFamily: return withAccessMethod(kind)
        case .cast: return cast()
        case .transform: return transform()
        case .largeObject:
            var subject = StatementSubject(.largeObject)
            subject.arguments = cursor.text(cursor.index..<min(cursor.index + 1, cursor.tokens.count))
            return subject
        case .database, .schema, .extension, .language, .accessMethod, .foreignDataWrapper, .server,
            .eventTrigger,
            .publication, .subscription:
            return StatementSubject(kind, named: cursor.identifier())
        default: return StatementSubject(kind, named: cursor.qualifiedName())
        }
    }

    /// `name ON relation`, and `name ON DOMAIN domain` for constraints.
    private mutating func part(_ kind: SchemaObjectKind) -> StatementSubject? {
        guard let identifier = cursor.identifier(), cursor.take("on") else { return nil }
        // A schema can be called "domain".
        let isOfDomain = kind == .constraint && !cursor.isSymbol(".", ahead: 1) && cursor.take("domain")
        return StatementSubject(
            isOfDomain ? .domainConstraint : kind, of: cursor.qualifiedName(), named: identifier)
    }

    mutating func routine(_ kind: SchemaObjectKind) -> StatementSubject? {
        var subject = StatementSubject(kind, named: cursor.qualifiedName())
        guard let arguments = cursor.routineArguments() else { return nil }
        subject?.arguments = arguments
        return subject
    }

    /// `schema.op (left, right)`
    private mutating func operatorWithTypes() -> StatementSubject? {
        var subject = StatementSubject(.operator, named: cursor.operatorName())
        subject?.arguments = cursor.parenthesizedText()
        return subject
    }

    /// `schema.name … USING method`
    mutating func withAccessMethod(_ kind: SchemaObjectKind) -> StatementSubject? {
        var subject = StatementSubject(kind, named: cursor.qualifiedName())
        guard cursor.seek("using"), let method = cursor.identifier() else { return nil }
        subject?.arguments = method.sql
        return subject
    }

    /// `(source AS target)`
    mutating func cast() -> StatementSubject? {
        guard let types = cursor.parenthesizedText() else { return nil }
        var subject = StatementSubject(.cast)
        subject.arguments = types
        return subject
    }

    /// `FOR type LANGUAGE language`
    mutating func transform() -> StatementSubject? {
        guard cursor.take("for") else { return nil }
        let start = cursor.index
        guard cursor.seek("language") else { return nil }
        let type = cursor.text(start..<(cursor.index - 1))
        var subject = StatementSubject(.transform, named: cursor.identifier())
        subject?.arguments = type
        return subject
    }

    /// Goes past the key words of an object's kind.
    mutating func objectKind() -> SchemaObjectKind? {
        guard let word = cursor.word() else { return nil }
        cursor.index += 1
        switch word {
        case "access": return cursor.take("method") ? .accessMethod : nil
        case "event": return cursor.take("trigger") ? .eventTrigger : nil
        case "foreign":
            if cursor.take("data", "wrapper") { return .foreignDataWrapper }
            return cursor.take("table") ? .foreignTable : nil
        case "large": return cursor.take("object") ? .largeObject : nil
        case "materialized": return cursor.take("view") ? .materializedView : nil
        case "operator":
            if cursor.take("class") { return .operatorClass }
            return cursor.take("family") ? .operatorFamily : .operator
        case "procedural": return cursor.take("language") ? .language : nil
        case "text":
            guard cursor.take("search") else { return nil }
            switch cursor.takeOne(of: "parser", "dictionary", "template", "configuration") {
            case "parser": return .textSearchParser
            case "dictionary": return .textSearchDictionary
            case "template": return .textSearchTemplate
            case "configuration": return .textSearchConfiguration
            default: return nil
            }
        default: return Self.kinds[word]
        }
    }

    /// The kinds that are one word.
    private static let kinds: [String: SchemaObjectKind] = [
        "aggregate": .aggregate, "cast": .cast, "collation": .collation, "column": .column,
        "constraint": .constraint,
        "conversion": .conversion, "database": .database, "domain": .domain, "extension": .extension,
        "function": .function, "index": .index, "language": .language, "policy": .policy,
        "procedure": .procedure,
        "publication": .publication, "rule": .rule, "schema": .schema, "sequence": .sequence,
        "server": .server,
        "statistics": .statistics, "subscription": .subscription, "table": .table, "transform": .transform,
        "trigger": .trigger, "type": .type, "view": .view,
    ]
}
