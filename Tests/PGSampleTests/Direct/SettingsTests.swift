import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Testing

@testable import PGSample

/// The fixture's bytes do not depend on who samples, nor on the encoding of the source (POSTGRES finding 29).
@Suite(.usesServer) struct SettingsTests {
    @Test func `what pins one kind of statement is not left for the next`() async throws {
        let kinds = [SourceSettings.freePlans, SourceSettings.addressPlans, SourceSettings.closurePlans]
        let database = try await TestServer.database()
        let differing = try await TestServer.withSession(database) { session in
            func settings(after scripts: [String]) throws -> [[String?]] {
                try session.execute("BEGIN")
                for script in scripts { try session.execute(script) }
                let rows = try session.query("SELECT name, setting FROM pg_settings ORDER BY name").textRows()
                try session.execute("ROLLBACK")
                return rows
            }
            return try kinds.filter { kind in
                try kinds.contains { try settings(after: [$0, kind]) != settings(after: [kind]) }
            }
        }
        #expect(differing.isEmpty)
    }

    @Test(arguments: [("64kB", "32MB"), ("32MB", "32MB"), ("100MB", "100MB")])
    func `a role's own memory for sorts is kept where it is more than ours`(
        _ own: String, _ pinned: String
    ) async throws {
        let found = try await TestServer.withSession(try await TestServer.database()) { session in
            try session.execute("SET work_mem = '\(own)'; BEGIN")
            let facts = try SourceFacts.read(session)
            try session.execute(SourceSettings.pinned(facts, lockTimeoutMilliseconds: 1000))
            return try session.query("SHOW work_mem")[0, 0]
        }
        #expect(found == pinned)
    }

    private static let schema = """
        CREATE SCHEMA tools;
        CREATE TYPE tools.pair AS (a float8, b interval);
        CREATE DOMAIN tools.code AS varchar(20);
        CREATE TABLE kinds (id tools.pair PRIMARY KEY, d date, ts timestamptz, i interval, f float8, f4 float4[], b bytea, m money,
            c regclass, ty regtype, x xml, n numeric, t text, r tsrange, code tools.code UNIQUE);
        INSERT INTO kinds SELECT ROW(i / 3.0, '1 day 3 hours')::tools.pair, date '2024-02-03' + i, '2024-07-01 12:00+02',
            '1 year -2 days 03:04:05', i / 3.0, ARRAY[i / 3.0, 'NaN'], '\\x00ff5c', '12.34', 'kinds', 'tools.pair', '<a/>', i / 7.0,
            E'it''s \\\\ ä', '[2024-01-02,2024-03-04)', 'c' || i
        FROM generate_series(1, 20) AS i;
        CREATE TABLE child (id int PRIMARY KEY, k tools.pair REFERENCES kinds, "Quoted" text, code text REFERENCES kinds (code));
        INSERT INTO child SELECT row_number() OVER (ORDER BY d DESC), id, 'q', code FROM kinds;
        """

    @Test(arguments: [
        "DateStyle = 'SQL, DMY'", "TimeZone = 'Asia/Kathmandu'", "IntervalStyle = 'sql_standard'",
        "extra_float_digits = 0",
        "bytea_output = 'escape'", "search_path = tools, public", "lc_monetary = 'C.UTF-8'",
        "quote_all_identifiers = on",
        "xmloption = 'document'", "standard_conforming_strings = off",
        "default_transaction_isolation = 'serializable'",
        "client_encoding = 'LATIN1'", "enable_indexscan = off", "statement_timeout = '1h'",
        "row_security = off",
        "default_transaction_read_only = on", "array_nulls = off", "backslash_quote = off",
        "synchronize_seqscans = on",
    ])
    func `the bytes are the same whatever a role has set`(_ setting: String) async throws {
        let database = try await Trial.source(Self.schema)
        let role = "set_\(database)"
        try await TestServer.execute(
            """
            CREATE ROLE \(role) LOGIN; GRANT pg_read_all_data TO \(role); GRANT USAGE ON SCHEMA tools TO \(role);
            """, in: database
        )
        for limits in ["*=3, child=5", "*"] {
            let plain = try await Trial.sample(database, limits, as: role)
            try await TestServer.execute("ALTER ROLE \(role) SET \(setting)", in: database)
            let other = try await Trial.sample(database, limits, as: role)
            #expect(plain.script == other.script)
            try await TestServer.execute("ALTER ROLE \(role) RESET ALL", in: database)
        }
    }

