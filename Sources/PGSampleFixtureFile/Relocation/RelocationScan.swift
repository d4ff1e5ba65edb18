import PGSampleSQL

/// Learns from the statements of a file, one after the other, what it creates, and which schema names are
/// also names of something else.
struct RelocationScan {
    private var names: RelocatedNames
    private var createdSchemas: Set<Identifier> = []
    private var usedSchemas: Set<Identifier> = []
    private var locks = LockCount()
    private var extensions: [NeededExtension] = []
    private var hasTransactions = false
    private var setSequences: Set<QualifiedName> = []
    /// What bodies name with a schema of the map in front.
    private var namedInBodies: Set<QualifiedName> = []
    private var hasNameColumns = false
    /// Schemas of the map whose names stand where no schema does.
    private var otherwiseUsed: Set<Identifier>
    /// All names that stand without a schema and without anything behind them: columns are among them.
    private var bareNames: Set<Identifier> = []
    /// Where `schema.name` may be a column: by schema, the names.
    private var undecided: [Identifier: Set<Identifier>] = [:]

    /// - Parameter existing: Objects that the target has for the file already, under the file's names.
    init(map: SchemaMap, existing: [QualifiedName] = []) {
        names = RelocatedNames(map: map)
        for object in existing { names.add(object) }
        // Rows have these names in rules, triggers and upserts.
        let rows = ["new", "old", "excluded"].map { Identifier($0) }
        otherwiseUsed = Set(rows.filter { map[$0] != nil })
    }

    func plan() -> RelocationPlan {
        var names = names
        for schema in names.map.schemas where otherwiseUsed.contains(schema) {
            let mayBeColumns = undecided[schema, default: []].intersection(bareNames)
            if mayBeColumns.contains(where: { names.hasObject($0, in: schema) }) {
                names.ambiguous.insert(schema)
            }
        }
        return RelocationPlan(
            names: names, createdSchemas: createdSchemas, usedSchemas: usedSchemas,
            lockCount: locks.value,
            extensions: extensions, hasTransactions: hasTransactions,
            sequencesNotCreated: setSequences.filter { !names.hasObject($0.name, in: $0.schema) }.sorted(),
            namesNotCreated: namedInBodies.filter { !names.hasObject($0.name, in: $0.schema) }.sorted(),
            hasNameColumns: hasNameColumns
        )
    }

    mutating func note(_ statement: ScriptStatement) throws(ScriptSyntaxError) {
        let subject = try SchemaStatement(statement)
        try locks.note(statement)
        try noteObjects(of: subject, in: statement)
        guard subject.kind != .extension, subject.kind != .setting else { return }
        if subject.kind == .other { try noteTransaction(statement) }
        try noteWords(of: statement.bytes, .statement, subject)
        for body in try StatementRelocation.bodies(of: statement) {
            // A body that is no SQL is left as it is, and so are its words.
            try? noteWords(of: body, .body, subject)
        }
    }

    // MARK: Objects

    private mutating func noteObjects(
        of subject: SchemaStatement, in statement: ScriptStatement
    ) throws(ScriptSyntaxError) {
        switch subject.kind {
        case .schema:
            if let schema = subject.identifier {
                createdSchemas.insert(schema)
                usedSchemas.insert(schema)
            }
        case .extension:
            if let home = subject.extensionSchema { names.extensionHomes.insert(home) }
            if let name = subject.identifier {
                extensions.append(NeededExtension(name: name, schema: subject.extensionSchema))
            }
        case .operator:
            if let name = subject.name { add(name, isOperator: true) }
        case .index, .primaryKey, .unique, .exclusion:
            if let owner = subject.owner, let name = subject.identifier {
                add(QualifiedName(schema: owner.schema, name: name))
            }
        case .identity:
            if let sequence = subject.referenced { add(sequence) }
        case .table, .materializedView:
            if let name = subject.name {
                add(name)
                try noteColumnSequences(of: name, in: statement)
            }
        case .view, .foreignTable, .sequence:
            if let name = subject.name { add(name) }
        default:
            let rule = RelocationRule.rule(for: subject.kind)
            if rule == .object || rule == .routine, let name = subject.name { add(name) }
        }
    }

    private mutating func add(_ name: QualifiedName, isOperator: Bool = false) {
        usedSchemas.insert(name.schema)
        if names.map[name.schema] != nil { names.add(name, isOperator: isOperator) }
    }

    /// The sequences that `serial` and identity columns bring along, `table_column_seq`. A dump names them by
    /// themselves; only scripts that people write leave them to the server. Names that it would shorten are
    /// left out.
    private mutating func noteColumnSequences(
        of table: QualifiedName, in statement: ScriptStatement
    ) throws(ScriptSyntaxError) {
        let text = try RelocatedText(statement.bytes, names, .reference)
        var depth = 0
        var column: Identifier?
        for index in text.tokens.indices {
            if text.isSymbol("(", index) { depth += 1 }
            if text.isSymbol(")", index) { depth -= 1 }
            guard depth == 1 else { continue }
            if text.isSymbol("(", index) && column == nil || text.isSymbol(",", index) {
                column =
                    index + 1 < text.tokens.count ? text.tokens[index + 1].identifier(in: text.bytes) : nil
                continue
            }
            let isIdentity = text.word(index) == "identity" && text.word(index - 1) == "as"
            guard let column, isIdentity || Self.serialTypes.contains(text.word(index) ?? "") else {
                continue
            }
            add(QualifiedName(table.schema.name, "\(table.name.name)_\(column.name)_seq"))
        }
    }

