import PGSampleLibPQ
import PGSampleSQL

/// Sees to the schemas around a relocated load: makes those that the file takes for granted, and renames
/// those whose names its text leaves ambiguous.
///
/// A schema that is renamed is loaded under its own name. A schema of that name in the target steps aside
/// until the load is done; others see none of it, because all is one transaction, and two such loads wait for
/// each other.
struct SchemaPlacement {
    /// The advisory lock of loads that rename schemas: a number that nobody else is likely to use.
    private static let lockKey = 8_099_005_340_562_455_653

    let session: Session
    let plan: RelocationPlan

    /// - Throws: ``FixtureFileError`` with `.refused`, `DatabaseError`.
    func prepare() throws {
        for schema in plan.map.schemas where !plan.needsRename.contains(schema) {
            guard let target = plan.map[schema] else { continue }
            let isFilled = plan.usedSchemas.contains(schema) && !plan.createdSchemas.contains(schema)
            if isFilled { try make(target) }
        }
        guard !plan.needsRename.isEmpty else { return }
        try session.execute("SELECT pg_catalog.pg_advisory_xact_lock(\(Self.lockKey))")
        for schema in plan.needsRename { try clear(schema) }
    }

    /// Runs a statement that creates a schema, unless the target has it.
    func create(_ schema: Identifier, by statement: ScriptStatement) throws {
        if try !exists(schema) { try session.execute(bytes: statement.bytes) }
    }

    /// The schema that an extension of the file lives in, which keeps its name; nil where a statement creates
    /// no such extension.
    func home(ofExtensionIn statement: ScriptStatement) throws -> Identifier? {
        let subject = try SchemaStatement(statement)
        guard subject.kind == .extension, let home = subject.extensionSchema, plan.map[home] != nil,
            !plan.needsRename.contains(home)
        else { return nil }
        return home
    }

    /// Makes a schema unless the target has it.
    func make(_ schema: Identifier) throws {
        if try !exists(schema) { try session.execute("CREATE SCHEMA \(schema.sql)") }
    }

    /// Gives the schemas that were loaded under their own names the new ones.
    func finish() throws {
        guard !plan.needsRename.isEmpty else { return }
        for schema in plan.needsRename {
            guard let target = plan.map[schema] else { continue }
            try session.execute("ALTER SCHEMA \(schema.sql) RENAME TO \(target.sql)")
        }
        try RenamedRoutines(session: session, plan: plan).rewrite()
        for schema in plan.needsRename where try exists(Self.aside(schema)) {
            try session.execute("ALTER SCHEMA \(Self.aside(schema).sql) RENAME TO \(schema.sql)")
        }
    }

    // MARK: Schemas

    private func exists(_ schema: Identifier) throws -> Bool {
        try session.query("SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1", [schema.name]).rowCount
            > 0
    }

    /// What a schema of the target is called while the file's one has its name.
    private static func aside(_ schema: Identifier) -> Identifier {
        Identifier("aside of pg-sample: " + String(decoding: schema.name.utf8.prefix(40), as: UTF8.self))
    }

    /// Makes room for a schema of the file under its own name.
    private func clear(_ schema: Identifier) throws {
        if let target = plan.map[schema], try exists(target) {
            throw refusal(of: schema, because: "the target has a schema \(target.sql) already")
        }
        if try exists(schema) {
            let extensions = try session.query(
                """
                SELECT extname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
                WHERE n.nspname = $1 ORDER BY extname COLLATE "C" LIMIT 1
                """, [schema.name]
            )
            if extensions.rowCount > 0, let name = extensions[0, 0] {
                throw refusal(
                    of: schema, because: "the extension \(name) lives in the target's schema of that name")
            }
            try session.execute("ALTER SCHEMA \(schema.sql) RENAME TO \(Self.aside(schema).sql)")
        }
        if !plan.createdSchemas.contains(schema) { try session.execute("CREATE SCHEMA \(schema.sql)") }
    }

    private func refusal(of schema: Identifier, because reason: String) -> FixtureFileError {
        FixtureFileError(
            code: .refused,
            message:
                "the schema \(schema.sql) has to be loaded under its own name and renamed then, because a table, "
                + "a column or an alias of the file has that name too; but \(reason): load into a database of its own "
                + "(.database isolation)"
        )
    }
}