    @Test func `columns of object names come with their schemas`() async throws {
        let database = try await Trial.source(
            """
            CREATE SCHEMA app; CREATE TABLE app.t (id int PRIMARY KEY, c regclass, f regprocedure);
            INSERT INTO app.t VALUES (1, 'app.t', 'lower(text)'), (2, 'pg_class', NULL);
            """
        )
        let (fixture, _) = try await Trial.judgedCopy(database)
        #expect(fixture.data(of: "app.t") == ["1\tapp.t\tlower(text)", "2\tpg_class\t\\N"])
    }

    @Test func `rows with a key of object names come in the order of the names, not of the source's numbers`()
        async throws
    {
        let script = { (tables: [String]) in
            tables.map { "CREATE TABLE \($0) (id int);" }.joined()
                + "CREATE TABLE t (c regclass PRIMARY KEY); INSERT INTO t VALUES ('aa'), ('bb'), ('cc');"
        }
        let one = try await Trial.sample(try await Trial.source(script(["aa", "bb", "cc"])), "t=2, *=0")
        let other = try await Trial.sample(try await Trial.source(script(["cc", "bb", "aa"])), "t=2, *=0")
        #expect(one.data(of: "public.t") == ["public.aa", "public.bb"])
        #expect(other.data(of: "public.t") == one.data(of: "public.t"))
    }

    @Test func `a LATIN1 source becomes a fixture in UTF-8`() async throws {
        let name = try await TestServer.database() + "_latin"
        var options = ThrowawayServer.DatabaseOptions(encoding: "LATIN1")
        options.collate = "C"
        options.characterType = "C"
        try await TestServer.shared.createDatabase(name, options)
        try await TestServer.execute(
            """
            CREATE TABLE "Zürich" (k text PRIMARY KEY, v text DEFAULT 'grün'); INSERT INTO "Zürich" VALUES ('é', 'à la'), ('ä', 'ß');
            CREATE TABLE child (k text REFERENCES "Zürich"); INSERT INTO child VALUES ('ä');
            """, in: name
        )
        let (fixture, _) = try await Trial.judgedCopy(name, "child=*, *=0")
        #expect(fixture.data(of: "public.\"Zürich\"") == ["ä\tß"])
    }

    @Test func `a SQL_ASCII source keeps its bytes`() async throws {
        let server = try await TestServer.shared
        var options = ThrowawayServer.DatabaseOptions(encoding: "SQL_ASCII")
        options.collate = "C"
        options.characterType = "C"
        let names = [try await TestServer.database() + "_ascii", try await TestServer.database() + "_ascii"]
        for name in names { try await server.createDatabase(name, options) }
        try await TestServer.execute(
            """
            CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t VALUES (1, E'latin \\xe9'), (2, E'utf \\xc3\\xa9'), (3, E'\\xff\\xfe');
            CREATE TABLE k (v text PRIMARY KEY); INSERT INTO k SELECT v FROM t;
            """, in: names[0]
        )
        let fixture = try await Trial.sample(names[0], "*")
        #expect(fixture.bytes.count { $0 == 0xE9 } == 2)
        try await TestServer.execute(
            "ALTER SCHEMA public OWNER TO \(TestServer.ordinaryRole); ALTER DATABASE \(names[1]) OWNER TO \(TestServer.ordinaryRole)",
            in: names[1]
        )
        _ = try await Trial.copy(fixture, into: names[1])
        let bytes =
            "SELECT string_agg(encode(v::bytea, 'hex'), ' ' ORDER BY id) FROM (SELECT id, replace(v, E'\\\\', '') AS v FROM t) AS t"
        let (source, copy) = (
            try await TestServer.value(bytes, in: names[0]), try await TestServer.value(bytes, in: names[1])
        )
        #expect(source == copy)
    }
}
