import Foundation
import PGSampleFixtureFile
import SystemPackage
import Testing

@testable import PGSampleLocalServer

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
        let mark = "mark \(UUID().uuidString)"
        let path = try file(statements: 12) { number in
            number == 1 ? "SET log_statement = 'all'" : "SELECT '\(mark) \(number)'"
        }
        try await TestDatabase.with { database in
            _ = try await database.load(path, inOneTransaction: inOneTransaction)
            let log = try text(of: database.server.files.log)
            let entries = log.split(separator: "\n").filter { $0.contains(mark) }
            #expect(entries.count == 11)
            // What PostgreSQL calls a statement of the extended protocol, which pipelines need.
            #expect(entries.filter { $0.contains("execute <unnamed>:") }.count == (inOneTransaction ? 11 : 0))
        }
    }

    @Test func `a file's own transactions are as it writes them`() async throws {
        let path = try folder.write(
            """
            CREATE TABLE public.parent (id int PRIMARY KEY);
            CREATE TABLE public.child (id int REFERENCES public.parent DEFERRABLE INITIALLY DEFERRED);
            commit;
            CREATE TABLE public.kept (id int);
            VACUUM public.kept;
            CREATE INDEX CONCURRENTLY kept_id ON public.kept (id);
            BEGIN;
            INSERT INTO public.kept VALUES (1);
            INSERT INTO public.kept VALUES (2);
            ROLLBACK;
            INSERT INTO public.kept VALUES (3);
            INSERT INTO public.child VALUES (4);
            INSERT INTO public.parent VALUES (4);

            """.utf8, to: "own.sql")
        try await TestDatabase.with { database in
            let error = await #expect(throws: FixtureFileError.self) {
                try await database.load(path, inOneTransaction: true)
            }
            // Each stands by itself after the file's COMMIT, so that the child comes too early.
            #expect(error?.line == 12)
            #expect(error?.sqlState == "23503")
            let kept = try await database.rows("SELECT id FROM public.kept")
            #expect(kept == [["3"]])
        }
    }

    @Test func `what a file has before its damage is told first`() async throws {
        let path = try folder.write(
            "CREATE TABLE public.a ();\nSELECT missing;\nCREATE TABLE public.b ();\nSELECT 'open".utf8,
            to: "damaged.sql")
        try await TestDatabase.with { database in
            let error = await #expect(throws: FixtureFileError.self) {
                try await database.load(path, inOneTransaction: true)
            }
            #expect(error?.line == 2)
            #expect(error?.sqlState == "42703")
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
