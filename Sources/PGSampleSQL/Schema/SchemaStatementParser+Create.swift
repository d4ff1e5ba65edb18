// CREATE

extension SchemaStatementParser {
    mutating func create() -> StatementSubject? {
        let replaces = cursor.take("or", "replace")
        // Words that stand before the kind and say nothing about whom it concerns.
        while cursor.takeOne(of: "unlogged", "temporary", "temp", "recursive", "trusted", "unique") != nil {}
        if cursor.word() == "constraint" || cursor.word() == "default" { cursor.index += 1 }
        if cursor.take("user", "mapping") { return userMapping() }
        guard let kind = objectKind() else { return nil }
        _ = cursor.take("if", "not", "exists")
        switch kind {
        case .extension: return createExtension()
        case .function, .procedure, .aggregate: return routine(kind)
        case .operator: return createOperator()
        case .operatorClass, .operatorFamily: return withAccessMethod(kind)
        case .cast: return cast()
        case .transform: return transform()
        case .index: return index()
        case .trigger: return trigger()
        case .rule: return rule()
        case .policy: return policy()
        case .statistics: return statistics()
        case .view:
            // Views are written with OR REPLACE when they had to wait for keys, a dummy standing in for them.
            var subject = StatementSubject(.view, named: cursor.qualifiedName())
            subject?.beginsPostData = replaces
            return subject
        case .database, .schema, .language, .accessMethod, .foreignDataWrapper, .server, .eventTrigger,
            .publication,
            .subscription:
            return StatementSubject(kind, named: cursor.identifier())
        case .column, .constraint, .largeObject: return nil
        default: return StatementSubject(kind, named: cursor.qualifiedName())
        }
    }

    private mutating func createExtension() -> StatementSubject? {
        var subject = StatementSubject(.extension, named: cursor.identifier())
        _ = cursor.take("with")
        if cursor.take("schema") { subject?.extensionSchema = cursor.identifier() }
        return subject
    }

    /// `FOR role SERVER server`
    private mutating func userMapping() -> StatementSubject? {
        guard cursor.take("for"), let role = cursor.identifier(), cursor.take("server") else { return nil }
        var subject = StatementSubject(.userMapping, named: cursor.identifier())
        subject?.roles = [role]
        return subject
    }

    /// `schema.op (…, LEFTARG = type, RIGHTARG = type, …)`
    private mutating func createOperator() -> StatementSubject? {
        var subject = StatementSubject(.operator, named: cursor.operatorName())
        guard let inside = cursor.parenthesized() else { return nil }
        var types = ["leftarg": "NONE", "rightarg": "NONE"]
        cursor.index = inside.lowerBound
        while cursor.index < inside.upperBound {
            let key = cursor.word()
            let start = cursor.index + 2
            var depth = 0
            while cursor.index < inside.upperBound, depth > 0 || !cursor.isSymbol(",") {
                if cursor.isSymbol("(") { depth += 1 }
                if cursor.isSymbol(")") { depth -= 1 }
                cursor.index += 1
            }
            if let key, types[key] != nil, start <= cursor.index {
                types[key] = cursor.text(start..<cursor.index)
            }
            cursor.index += 1
        }
        subject?.arguments = ["leftarg", "rightarg"].compactMap { types[$0] }.joined(separator: ", ")
        return subject
    }

    /// `name ON [ONLY] table`; the index stands in the table's schema.
    private mutating func index() -> StatementSubject? {
        guard let identifier = cursor.identifier(), cursor.take("on") else { return nil }
        _ = cursor.take("only")
        guard let table = cursor.qualifiedName() else { return nil }
        var subject = StatementSubject(.index, of: table, named: identifier)
        subject?.schema = table.schema
        return subject
    }

    /// `name … ON table [FROM referenced] …`
    private mutating func trigger() -> StatementSubject? {
        guard let identifier = cursor.identifier(), cursor.seek("on") else { return nil }
        var subject = StatementSubject(.trigger, of: cursor.qualifiedName(), named: identifier)
        if cursor.take("from") { subject?.referenced = cursor.qualifiedName() }
        return subject
    }

    /// `name AS ON event TO table`
    private mutating func rule() -> StatementSubject? {
        guard let identifier = cursor.identifier(), cursor.take("as", "on"),
            cursor.takeOne(of: "select", "insert", "update", "delete") != nil, cursor.take("to")
        else { return nil }
        return StatementSubject(.rule, of: cursor.qualifiedName(), named: identifier)
    }

    /// `name ON table [AS …] [FOR …] [TO roles] …`
    private mutating func policy() -> StatementSubject? {
        guard let identifier = cursor.identifier(), cursor.take("on") else { return nil }
        var subject = StatementSubject(.policy, of: cursor.qualifiedName(), named: identifier)
        if cursor.take("as") { cursor.index += 1 }
        if cursor.take("for") { cursor.index += 1 }
        if cursor.take("to") { subject?.roles = cursor.identifiers() }
        return subject
    }

    /// `schema.name [(kinds)] ON columns FROM table`
    private mutating func statistics() -> StatementSubject? {
        var subject = StatementSubject(.statistics, named: cursor.qualifiedName())
        guard cursor.seek("from") else { return nil }
        subject?.owner = cursor.qualifiedName()
        return subject
    }
}
