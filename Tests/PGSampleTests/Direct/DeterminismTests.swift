import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage
import Testing

@testable import PGSample

/// The same content gives the same bytes (POSTGRES findings 12 and 13).
@Suite(.usesServer) struct DeterminismTests {
    private static let runs: [(limits: String, order: RowOrder)] = [
        ("*=7", .ascending), ("*=7", .random), ("*=20%", .random), ("*=7", .descending), ("*", .ascending),
    ]

    private static func samples(of database: String) async throws -> [String] {
        var scripts: [String] = []
        for run in runs {
            scripts.append(try await Trial.sample(database, run.limits) { $0.order = run.order }.script)
        }
        return scripts
    }

    /// What moves rows without changing them.
    private static let disturbances = """
        DO $$
        DECLARE t record;
        BEGIN
            SET LOCAL session_replication_role = replica;
            FOR t IN SELECT c.oid::regclass AS name, a.attname FROM pg_class c
                CROSS JOIN LATERAL (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT attisdropped
                                    AND attgenerated = '' AND attidentity <> 'a' LIMIT 1) AS a
                WHERE c.relkind = 'r' AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
                    AND NOT EXISTS (SELECT FROM pg_rewrite WHERE ev_class = c.oid)
                    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = c.oid AND contype = 'c' AND NOT convalidated)
            LOOP
                EXECUTE format('UPDATE ONLY %s SET %I = %I WHERE mod(abs(hashtext(ctid::text)), 3) = 0', t.name, t.attname, t.attname);
            END LOOP;
        END $$;
        """

    @Test(arguments: ["keys", "partitions", "generated", "values", "inheritance", "two-schemas"])
    func `updates that change nothing, VACUUM FULL and ANALYZE leave every byte as it was`(_ name: String)
        async throws
    {
        let database = try await Trial.oddSource(name)
        let before = try await Self.samples(of: database)
        #expect(try await Self.samples(of: database) == before)
        try await TestServer.execute(Self.disturbances, in: database)
        #expect(try await Self.samples(of: database) == before)
        try await TestServer.execute("VACUUM FULL", in: database)
        try await TestServer.execute("ANALYZE", in: database)
        #expect(try await Self.samples(of: database) == before)
    }

    @Test(arguments: ["keys", "partitions", "exclusion", "hostile-names", "two-schemas", "generated"])
    func `a source that was dumped and restored gives the same rows`(_ name: String) async throws {
        let database = try await Trial.oddSource(name)
        let restored = try await TestServer.database()
        try await TestServer.dumpAndRestore(database, into: restored)
        let before = try await Self.samples(of: database), after = try await Self.samples(of: restored)
        for (one, other) in zip(before, after) { #expect(one == other) }
    }

    @Test func `the planner's statistics change nothing`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE t (k text PRIMARY KEY, v int); INSERT INTO t SELECT 'k' || i, i FROM generate_series(1, 5000) AS i"
        )
        let before = try await Self.samples(of: database)
        for estimate in ["-1", "0", "1e9"] {
            try await TestServer.execute(
                "UPDATE pg_class SET reltuples = \(estimate), relpages = greatest(0, \(estimate) / 100) WHERE relname = 't'",
                in: database
            )
            #expect(try await Self.samples(of: database) == before)
        }
    }

    @Test func `the first rows by a text key are the first by bytes, whatever the key's collation`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE COLLATION english (provider = icu, locale = 'en-US');
            CREATE TABLE t (k text COLLATE english PRIMARY KEY); INSERT INTO t VALUES ('a'), ('B'), ('c'), ('ä'), ('Z');
            """
        )
        let fixture = try await Trial.sample(database, "t=3")
        #expect(fixture.data(of: "public.t") == ["B", "Z", "a"])
        #expect(fixture.report.diagnostics.isEmpty)
    }

    @Test
    func `above 100,000 rows a text key's own order decides and is said, unless --stable asks for content`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE COLLATION english (provider = icu, locale = 'en-US');
            CREATE TABLE t (k text COLLATE english PRIMARY KEY);
            INSERT INTO t SELECT CASE WHEN i % 2 = 0 THEN 'a' ELSE 'B' END || i FROM generate_series(1, 100001) AS i;
            CREATE TABLE small (k text COLLATE english PRIMARY KEY);
            INSERT INTO small SELECT k FROM t WHERE k <> 'B1';
            """
        )
        let fixture = try await Trial.sample(database, "*=2") { $0.isDataOnly = true }
        #expect(fixture.data(of: "public.t") == ["a10", "a100"])
        #expect(fixture.data(of: "public.small") == ["B100001", "B10001"])
        #expect(
            fixture.report.diagnostics.map(\.description).contains {
                $0.hasPrefix("public.t has more than 100000 rows")
            })
        #expect(fixture.report.diagnostics.count == 1)
        let stable = try await Trial.sample(database, "*=2") {
            $0.isDataOnly = true
            $0.isStable = true
        }
        #expect(stable.data(of: "public.t") == ["B1", "B100001"])
        #expect(stable.report.diagnostics.isEmpty)
    }

    @Test func `another seed gives other rows, and equal keys are not chosen in every table`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE a (id int PRIMARY KEY); INSERT INTO a SELECT generate_series(1, 1000);
            CREATE TABLE b (id int PRIMARY KEY); INSERT INTO b SELECT generate_series(1, 1000);
            """
        )
        func ids(_ seed: Int64) async throws -> (Set<String>, Set<String>) {
            let fixture = try await Trial.sample(database, "*=100") {
                $0.order = .random
                $0.seed = seed
                $0.isDataOnly = true
            }
            return (Set(fixture.data(of: "public.a")), Set(fixture.data(of: "public.b")))
        }
        let (first, second) = (try await ids(0), try await ids(1))
        #expect(first.0.intersection(second.0).count < 40)
        #expect(first.0.intersection(first.1).count < 40)
    }
}

extension TestServer {
    /// `pg_dump` of one database, restored by psql into another.
    static func dumpAndRestore(_ database: String, into other: String) async throws {
        let server = try await shared
        let bin = server.installation.binDirectory.string
        let process = ChildProcess(
            "/bin/bash",
            [
                "-o", "pipefail", "-c", "\"$0/pg_dump\" \"$1\" | \"$0/psql\" -X -q -v ON_ERROR_STOP=1 \"$2\"",
                bin, database, other,
            ],
            variables: .inherited(server.clientVariables(database: database))
        )
        let outcome = try await process.run()
        guard outcome.succeeded else { throw LoadFailure(words: outcome.standardError) }
    }
}
