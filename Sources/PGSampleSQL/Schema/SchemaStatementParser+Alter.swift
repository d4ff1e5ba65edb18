// ALTER

extension SchemaStatementParser {
    mutating func alter() -> StatementSubject? {
        if cursor.take("default", "privileges") { return StatementSubject(.defaultPrivileges) }
        if changesOwner { return reference()?.subject(of: .ownership) }
        guard let kind = objectKind() else { return nil }
        switch kind {
        case .table, .foreignTable, .view, .materializedView: return alterRelation()
        case .sequence: return alterSequence()
        case .index: return alterIndex()
        case .domain:
            let domain = cursor.qualifiedName()
            guard cursor.take("add", "constraint") else { return nil }
            return StatementSubject(.domainConstraint, of: domain, named: cursor.identifier())
        case .operatorFamily:
            return withAccessMethod(.operatorFamilyMember)
        case .textSearchConfiguration:
            return StatementSubject(.textSearchMapping, named: cursor.qualifiedName())
        case .eventTrigger: return StatementSubject(.eventTriggerState, named: cursor.identifier())
        case .publication: return publicationMember()
        case .subscription, .database: return StatementSubject(kind, named: cursor.identifier())
        case .statistics: return StatementSubject(.statisticsSetting, named: cursor.qualifiedName())
        default: return nil
        }
    }

    /// Whether the statement ends in `OWNER TO role`.
    private var changesOwner: Bool {
        let last = cursor.tokens.count - cursor.index
        return cursor.word(ahead: last - 3) == "owner" && cursor.word(ahead: last - 2) == "to"
    }

    private mutating func alterSequence() -> StatementSubject? {
        let name = cursor.qualifiedName()
        guard cursor.take("owned", "by") else { return StatementSubject(.sequenceSetting, named: name) }
        var subject = StatementSubject(.sequenceOwnedBy, named: name)
        let path = cursor.path()
        guard path.count == 3 else { return nil }
        subject?.owner = QualifiedName(schema: path[0], name: path[1])
        subject?.column = path[2]
        return subject
    }

    private mutating func alterIndex() -> StatementSubject? {
        let name = cursor.qualifiedName()
        guard cursor.take("attach", "partition") else { return StatementSubject(.indexSetting, named: name) }
        var subject = StatementSubject(.indexAttach, named: name)
        guard let attached = cursor.qualifiedName() else { return nil }
        subject?.referenced = attached
        return subject
    }

    /// `name ADD TABLE [ONLY] table …` or `name ADD TABLES IN SCHEMA schema`
    private mutating func publicationMember() -> StatementSubject? {
        var subject = StatementSubject(.publicationMember, named: cursor.identifier())
        guard cursor.take("add") else { return nil }
        if cursor.take("table") {
            _ = cursor.take("only")
            subject?.owner = cursor.qualifiedName()
        }
        return subject
    }
}

// MARK: - Relations

extension SchemaStatementParser {
    private mutating func alterRelation() -> StatementSubject? {
        _ = cursor.take("if", "exists")
        _ = cursor.take("only")
        guard let relation = cursor.qualifiedName(), let action = cursor.word() else { return nil }
        cursor.index += 1
        switch action {
        case "add": return cursor.take("constraint") ? constraint(of: relation) : nil
        case "alter": return alterColumn(of: relation)
        case "attach":
            guard cursor.take("partition") else { return nil }
            return other(.partitionAttach, of: relation)
        case "inherit": return other(.inheritance, of: relation)
        case "enable", "disable", "force", "no": return toggle(action, of: relation)
        case "cluster", "replica", "set": return tableSetting(action, of: relation)
        default: return nil
        }
    }

    /// `CLUSTER ON index` and `REPLICA IDENTITY USING INDEX index` need the index.
    private mutating func tableSetting(_ action: String, of relation: QualifiedName) -> StatementSubject? {
        var subject = StatementSubject(.tableSetting, of: relation)
        let namesIndex =
            action == "cluster" && cursor.take("on")
            || action == "replica" && cursor.take("identity", "using", "index")
        if namesIndex, let index = cursor.identifier() {
            subject?.referenced = QualifiedName(schema: relation.schema, name: index)
        }
        return subject
    }

    /// A statement whose next name is the other relation.
    private mutating func other(_ kind: SchemaObjectKind, of relation: QualifiedName) -> StatementSubject? {
        guard let referenced = cursor.qualifiedName() else { return nil }
        var subject = StatementSubject(kind, of: relation)
        subject?.referenced = referenced
        return subject
    }

    private mutating func constraint(of relation: QualifiedName) -> StatementSubject? {
        guard let identifier = cursor.identifier(), let word = cursor.word() else { return nil }
        cursor.index += 1
        switch word {
        case "primary": return StatementSubject(.primaryKey, of: relation, named: identifier)
        case "unique": return StatementSubject(.unique, of: relation, named: identifier)
        case "exclude": return StatementSubject(.exclusion, of: relation, named: identifier)
        case "check": return StatementSubject(.check, of: relation, named: identifier)
        case "not": return StatementSubject(.notNull, of: relation, named: identifier)
        case "foreign":
            var subject = StatementSubject(.foreignKey, of: relation, named: identifier)
            guard cursor.seek("references"), let referenced = cursor.qualifiedName() else { return nil }
            subject?.referenced = referenced
            return subject
        default: return nil
        }
    }

    private mutating func alterColumn(of relation: QualifiedName) -> StatementSubject? {
        _ = cursor.take("column")
        guard let column = cursor.identifier() else { return nil }
        let kind: SchemaObjectKind
        if cursor.take("set", "default") {
            kind = .columnDefault
        } else if cursor.take("add", "generated") {
            kind = .identity
        } else {
            kind = .columnSetting
        }
        var subject = StatementSubject(kind, of: relation, named: column)
        subject?.column = column
        if kind == .identity, cursor.seek("identity"), cursor.takeSymbol("("), cursor.take("sequence", "name")
        {
            subject?.referenced = cursor.qualifiedName()
        }
        return subject
    }

    /// `ENABLE ROW LEVEL SECURITY`, `DISABLE TRIGGER name`, `ENABLE ALWAYS RULE name`, …
    private mutating func toggle(_ action: String, of relation: QualifiedName) -> StatementSubject? {
        if action == "no" { _ = cursor.take("force") }
        if cursor.take("row", "level", "security") {
            var subject = StatementSubject(.rowSecurity, of: relation)
            // FORCE is written with the table, ENABLE with the policies.
            subject?.beginsPostData = action == "enable" || action == "disable"
            return subject
        }
        _ = cursor.takeOne(of: "always", "replica")
        switch cursor.takeOne(of: "trigger", "rule") {
        case "trigger": return StatementSubject(.triggerState, of: relation, named: cursor.identifier())
        case "rule": return StatementSubject(.ruleState, of: relation, named: cursor.identifier())
        default: return nil
        }
    }
}
