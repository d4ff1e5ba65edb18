import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Synchronization
import Testing

@testable import PGSample

/// Locks, snapshots, and who waits for whom (POSTGRES findings 2, 3, 14, 16, 17).
@Suite(.usesServer) struct LockTests {
    /// Looks until `query` in `database` answers true.
    private static func wait(for query: String, in database: String) async throws {
        try await eventually(query) { try await TestServer.value(query, in: database) == "t" }
    }

    /// Somebody else's session, used from a callback of a run: for statements that wait for nobody.
    private static func other(_ database: String) async throws -> @Sendable (String) throws -> Void {
        let parameters = try await TestServer.shared.connectionParameters(database: database)
        return { try Session(parameters).execute($0) }
    }

    /// A migration that waits for a run's lock. It has a thread of its own, because two that waited on the
    /// threads of Swift's tasks would hold all there are on two processors, and nobody would go on.
    private static func migration(of database: String) async throws -> Connection {
        var parameters = try await TestServer.shared.connectionParameters(database: database)
        parameters.applicationName = "the migration"
        return try await Connection.open(parameters)
    }

    /// Waits until a session waits to read a table that somebody holds.
    private static func waitForWaitingReader(in database: String) async throws {
        try await wait(
            for: "SELECT count(*) = 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessShareLock' "
                + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            in: database
        )
    }

    @Test func `rows of a table that is truncated and filled while we wait for its lock are not lost`()
        async throws
    {
        let database = try await Trial.source(
            "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 100)"
        )
        let migration = try await Connection.open(
            try await TestServer.shared.connectionParameters(database: database))
        try await migration.run { try $0.execute("BEGIN; TRUNCATE t; INSERT INTO t VALUES (1), (2), (3)") }
        async let fixture = Trial.sample(database) { $0.lockTimeout = .seconds(600) }
        try await Self.wait(
            for: "SELECT count(*) = 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessShareLock' "
                + "AND relation = 't'::regclass", in: database
        )
        try await migration.run { try $0.execute("COMMIT") }
        #expect(try await fixture.rows(of: "public.t") == 3)
        await migration.close()
    }

    @Test func `a column that comes while we wait for the lock is in the sample`() async throws {
        let database = try await Trial.source("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)")
        let migration = try await Connection.open(
            try await TestServer.shared.connectionParameters(database: database))
        try await migration.run { try $0.execute("BEGIN; ALTER TABLE t ADD COLUMN late int DEFAULT 5") }
        async let fixture = Trial.sample(database) { $0.lockTimeout = .seconds(600) }
        try await Self.waitForWaitingReader(in: database)
        try await migration.run { try $0.execute("COMMIT") }
        #expect(try await fixture.data(of: "public.t") == ["1\t5"])
        await migration.close()
    }

    @Test func `a table that is renamed and made anew while we wait for its lock is in the sample twice`()
        async throws
    {
        let database = try await Trial.source(
            "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 9)")
        let migration = try await Connection.open(
            try await TestServer.shared.connectionParameters(database: database))
        try await migration.run {
            try $0.execute(
                """
                BEGIN; ALTER TABLE t RENAME TO old;
                CREATE TABLE t (code text); INSERT INTO t VALUES ('a'), ('b');
                """)
        }
        async let fixture = Trial.sample(database) { $0.lockTimeout = .seconds(600) }
        try await Self.waitForWaitingReader(in: database)
        try await migration.run { try $0.execute("COMMIT") }
        #expect(try await fixture.data(of: "public.t") == ["a", "b"])
        #expect(try await fixture.rows(of: "public.old") == 9)
        await migration.close()
    }

    @Test func `every table of a plan is locked by the session whose snapshot it is`() async throws {
        let database = try await Trial.source(
            """
            CREATE SCHEMA s; CREATE TABLE t (id int); CREATE TABLE s.t (id int);
            CREATE TABLE root (id int) PARTITION BY RANGE (id);
            CREATE TABLE leaf PARTITION OF root FOR VALUES FROM (0) TO (100);
            """)
        let missing = try await Trial.withLockedSource(database) { session, source in
            try session.query(
                """
                SELECT count(*) FROM pg_class c
                WHERE relkind IN ('r', 'p') AND oid >= 16384 AND NOT EXISTS (
                    SELECT FROM pg_locks l
                    WHERE l.pid = \(source.backendProcessID) AND l.relation = c.oid AND mode = 'AccessShareLock')
                """
            ).integer(0, 0)
        }
        #expect(missing == 0)
    }

