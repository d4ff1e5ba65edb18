import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// A transaction in which every table of the plan is locked against change of structure, and which sees one
/// snapshot.
///
/// The order is what makes it right: first the locks, then the first query, which takes the snapshot. A
/// snapshot that is older than its locks loses the rows of a table that somebody truncates between them. LOCK
/// and SET take none (seen on 15 and 18).
///
/// What is locked is found by names that were read before, and everything else is read under the locks. So
/// the tables of the plan need not be as they were then; they must be among those whose locks the session
/// held when it took the snapshot, by the server's own list, whatever was renamed or made anew in between.
struct LockedSource: Sendable {
    /// How often the catalog may change under our hands before we give up.
    static let attempts = 5

    /// What is seen, and what is to be done with it.
    var source: SampledSource
    /// The name under which other sessions see the same rows.
    var snapshot: String
    var backendProcessID: Int
    /// The locks of a connection that reads all tables.
    var lockCount: Int
    /// How `pg_dump` reaches the same server.
    var childParameters: Session.ChildParameters

    var facts: SourceFacts { source.facts }
    var catalog: Catalog { source.catalog }
    var plan: SamplingPlan { source.plan }

    /// What `pg_dump` is to read.
    func schemaDump(_ options: SamplingOptions) -> SchemaDump {
        SchemaDump(of: catalog, at: snapshot, for: childParameters, facts, options)
    }

    /// Begins the transaction on `session` and leaves it open.
    ///
    /// - Parameter schema: Begins when the snapshot is taken; nil when no schema is wanted.
    /// - Throws: ``PGSampleError``: a rule or a right is wrong, a lock was not to be had, or the tables keep
    ///   changing.
    static func open(
        _ session: Session, facts: SourceFacts, options: SamplingOptions, schema: SchemaReading? = nil
    ) throws -> LockedSource {
        let child = session.childParameters()
        for _ in 0..<attempts {
            let before = try catalogBeforeLocks(session, options)
            let expected = try SamplingPlanner(catalog: before, options: options).plan()
            let lockCount = try LockBudget(facts: facts, plan: expected).check(session)
            try session.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            guard try lock(expected, session, facts, options) else {
                try session.execute("ROLLBACK")
                continue
            }
            let snapshot = try takeSnapshot(session)
            // What differs under the locks, which is rare, has pg_dump begin again.
            schema?.begin(SchemaDump(of: before, at: snapshot.name, for: child, facts, options))
            let catalog = try CatalogReader(session).read()
            let plan = try SamplingPlanner(catalog: catalog, options: options).plan()
            // What has come since then and is not of the plan is no reason to start over.
            guard plan.tables.allSatisfy({ $0.treeIDs.allSatisfy(snapshot.locked.contains) }) else {
                try session.execute("ROLLBACK")
                continue
            }
            return LockedSource(
                source: try SampledSource(session, facts, catalog, plan, options),
                snapshot: snapshot.name, backendProcessID: snapshot.backendProcessID, lockCount: lockCount,
                childParameters: child
            )
        }
        throw PGSampleError(
            code: .sourceChanged,
            message: "the source's tables changed \(attempts) times while they were being locked",
            remedy: "Run again when no migration runs."
        )
    }

    private static func catalogBeforeLocks(_ session: Session, _ options: SamplingOptions) throws -> Catalog {
        try session.inCatalogTransaction(options) { try CatalogReader(session).readTables() }
    }

    private struct Snapshot {
        var name: String
        var backendProcessID: Int
        /// The relations that the session has locked; besides ours some of the server's own catalogs.
        var locked: Set<ObjectID>
    }

    /// Columns: the snapshot's name, the session's process; then the locked relations.
    private static func takeSnapshot(_ session: Session) throws -> Snapshot {
        let snapshot = try session.query("SELECT pg_export_snapshot(), pg_backend_pid()")
        let locks = try session.query(
            """
            SELECT relation FROM pg_locks
            WHERE pid = pg_backend_pid() AND locktype = 'relation' AND mode = 'AccessShareLock' AND granted
            """
        )
        return Snapshot(
            name: try snapshot.text(0, 0), backendProcessID: try snapshot.integer(0, 1),
            locked: try Set((0..<locks.rowCount).map { try locks.objectID($0, 0) })
        )
    }

    /// - Returns: False when a table went away since the catalog was read.
    private static func lock(
        _ plan: SamplingPlan, _ session: Session, _ facts: SourceFacts, _ options: SamplingOptions
    ) throws -> Bool {
        try session.execute(
            SourceSettings.pinned(facts, lockTimeoutMilliseconds: options.lockTimeoutMilliseconds)
                // For the catalog; whoever reads rows says how they are to be planned.
                + "\nSET LOCAL max_parallel_workers_per_gather = 0;"
        )
        return try TableLocks.take(on: plan.lockedRelations, session, options)
    }
}
