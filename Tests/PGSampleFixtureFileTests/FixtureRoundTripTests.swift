import Foundation
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage
import Testing

@Suite struct FixtureRoundTripTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let schemas = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .appending("PGSampleTests/Schemas")

    /// The judge is pg_dump: schema, rows, sequences. Its lines are compared in their order, unless a hash of
    /// an enum puts rows into other partitions than before.
    private func expectCopiesAreEqual(to source: TestDatabase, inOrder: Bool = true) async throws {
        let compressed = folder.file("whole.sql.gz")
        let plain = folder.file("whole.sql")
        let written = try await WholeFixture(database: source).write(to: compressed)
        #expect(try await WholeFixture(database: source).write(to: plain) == written)
        let unpacked = try run("gunzip", ["-c", compressed.string], in: folder).output
        #expect(try unpacked == contents(of: plain))
        let expected = try await source.dump()
        try await TestDatabase.with { copy in
            try await copy.loadByPsql(plain)
            expectEqual(try await copy.dump(), expected, inOrder: inOrder)
        }
        for path in [compressed, plain] {
            try await TestDatabase.with { copy in
                let loaded = try await copy.load(path, inOneTransaction: true)
                #expect(loaded.map(\.name) == written.tables.map(\.name.sql))
                #expect(loaded.map(\.rows) == written.tables.map(\.rows))
                expectEqual(try await copy.dump(), expected, inOrder: inOrder)
            }
        }
    }

    /// Says the first line that differs, from both texts.
    private func expectEqual(
        _ found: String, _ expected: String, inOrder: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let texts = [found, expected].map { text in
            let lines = text.split(separator: "\n")
            return inOrder ? lines : lines.sorted()
        }
        for index in 0..<max(texts[0].count, texts[1].count) {
            let lines = texts.map { index < $0.count ? $0[index] : "(end)" }
            guard lines[0] != lines[1] else { continue }
            Issue.record("found: \(lines[0])\nexpected: \(lines[1])", sourceLocation: sourceLocation)
            return
        }
    }

    @Test(arguments: [
        "values", "hostile-names", "generated", "keys", "partitions", "storage", "two-schemas",
    ])
    func anOddDatabaseComesThroughPsqlAndThroughTheLoader(schema: String) async throws {
        try await TestDatabase.with { source in
            _ = try await source.load(Self.schemas.appending("\(schema).sql"))
            try await expectCopiesAreEqual(to: source, inOrder: schema != "partitions")
        }
    }

    @Test func aTableWithoutColumnsComesWithItsRows() async throws {
        try await TestDatabase.with { source in
            try await source.execute(
                """
                CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES; INSERT INTO nothing DEFAULT VALUES;
                CREATE TABLE none ();
                CREATE TABLE computed (one int GENERATED ALWAYS AS (1) STORED); INSERT INTO computed DEFAULT VALUES;
                """
            )
            try await expectCopiesAreEqual(to: source)
            let path = folder.file("whole.sql")
            #expect(try text(of: path).contains("COPY public.nothing FROM stdin;\n\n\n\\.\n"))
            try await TestDatabase.with { copy in
                try await copy.loadByPsql(path)
                #expect(try await copy.rows("SELECT count(*) FROM nothing") == [["2"]])
                #expect(try await copy.rows("SELECT count(*) FROM none") == [["0"]])
                #expect(try await copy.rows("SELECT count(*), min(one) FROM computed") == [["1", "1"]])
            }
        }
    }

    @Test func settingsOfTheDatabaseThatItIsLoadedIntoDoNotChangeWhatItMeans() async throws {
        try await TestDatabase.with { source in
            try await source.execute(
                #"""
                CREATE TABLE v (id int PRIMARY KEY, d date, t timestamptz, i interval, b bytea, m money, x xml, a text[], s text);
                INSERT INTO v VALUES
                    (1, '2024-02-01', '2024-02-01 12:00+02', '-1 year -2 days +3 hours', '\x00ff', '-1234.56', 'a<b/>c', '{NULL,"NULL",x}', 'a\b''ä'),
                    (2, '0044-03-15 BC', 'infinity', '-1 day', '', '0.1', '<a/>', '{}', '\.');
                CREATE VIEW w AS SELECT 'a\b' AS s, E'\\' AS e, id FROM v WHERE t > '2024-01-01 00:00:00+00';
                CREATE MATERIALIZED VIEW days AS SELECT id, (t AT TIME ZONE current_setting('TimeZone'))::text FROM v;
                """#
            )
            let path = folder.file("whole.sql")
            try await WholeFixture(database: source).write(to: path)
            let expected = try await source.dump()
            try await TestDatabase.with { copy in
                let name = Identifier(copy.name).sql
                for setting in [
                    "DateStyle = 'SQL, DMY'", "IntervalStyle = 'sql_standard'", "TimeZone = 'Asia/Tokyo'",
                    "standard_conforming_strings = off", "array_nulls = off", "xmloption = 'document'",
                    "search_path = 'pg_temp'", "default_transaction_read_only = on",
                    "bytea_output = 'escape'", "row_security = on", "check_function_bodies = on",
                    "statement_timeout = '1h'", "client_encoding = 'LATIN1'",
                ] {
                    try await source.execute("ALTER DATABASE \(name) SET \(setting)")
                }
                try await copy.loadByPsql(path)
                // pg_dump's words depend on some of them too.
                try await source.execute("ALTER DATABASE \(name) RESET ALL")
                expectEqual(try await copy.dump(), expected)
                #expect(
                    try await copy.rows("SELECT * FROM public.days ORDER BY id")
                        == [["1", "2024-02-01 10:00:00"], ["2", "infinity"]]
                )
            }
        }
    }

    @Test func anOrdinaryOwnerLoadsIt() async throws {
        try await TestDatabase.with { source in
            try await source.execute(
                """
                CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b_id int);
                CREATE TABLE b (id serial PRIMARY KEY, a_id int REFERENCES a);
                INSERT INTO a (b_id) VALUES (1), (NULL); INSERT INTO b (a_id) VALUES (2);
                ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b;
                CREATE FUNCTION raises() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'fired'; END $$;
                CREATE TRIGGER never BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION raises();
                CREATE MATERIALIZED VIEW pairs AS SELECT a.id AS a, b.id AS b FROM a JOIN b ON b.id = a.b_id;
                """
            )
            let path = folder.file("whole.sql")
            try await WholeFixture(database: source).write(to: path)
            for byPsql in [true, false] {
                try await TestDatabase.with { copy in
                    let role = "owner \(UUID().uuidString)"
                    try await copy.execute(
                        "CREATE ROLE \"\(role)\" LOGIN; ALTER DATABASE \(Identifier(copy.name).sql) OWNER TO \"\(role)\""
                    )
                    if byPsql {
                        try await copy.loadByPsql(path, as: role)
                    } else {
                        _ = try await copy.load(path, as: role)
                    }
                    #expect(try await copy.rows("SELECT * FROM public.pairs") == [["1", "1"]])
                    #expect(try await copy.rows("SELECT nextval('public.a_id_seq')") == [["3"]])
                    try await copy.execute(
                        "REASSIGN OWNED BY \"\(role)\" TO postgres; DROP OWNED BY \"\(role)\"")
                    try await copy.execute("DROP ROLE \"\(role)\"")
                }
            }
        }
    }

    @Test(arguments: ["UTF8", "LATIN1", "SQL_ASCII"])
    func aPlainDumpInAnyEncodingIsLoaded(encoding: String) async throws {
        try await TestDatabase.with(encoding: encoding) { source in
            try await source.execute(
                """
                CREATE TABLE "Käse" (id int PRIMARY KEY, "größe" text DEFAULT 'ä');
                INSERT INTO "Käse" VALUES (1, 'süß'), (2, NULL);
                COMMENT ON TABLE "Käse" IS 'schön';
                """
            )
            let path = folder.file("dump.sql")
            let (outcome, bytes) = try await source.program("pg_dump", [])
            #expect(outcome.succeeded)
            _ = try folder.write(bytes, to: "dump.sql")
            try await TestDatabase.with(encoding: encoding) { copy in
                let loaded = try await copy.load(path)
                #expect(loaded.map(\.rows) == [2])
                #expect(try await copy.program("pg_dump", []).output.count == bytes.count)
                #expect(try await copy.dump() == source.dump())
            }
        }
    }
}