    @Test(arguments: ["*", "50", "0", "id > 0", "random"])
    func `a partition that is attached in the middle of a run ends it without a file`(_ rule: String)
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TABLE root (id int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
            CREATE TABLE low PARTITION OF root FOR VALUES FROM (0) TO (100);
            INSERT INTO root SELECT generate_series(1, 20);
            CREATE TABLE later (id int PRIMARY KEY);
            INSERT INTO later SELECT generate_series(100, 110);
            CREATE TABLE child (id int PRIMARY KEY, root int);
            INSERT INTO child SELECT i, 80 + i FROM generate_series(20, 30) AS i;
            """
        )
        if rule == "0" {
            // Only the foreign key leads to the new rows.
            try await TestServer.execute(
                "ALTER TABLE child ADD CONSTRAINT k FOREIGN KEY (root) REFERENCES root NOT VALID",
                in: database
            )
        }
        let execute = try await Self.other(database)
        let limits = rule == "random" ? "root=50" : "root=\(rule)"
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(
                database, "\(limits), *=*",
                {
                    // Its own ACCESS SHARE lock would have kept the table from being attached.
                    $0.excludedTables = [TablePattern(table: NamePattern(exactly: "later"))]
                    if rule == "random" { $0.order = .random }
                },
                progress: { event in
                    guard case .locked = event else { return }
                    #expect(throws: Never.self) {
                        try execute("ALTER TABLE root ATTACH PARTITION later FOR VALUES FROM (100) TO (200)")
                    }
                }
            )
        }
        #expect(error?.code == .sourceChanged)
    }

    @Test func `the schema is of the run's own snapshot`() async throws {
        let database = try await Trial.source("CREATE TABLE t (id int PRIMARY KEY)")
        let execute = try await Self.other(database)
        let fixture = try await Trial.sample(
            database,
            progress: { event in
                guard case .locked = event else { return }
                #expect(throws: Never.self) {
                    try execute("CREATE TABLE later (id int); INSERT INTO t VALUES (1)")
                }
            })
        #expect(!fixture.script.contains("public.later"))
        #expect(fixture.rows(of: "public.t") == 0)
    }

    @Test func `a lock that is not to be had is an error that names the table and its holder`() async throws {
        let database = try await Trial.source("CREATE TABLE \"a b\" (id int); CREATE TABLE z (id int)")
        let holder = try await Connection.open(
            try await TestServer.shared.connectionParameters(database: database))
        let pid = try await holder.run {
            try $0.execute("BEGIN; LOCK TABLE z IN ACCESS EXCLUSIVE MODE")
            return $0.backendProcessID
        }
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(database) { $0.lockTimeout = .milliseconds(100) }
        }
        #expect(error?.code == .lockConflict)
        #expect(error?.object == "public.z")
        #expect(error?.sqlState == SQLState.lockNotAvailable)
        #expect(error?.reason?.contains("\(pid)") == true)
        await holder.close()
    }

    @Test func `a deadlock with a migration is told as one, and the migration goes on`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY)")
        // Ours are to be found waiting in a circle first, after the migration has closed it.
        let role = "impatient_\(database)"
        try await TestServer.execute(
            "CREATE ROLE \(role) LOGIN; GRANT SELECT ON a, b TO \(role); ALTER ROLE \(role) SET deadlock_timeout = '5s'",
            in: database)
        let migration = try await Self.migration(of: database)
        try await migration.run { try $0.execute("SET deadlock_timeout = '10min'; BEGIN; LOCK TABLE b") }
        let run = Task { try await Trial.sample(database, as: role) { $0.lockTimeout = .seconds(120) } }
        try await Self.waitForWaitingReader(in: database)
        try await migration.run { try $0.execute("LOCK TABLE a; COMMIT") }
        await migration.close()
        let error = await #expect(throws: PGSampleError.self) { _ = try await run.value }
        #expect(error?.code == .lockConflict && error?.sqlState == SQLState.deadlockDetected)
    }

    @Test func `who waits for a lock is not said to hold it`() async throws {
        let database = try await Trial.source("CREATE TABLE t (id int)")
        let reader = try await Connection.open(
            try await TestServer.shared.connectionParameters(database: database))
        try await reader.run { try $0.execute("BEGIN; TABLE t") }
        let connection = try await Self.migration(of: database)
        let migration = Task {
            try await connection.run { try $0.execute("ALTER TABLE t ADD COLUMN c int") }
        }
        try await Self.wait(
            for: "SELECT count(*) = 1 FROM pg_locks WHERE NOT granted AND relation = 't'::regclass",
            in: database)
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(database) { $0.lockTimeout = .milliseconds(100) }
        }
        #expect(error?.object == "public.t")
        #expect(error?.reason?.hasSuffix("has asked for an exclusive lock before, and waits itself") == true)
        await reader.close()
        try await migration.value
        await connection.close()
    }

    @Test func `a limit that is longer than any clock is none`() async throws {
        let database = try await Trial.source("CREATE TABLE t (id int)")
        _ = try await Trial.sample(database) {
            $0.lockTimeout = .seconds(Int64.max)
            $0.maximumDuration = .seconds(Int64.max)
        }
    }

    @Test func `a run gives way to a migration that waits for it, and names it`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 1000)"
        )
        let connection = try await Self.migration(of: database)
        let migration = Mutex<Task<Void, any Error>?>(nil)
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(
                database, "t = pg_sleep(0.1) IS NOT NULL",
                progress: { event in
                    guard case .locked = event else { return }
                    migration.withLock {
                        $0 = Task {
                            try await connection.run { try $0.execute("ALTER TABLE t ADD COLUMN c int") }
                        }
                    }
                }
            )
        }
        #expect(error?.code == .lockConflict)
        #expect(error?.object == "public.t")
        #expect(error?.reason?.contains("the migration") == true)
        // And the migration goes through.
        try await migration.withLock { $0 }?.value
        await connection.close()
    }

    @Test func `whoever ends the session that watches for migrations does not end the run`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 1000)"
        )
        let connection = try await Self.migration(of: database)
        let migration = Mutex<Task<Void, any Error>?>(nil)
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(
                database, "t = pg_sleep(0.1) IS NOT NULL",
                progress: { event in
                    guard case .locked = event else { return }
                    migration.withLock {
                        $0 = Task {
                            let watcher =
                                "FROM pg_stat_activity WHERE query LIKE '%pg_blocking_pids%' "
                                + "AND state = 'idle' AND datname = current_database()"
                            try await Self.wait(for: "SELECT count(*) = 1 \(watcher)", in: database)
                            try await TestServer.execute(
                                "SELECT pg_terminate_backend(pid) \(watcher)", in: database)
                            try await connection.run { try $0.execute("ALTER TABLE t ADD COLUMN c int") }
                        }
                    }
                }
            )
        }
        #expect(error?.code == .lockConflict)
        #expect(error?.reason?.contains("the migration") == true, "\(String(describing: error))")
        try await migration.withLock { $0 }?.value
        await connection.close()
    }

    @Test func `a run that takes longer than it may ends without a file`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 1000)"
        )
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "t = pg_sleep(0.1) IS NOT NULL") {
                $0.maximumDuration = .milliseconds(300)
            }
        }
        #expect(error?.message == "the run took longer than 300 milliseconds")
        #expect(error?.code == .interrupted)
        // The server's processes end a moment after their connections.
        try await Self.wait(
            for: "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() "
                + "AND pid <> pg_backend_pid()", in: database
        )
    }

    @Test func `a run that would take most of the server's locks is refused before it takes any`()
        async throws
    {
        let database = try await Trial.source(
            "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int) PARTITION BY LIST (id); CREATE TABLE b1 PARTITION OF b DEFAULT"
        )
        try await Trial.withLockedSource(database) { session, source in
            var facts = source.facts
            facts.lockCapacity = 8  // three tables and an index are less than six
            let locks = try LockBudget(facts: facts, plan: source.plan).check(session)
            #expect(locks == 4)
            facts.lockCapacity = 4
            let error = #expect(throws: PGSampleError.self) {
                _ = try LockBudget(facts: facts, plan: source.plan).check(session)
            }
            #expect(error?.message.contains("3 tables") == true)
        }
    }

    @Test func `connections are as many as the server's locks have room for, and at least one`() async throws
    {
        let database = try await Trial.source("CREATE TABLE a (id int PRIMARY KEY)")
        var facts = try await TestServer.withSession(database) { try SourceFacts.read($0) }
        facts.lockCapacity = 6400
        let counts = [0, 40, 1600, 3200, 4800].map {
            LockBudget.connections(8, locks: $0, dumped: 1000, facts)
        }
        #expect(counts == [8, 8, 5, 2, 1])
        #expect(LockBudget.connections(8, locks: 40, dumped: 12_000, facts) == 1)
    }

    @Test func `after the transaction no setting of ours is left in the session`() async throws {
        let database = try await Trial.oddSource("keys")
        let settings =
            "SELECT name, setting FROM pg_settings WHERE name NOT LIKE '%transaction%' ORDER BY name"
        let (before, after) = try await TestServer.withSession(database) { session in
            var options = SamplingOptions()
            options.limits = try LimitRules(parsing: ["crc_use = id > 5, *=3"])
            let before = try session.query(settings).textRows()
            let source = try LockedSource.open(session, facts: SourceFacts.read(session), options: options)
            let base = BaseRows(session: session, facts: source.facts, options: options)
            var sample = Sample()
            for table in source.plan.tables {
                let choice = try base.choose(table)
                sample.tables[table.relation.id] = Sample.Table(rows: choice.rows, baseCount: choice.count)
            }
            let sizes = try Closure.readSizes(source.source, session)
            sample = try session.close(sample, of: source.plan, source.catalog, sizes)
            try session.execute(SourceSettings.addressPlans)
            for table in source.plan.tables {
                guard let rows = sample.tables[table.relation.id], rows.count > 0 else { continue }
                var reader = TableReader(session: session, table: table, sample: rows)
                reader.statementLimit = 5
                _ = try reader.read(extremesOf: []) { _ in }
            }
            try session.execute("COMMIT")
            return (before, try session.query(settings).textRows())
        }
        #expect(before == after)
    }
}
