import PGSampleFixtureFile
import SystemPackage
import Testing

/// Statements that a load sends together.
@Suite struct StatementQueueTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A file of so many statements, one to a line.
    private func file(statements count: Int, _ statement: (_ number: Int) -> String) throws -> FilePath {
        let lines = (1...count).map { statement($0) + ";\n" }
        return try folder.write(lines.joined().utf8, to: "many.sql")
    }

    @Test(arguments: [true, false])
    func `statements of a transaction go together, and others one by one`(inOneTransaction: Bool) async throws
    {
        // Without a transaction, which the file's own COMMIT ends, statements that came together share one.
        let path = try file(statements: 12) { number in
            switch number {
            case 1: "COMMIT"
            case 2: "CREATE TABLE public.seen (transaction xid8)"
            default: "INSERT INTO public.seen VALUES (pg_current_xact_id())"
            }
        }
        try await TestDatabase.with { database in
            _ = try await database.load(path, inOneTransaction: inOneTransaction)
            let rows = try await database.rows(
                "SELECT count(*), count(DISTINCT transaction) FROM public.seen")
            #expect(rows == [["10", inOneTransaction ? "1" : "10"]])
        }
    }

    /// In the first statements that go together, at their end, and in others.
    @Test(arguments: [1, 2, 57, 100, 101, 250], [true, false])
    func `the statement that fails is named, wherever it stands`(line: Int, inOneTransaction: Bool)
        async throws
    {
        let path = try file(statements: 250) { number in
            number == line ? "SELECT 'ä', missing\(number)" : "CREATE TABLE public.t\(number) (id int)"
        }
        try await TestDatabase.with { database in
            let error = await #expect(throws: FixtureFileError.self) {
                try await database.load(path, inOneTransaction: inOneTransaction)
            }
            #expect(error?.line == line)
            #expect(error?.sqlState == "42703")
            #expect(error?.message.contains("\"missing\(line)\"") == true)
            let left = try await database.rows(
                "SELECT count(*) FROM pg_class WHERE relname LIKE 't_%' AND relkind = 'r' AND relnamespace = 'public'::regnamespace"
            )
            #expect(left == [[inOneTransaction ? "0" : "\(line - 1)"]])
        }
    }

    @Test func `a long statement and a talkative server hold nobody up`() async throws {
        let words = String(repeating: "x", count: 300_000)
        let path = try file(statements: 150) { number in
            number % 3 == 0
                ? "DO $$ BEGIN RAISE NOTICE '\(number)%', repeat('y', 1000000); END $$"
                : "SELECT \(number), '\(number % 10 == 0 ? words : "")'"
        }
        try await TestDatabase.with { database in
            _ = try await database.load(path, inOneTransaction: true)
        }
    }

    @Test func `rows come after the statements before them, and before those after them`() async throws {
        let path = try folder.write(
            """
            CREATE TABLE public.t (id int);
            CREATE SEQUENCE public.s;
            COPY public.t (id) FROM stdin;
            1
            2
            \\.
            SELECT setval('public.s', (SELECT count(*) FROM public.t));
            ALTER TABLE public.t ADD UNIQUE (id);
            COPY public.t (id) FROM stdin;
            3
            \\.
            SELECT setval('public.s', nextval('public.s') * 10 + (SELECT count(*) FROM public.t));

            """.utf8, to: "rows.sql")
        try await TestDatabase.with { database in
            _ = try await database.load(path, inOneTransaction: true)
            #expect(try await database.rows("SELECT last_value FROM public.s") == [["33"]])
        }
    }
}