    private static let serialTypes: Set<String> = [
        "serial", "serial2", "serial4", "serial8", "smallserial", "bigserial",
    ]

    private mutating func noteTransaction(_ statement: ScriptStatement) throws(ScriptSyntaxError) {
        let text = try RelocatedText(statement.bytes, names, .reference)
        switch text.word(0) {
        case "begin", "start", "commit", "end", "rollback", "abort": hasTransactions = true
        case "prepare" where text.word(1) == "transaction": hasTransactions = true
        default: break
        }
    }

    // MARK: Words

    private mutating func noteWords(
        of bytes: [UInt8], _ context: RelocatedText.Context, _ subject: SchemaStatement
    ) throws(ScriptSyntaxError) {
        let text = try RelocatedText(bytes, names, context)
        var index = 0
        while index < text.tokens.count {
            defer { index += 1 }
            if text.isExecuted(at: index), let sql = text.tokens[index].stringValue(in: bytes) {
                // What is no SQL cannot be run either.
                try? noteWords(of: sql, .body, subject)
            }
            guard let name = text.tokens[index].identifier(in: bytes) else { continue }
            if RelocatedText.nameTypes.contains(name.name) { hasNameColumns = true }
            if name.name == "setval", text.isSymbol("(", index + 1) {
                noteSetSequence(at: index + 2, in: text)
            }
            if subject.kind == .type, name.name == "multirange_type_name", text.isSymbol(".", index + 3) {
                addName(at: index + 2, in: text)
            }
            if text.isSymbol(".", index + 1) {
                noteQualified(name, at: index, in: text)
            } else if !isSchema(name, at: index, in: text, subject) {
                let follows = index > 1 && text.isSymbol(".", index - 1)
                let schema = follows ? text.tokens[index - 2].identifier(in: bytes) : nil
                if names.map[name] != nil { otherwiseUsed.insert(name) }
                if schema.map({ names.map[$0] == nil }) ?? true,
                    name != subject.identifier || !isLabel(subject)
                {
                    bareNames.insert(name)
                }
            }
        }
    }

    /// The sequence that a string names; one without a schema is found in the search path.
    private mutating func noteSetSequence(at index: Int, in text: RelocatedText) {
        guard text.tokens.indices.contains(index),
            let value = text.tokens[index].stringValue(in: text.bytes),
            // What is no SQL names nothing.
            let path = try? RelocatedText(value, names, .reference), path.tokens.count == 3,
            path.isSymbol(".", 1), let schema = path.tokens[0].identifier(in: path.bytes),
            let name = path.tokens[2].identifier(in: path.bytes)
        else { return }
        setSequences.insert(QualifiedName(schema: schema, name: name))
    }

    /// `a.` at an index.
    private mutating func noteQualified(_ name: Identifier, at index: Int, in text: RelocatedText) {
        guard names.map[name] != nil else { return }
        if text.context == .body, !text.isSymbol(".", index - 1), index + 2 < text.tokens.count,
            let object = text.tokens[index + 2].identifier(in: text.bytes)
        {
            namedInBodies.insert(QualifiedName(schema: name, name: object))
        }
        if text.isSymbol(".", index - 1) {
            otherwiseUsed.insert(name)
        } else if index + 2 < text.tokens.count, !text.isSurelyObject(at: index),
            let object = text.tokens[index + 2].identifier(in: text.bytes)
        {
            undecided[name, default: []].insert(object)
        }
    }

    private mutating func addName(at index: Int, in text: RelocatedText) {
        guard index + 2 < text.tokens.count, let schema = text.tokens[index].identifier(in: text.bytes),
            let name = text.tokens[index + 2].identifier(in: text.bytes)
        else { return }
        add(QualifiedName(schema: schema, name: name))
    }

    /// Whether the statement's own name is one that no expression can name: an index, a constraint.
    private func isLabel(_ subject: SchemaStatement) -> Bool {
        switch subject.kind {
        case .index, .primaryKey, .unique, .exclusion, .foreignKey, .check, .trigger, .policy, .rule,
            .notNull,
            .constraint, .triggerState, .ruleState:
            true
        default: false
        }
    }

    /// Whether a name that stands alone is a schema's, or the word `PUBLIC` for all roles.
    private func isSchema(
        _ name: Identifier, at index: Int, in text: RelocatedText, _ subject: SchemaStatement
    ) -> Bool {
        guard names.map[name] != nil else { return false }
        if text.word(index - 1) == "schema" { return true }
        if text.word(index - 1) == "exists", text.word(1) == "schema" || text.word(2) == "schema" {
            return true
        }
        if subject.objectKind == .schema, subject.identifier == name { return true }
        let isRole = name.name == "public" && text.word(index) != nil
        if isRole, [.grant, .defaultPrivileges, .policy].contains(subject.kind) { return true }
        // An element of a search path, as far as one reaches back to it.
        var before = index - 1
        while text.isSymbol(",", before) { before -= 2 }
        let isList = text.word(before) == "to" || text.isSymbol("=", before)
        return isList && text.word(before - 1) == "search_path"
    }
}
