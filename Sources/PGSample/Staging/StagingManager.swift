import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Owns a staging schema: makes it, fills its tables, verifies and reads them, drops it. What goes into them
/// and when is not its business.
///
/// Every method works on the session it is given, inside that session's transaction unless it says otherwise.
/// The schema carries a mark (``StagingMark``); what does not carry it is never replaced or dropped.
struct StagingManager: Sendable {
    let schema: Identifier
    var transaction: StagingTransaction
    var journal: StagingJournal
    /// Whose the schema is: the run of its mark, once it was made or found.
    private var run: String?
    private var grantees: [String] = []

    init(schema: Identifier, facts: SourceFacts, options: SamplingOptions) {
        self.schema = schema
        transaction = StagingTransaction(facts: facts, options: options)
        journal = StagingJournal(schema: schema)
    }

    // MARK: The schema

    /// Takes the schema's name for this session, for as long as it lasts.
    ///
    /// - Throws: ``PGSampleError`` when another run has it.
    mutating func acquireName(_ session: Session) throws {
        grantees = try Self.readGrantees(session)
        let key = nameKey
        let isOurs = try session.query(
            "SELECT pg_try_advisory_lock(\(Self.lockClass), $1::int4)", ["\(key)"]
        ).bool(0, 0)
        guard !isOurs else { return }
        throw try nameIsTaken(key, session)
    }

    /// Takes the name again in another session, after the one that had it was lost.
    ///
    /// - Throws: ``PGSampleError`` when another run has it, or has made the schema anew.
    mutating func reacquireName(_ session: Session) throws {
        // The server may need a moment to notice that the other session is gone.
        try session.execute("SET lock_timeout = '\(Self.nameTimeout)'")
        let key = nameKey
        do {
            try session.query("SELECT pg_advisory_lock(\(Self.lockClass), $1::int4)", ["\(key)"])
        } catch let error as DatabaseError where error.sqlState == SQLState.lockNotAvailable {
            throw try nameIsTaken(key, session)
        }
        guard let existing = try findSchema(session) else { return }
        guard try ownMark(of: existing).run == run else {
            throw refusal("another run has made it in the meantime", canForce: true)
        }
    }

    private var nameKey: Int32 { Int32(truncatingIfNeeded: Int64(bitPattern: schema.name.stableHash)) }

    private func nameIsTaken(_ key: Int32, _ session: Session) throws -> PGSampleError {
        let holder = try session.query(
            """
            SELECT l.pid FROM pg_catalog.pg_locks l
            WHERE l.locktype = 'advisory' AND l.classid = \(Self.lockClass)::oid AND l.objid = ($1::int8 & 4294967295)::oid
                AND l.granted AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
            """, ["\(key)"]
        ).textRows().first?[0]
        return PGSampleError(
            code: .stagingSchemaExists, message: "another run works in the staging schema",
            object: schema.sql,
            reason: holder.map { "its session has the process id \($0)" },
            remedy: "Wait for it, or name another schema: --sample-schema."
        )
    }

    /// Makes the schema, with nobody else's rights on it. Runs a transaction of its own.
    ///
    /// - Parameters:
    ///   - force: Drops what an earlier run has left under the name.
    ///   - plan: What the run is going to do, for a later one that resumes it.
    ///   - dump: The source's schema as `pg_dump` wrote it.
    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/stagingSchemaExists``, ``StagingObstacle``.
    mutating func createSchema(force: Bool, plan: StagingPlan, dump: [UInt8], _ session: Session) throws {
        try checkSchema(force: force, session)
        try dropSchema(session)
        let mark = try StagingMark(session)
        try transaction.run(session) {
            try StagingObstacle.making { try make(mark, plan, dump, session) }
        }
        run = mark.run
    }

    private func make(
        _ mark: StagingMark, _ plan: StagingPlan, _ dump: [UInt8], _ session: Session
    ) throws {
        try session.execute(
            """
            CREATE SCHEMA \(schema.sql);
            COMMENT ON SCHEMA \(schema.sql) IS \(Literal.string(try mark.comment()));
            CREATE SEQUENCE \(StagedTable.sequence(in: schema).sql);
            \(journal.creation);
            CREATE UNLOGGED TABLE \(runTable.sql) (plan text NOT NULL, dump bytea NOT NULL);
            """
        )
        try session.query(
            "INSERT INTO \(runTable.sql) VALUES ($1, decode($2, 'base64'))",
            [plan.text, Data(dump).base64EncodedString()]
        )
        try revokeRights("SCHEMA \(schema.sql)", session)
        for name in [runTable, QualifiedName(schema: schema, name: Identifier("steps"))] {
            try revokeRights("TABLE \(name.sql)", session)
        }
    }

