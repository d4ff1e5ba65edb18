import PGSampleSQL

/// The order of a schema's statements: `pg_dump`'s own, but for ties.
///
/// `pg_dump` sorts objects by kind, schema and name and then moves each after those that it needs
/// (`pg_dump_sort.c`). The minor releases before August 2025 leave objects that agree in all three in the
/// order of their OIDs, which are other ones in a copy of the database: foreign keys that have one name on
/// several tables, operators for several types. Such neighbours are put into the order of their tables or
/// operands here. No object of these kinds needs another of its kind, so the order stays one that loads.
enum StatementOrder {
    /// Kinds whose objects share names within a schema and never need each other: an operator that names
    /// another as its commutator or negator makes a shell of it.
    private static let kinds: Set<SchemaObjectKind> = [
        .foreignKey, .check, .notNull, .domainConstraint, .trigger, .rule, .policy, .operator, .cast,
    ]
    /// Statements that follow the object they are about.
    private static let followers: Set<SchemaObjectKind> = [
        .comment, .securityLabel, .grant, .ownership, .triggerState, .ruleState, .setting,
    ]

    /// An object's statement and those that follow it.
    private struct Entry {
        var statements: [SchemaStatement]

        private var object: SchemaStatement { statements[0] }

        /// What `pg_dump` has always sorted by.
        func ties(with other: Entry) -> Bool {
            kinds.contains(object.kind) && object.kind == other.object.kind
                && object.section == other.object.section && object.identifier == other.object.identifier
                && schema == other.schema
        }

        /// What it has not.
        func precedes(_ other: Entry) -> Bool {
            let texts = [self, other].map { entry in
                [entry.object.owner?.name.name ?? "", entry.object.arguments ?? "", entry.object.text]
            }
            return texts[0].lexicographicallyPrecedes(texts[1])
        }

        private var schema: Identifier? { object.schema ?? object.owner?.schema }
    }

    /// The statements with every tie settled.
    ///
    /// - Complexity: O(*n* log *n*) in the number of statements.
    static func settled(_ statements: [SchemaStatement]) -> [SchemaStatement] {
        var settled: [SchemaStatement] = []
        var tied: [Entry] = []
        func settle() {
            settled += tied.sorted { $0.precedes($1) }.flatMap(\.statements)
            tied = []
        }
        for statement in statements {
            let entry = Entry(statements: [statement])
            if followers.contains(statement.kind), !tied.isEmpty {
                tied[tied.count - 1].statements.append(statement)
            } else {
                if let first = tied.first, !first.ties(with: entry) { settle() }
                tied.append(entry)
            }
        }
        settle()
        return settled
    }

    /// The statements with foreign keys to partitioned tables after all others: PostgreSQL makes a constraint for
    /// each partition and takes the first free name for it, which may be that of another key.
    ///
    /// - Complexity: O(*n*) in the number of statements.
    static func namedBeforePartitioned(
        _ statements: [SchemaStatement], partitioned: Set<QualifiedName>
    ) -> [SchemaStatement] {
        var (others, keys): ([SchemaStatement], [SchemaStatement]) = ([], [])
        var followsKey = false
        for statement in statements {
            followsKey =
                statement.kind == .foreignKey
                ? statement.referenced.map(partitioned.contains) == true
                : followsKey && followers.contains(statement.kind)
            if followsKey { keys.append(statement) } else { others.append(statement) }
        }
        return others + keys
    }

    /// The statements with tables moved up to before those whose generated columns read them: PostgreSQL puts the
    /// body of a function in SQL in the place of its call when it makes such a column. What the tables that are
    /// moved inherit from is not moved with them.
    ///
    /// - Parameter readings: By table, what it reads.
    /// - Complexity: O(*n*) in the number of statements for each table that is moved.
    static func madeBeforeRead(
        _ statements: [SchemaStatement], _ readings: [QualifiedName: Set<QualifiedName>]
    ) -> [SchemaStatement] {
        var ordered = statements
        func place(_ table: QualifiedName) -> Int? {
            ordered.firstIndex { $0.kind == .table && $0.name == table }
        }
        for reader in readings.keys.sorted() {
            for read in readings[reader, default: []].sorted() {
                guard let first = place(reader), let second = place(read), second > first else { continue }
                ordered.insert(ordered.remove(at: second), at: first)
            }
        }
        return ordered
    }
}