    /// Looks whether the schema may be made.
    ///
    /// - Parameter force: Whether one that an earlier run has left may be dropped for it.
    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/stagingSchemaExists``.
    func checkSchema(force: Bool, _ session: Session) throws {
        guard let existing = try findSchema(session) else { return }
        let mark = try ownMark(of: existing)
        guard !force else { return }
        throw refusal(
            mark.keptUntil.map { "a run kept it until \($0)" }
                ?? "a run that began at \(mark.started) has left it",
            canForce: true
        )
    }

    /// Drops the schema with all that is ours in it, in transactions of its own. Does nothing where there is
    /// none.
    ///
    /// - Throws: ``PGSampleError`` when it is not ours, or when somebody has put something of his own in it or
    ///   on it: then that, and the mark, stay.
    func dropSchema(_ session: Session) throws {
        let tables = try transaction.run(session, timeouts: .off) { try ownTables(session) }
        guard let tables else { return }
        do {
            // A few at a time, because every table with its indexes takes locks until the commit.
            for start in stride(from: 0, to: tables.count, by: Self.dropBatch) {
                let names = tables[start..<min(start + Self.dropBatch, tables.count)].map(\.sql)
                try transaction.run(session, timeouts: .off) {
                    try session.execute("DROP TABLE \(names.joined(separator: ", ")) RESTRICT")
                }
            }
            try transaction.run(session, timeouts: .off) {
                try session.execute(
                    "DROP SEQUENCE IF EXISTS \(StagedTable.sequence(in: schema).sql); DROP SCHEMA \(schema.sql) RESTRICT"
                )
            }
        } catch let error as DatabaseError where error.sqlState == SQLState.dependentObjectsStillExist {
            throw PGSampleError(
                code: .stagingSchemaExists, message: "cannot drop the staging schema", object: schema.sql,
                reason: "it holds objects of others, or others depend on it", sqlState: error.sqlState,
                remedy: "Drop those first, or name another schema: --sample-schema.", cause: error
            )
        }
    }

    /// Our tables in the schema; nil where there is no such schema.
    ///
    /// - Throws: ``PGSampleError`` when it is not ours.
    private func ownTables(_ session: Session) throws -> [QualifiedName]? {
        guard let existing = try findSchema(session) else { return nil }
        _ = try ownMark(of: existing)
        return try session.query(
            """
            SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relpersistence = 'u' AND c.relname ~ '^(run$|steps$|t[0-9]{4,}_)'
            ORDER BY c.relname COLLATE "C"
            """, [schema.name]
        ).textRows().compactMap { $0[0] }.map { QualifiedName(schema: schema, name: Identifier($0)) }
    }

    /// Marks the schema as one that stays, and until when. A transaction of its own.
    func keepSchema(_ session: Session) throws {
        try transaction.run(session, timeouts: .off) {
            guard let existing = try findSchema(session) else { return }
            let mark = try ownMark(of: existing).kept(session)
            try session.execute("COMMENT ON SCHEMA \(schema.sql) IS \(Literal.string(try mark.comment()))")
        }
    }

    /// What an earlier run has left in the schema, for going on with it.
    ///
    /// - Throws: ``PGSampleError`` when there is nothing to go on with.
    mutating func readRun(_ session: Session) throws -> (plan: StagingPlan, dump: [UInt8]) {
        guard let existing = try findSchema(session) else {
            throw PGSampleError(
                code: .stagingSchemaMissing, message: "there is no staging schema to go on with",
                object: schema.sql, remedy: "Run without --resume and --refresh, or name another schema."
            )
        }
        run = try ownMark(of: existing).run
        // Where a run was ended while it dropped the schema, this table is the first to be gone.
        let isThere = try session.query("SELECT pg_catalog.to_regclass($1) IS NOT NULL", [runTable.sql]).bool(
            0, 0)
        guard isThere else {
            throw PGSampleError(
                code: .stagingSchemaMissing, message: "the rows of the staging schema are gone",
                object: schema.sql, reason: "a run was ended while it dropped them",
                remedy: "Run again with --force instead of --resume."
            )
        }
        let run = try session.query("SELECT plan, encode(dump, 'base64') FROM \(runTable.sql)")
        guard run.rowCount == 1 else {
            throw PGSampleError(
                code: .stagingSchemaMissing, message: "the rows of the staging schema are lost",
                object: schema.sql, reason: "the server has crashed since, which empties unlogged tables",
                remedy: "Run again with --force instead of --resume."
            )
        }
        let dump = Data(base64Encoded: try run.text(0, 1), options: .ignoreUnknownCharacters)
        return (StagingPlan(text: try run.text(0, 0)), Array(dump ?? Data()))
    }

    /// Replaces the schema text that a resumed run writes.
    func store(dump: [UInt8], _ session: Session) throws {
        try session.query(
            "UPDATE \(runTable.sql) SET dump = decode($1, 'base64')", [Data(dump).base64EncodedString()])
    }

    // MARK: Tables

    func createStagingTable(_ table: StagedTable, _ session: Session) throws {
        try StagingObstacle.making {
            try session.execute(table.creation)
            try revokeRights("TABLE \(table.name.sql)", session)
        }
    }

    /// Copies rows of the source that a statement of the same transaction chose.
    ///
    /// - Returns: How many.
    func copyDataToStaging(
        _ choice: BaseRows.Choice, into table: StagedTable, _ session: Session
    ) throws -> Int {
        if choice.isWhole {
            try session.execute(SourceSettings.freePlans)
            return try session.query(
                table.insertion(from: "\(table.table.source) AS f", alias: "f")
            ).affectedRows
        }
        try session.execute(SourceSettings.addressPlans)
        var count = 0
        for relation in table.table.storage {
            try choice.rows[relation.id]?.forEachBatch(of: TableReader.statementLimit) { text in
                try AddressParameter.send(text, to: session)
                let source = "ONLY \(relation.name.sql) AS f WHERE \(AddressParameter.condition("f"))"
                count += try session.query(table.insertion(from: source, alias: "f")).affectedRows
            }
        }
        return count
    }

    /// Builds what makes the first copy of a row win and what the closure finds rows by; nothing else is
    /// needed.
    func createStagingIndexes(_ table: StagedTable, _ session: Session) throws {
        try StagingObstacle.making {
            for statement in table.indexes { try session.execute(statement) }
        }
    }

    /// The rows of the staging tables, for writing them, each table in a transaction of its own.
    func stagingData(_ tables: [StagedTable], _ session: Session) -> StagedRows {
        StagedRows(session: session, transaction: transaction, tables: tables)
    }

    /// Counts for each foreign key the rows that need a parent and those that have none, in transactions of its
    /// own.
    ///
    /// - Returns: In the order of `keys`.
    /// - Complexity: O(staged rows of the children), by hash or index.
    func verifyForeignKeys(
        _ keys: [StagedForeignKey], _ session: Session
    ) throws -> [ForeignKeyReport] {
        try keys.map { key in
            // One key at a time, because every table that is read is locked, with its indexes, until the commit.
            try transaction.run(session, .readOnlySnapshot) {
                try session.execute(key.plans)
                let counts = try session.query(key.counts)
                return ForeignKeyReport(
                    foreignKey: key.name, rows: try counts.integer(0, 0), orphans: try counts.integer(0, 1))
            }
        }
    }

    // MARK: Parts

    private static let lockClass = 0x7067_7374  // "pgst"
    private static let dropBatch = 100
    private static let nameTimeout = "5s"

    private var runTable: QualifiedName { QualifiedName(schema: schema, name: Identifier("run")) }

    /// A schema of that name, whosever it is.
    private struct ExistingSchema {
        /// nil for a schema that is not ours.
        var mark: StagingMark?
        var isOfRole: Bool
    }

    /// - Throws: ``PGSampleError`` when the schema is not ours to go on with or to drop.
    private func ownMark(of existing: ExistingSchema) throws -> StagingMark {
        guard let mark = existing.mark else { throw refusal("it is not of pg-sample", canForce: false) }
        guard existing.isOfRole else { throw refusal("a run of another role has made it", canForce: false) }
        return mark
    }

    private func findSchema(_ session: Session) throws -> ExistingSchema? {
        let found = try session.query(
            """
            SELECT pg_catalog.obj_description(n.oid, 'pg_namespace'), pg_catalog.pg_has_role(n.nspowner, 'USAGE')
            FROM pg_catalog.pg_namespace n WHERE n.nspname = $1
            """, [schema.name]
        )
        guard found.rowCount > 0 else { return nil }
        return ExistingSchema(mark: StagingMark(comment: found[0, 0]), isOfRole: try found.bool(0, 1))
    }

    private func refusal(_ reason: String, canForce: Bool) -> PGSampleError {
        PGSampleError(
            code: .stagingSchemaExists, message: "the staging schema exists already", object: schema.sql,
            reason: reason,
            remedy: (canForce ? "Replace it (--force), go on with it (--resume), " : "Leave it as it is and ")
                + "name another schema (--sample-schema) or sample directly (--no-staging)."
        )
    }

    /// Takes from everybody but the owner what default privileges have given.
    private func revokeRights(_ object: String, _ session: Session) throws {
        try session.execute("REVOKE ALL ON \(object) FROM \((["PUBLIC"] + grantees).joined(separator: ", "))")
    }

    /// Roles, quoted, that default privileges of the role give rights on whatever it makes.
    private static func readGrantees(_ session: Session) throws -> [String] {
        try session.query(
            """
            SELECT DISTINCT r.rolname
            FROM pg_catalog.pg_default_acl d
                CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) a
                JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
            WHERE d.defaclrole = (SELECT o.oid FROM pg_catalog.pg_roles o WHERE o.rolname = current_user)
                AND a.grantee <> d.defaclrole
            """
        ).textRows().compactMap { $0[0] }.map { Identifier($0).quoted }
    }
}
