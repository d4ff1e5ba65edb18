import Foundation
import PGSampleLibPQ
import SystemPackage
import Testing

@testable import PGSample

/// Writes to the source between and during the steps of a run: the result loads all the same.
@Suite("Staging: writers in the source", .serialized, .usesServer)
struct StagingWritersTests {
    private static let tables = """
        CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE, boss int REFERENCES users ON DELETE CASCADE);
        CREATE TABLE rooms (id int PRIMARY KEY, during int4range, EXCLUDE USING gist (during WITH &&));
        CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users ON DELETE CASCADE,
                             room int REFERENCES rooms ON DELETE SET NULL);
        INSERT INTO users SELECT g, 'u' || g, nullif(g - 1, 0) FROM generate_series(1, 30) g;
        INSERT INTO rooms SELECT g, int4range(g * 10, g * 10 + 10) FROM generate_series(1, 30) g;
        INSERT INTO orders SELECT g, 31 - g, g FROM generate_series(1, 30) g;
        """

    struct Write: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sql: String
    }

    private static let writes = [
        Write(
            testDescription: "a value moves from one row to another",
            sql: """
                UPDATE users SET email = 'x' WHERE id = 1; UPDATE users SET email = 'u1' WHERE id = 30;
                UPDATE users SET email = 'y' WHERE id = 2; UPDATE users SET email = 'u2' WHERE id = 29
                """),
        Write(testDescription: "rows go, and what hangs on them", sql: "DELETE FROM users WHERE id = 10"),
        Write(
            testDescription: "a key changes",
            sql: """
                ALTER TABLE orders DISABLE TRIGGER ALL; INSERT INTO users VALUES (99, 'new', 1);
                UPDATE orders SET user_id = 99 WHERE id > 20; DELETE FROM users WHERE id = 30
                """),
        Write(
            testDescription: "ranges are shifted",
            sql: """
                DELETE FROM rooms WHERE id > 20; UPDATE rooms SET during = int4range(lower(during) + 100, upper(during) + 100) WHERE id = 20;
                UPDATE rooms SET during = int4range(200, 209) WHERE id = 19;
                INSERT INTO rooms VALUES (77, '[209,215)'); UPDATE orders SET room = 77 WHERE id < 10
                """),
        Write(testDescription: "all is gone", sql: "DELETE FROM users; DELETE FROM rooms"),
    ]

    @Test("Whatever is written between two steps, the result loads", arguments: writes)
    func between(_ write: Write) async throws {
        for step in [3, 5, 7, 9, 11, 13] {
            let source = try await SourceDatabase(Self.tables + StagingPause.script)
            let pause = try await StagingPause(source)
            try await pause.arm(step)
            let running = try source.tool(
                "--use-staging", "--schema", "public", "--jobs", "1", "--limit", "*=12"
            ).start()
            guard try await pause.reached(by: running) else {
                Issue.record("the run has fewer than \(step) writes")
                return
            }
            try await source.execute(write.sql)
            try await pause.release()
            let outcome = try await running.end()
            #expect(outcome.status == 0, "step \(step): \(outcome.errors)")
            try await Self.load(outcome.output)
        }
    }

    /// PostgreSQL proves keys and constraints as psql loads the file.
    private static func load(_ fixture: String) async throws {
        let copy = try await TestServer.database(ownedByOrdinaryRole: true)
        try await withTemporaryFolder { folder in
            let file = folder.appending("fixture.sql")
            try fixture.write(toFile: file.string, atomically: true, encoding: .utf8)
            try await TestServer.load(file, into: copy, as: TestServer.ordinaryRole)
        }
        try await TestServer.execute("DROP DATABASE \(copy)", in: "postgres")
    }

    @Test("Rows whose parents have gone are dropped with what hangs on them, and that is counted")
    func repair() async throws {
        let source = try await SourceDatabase(
            """
            CREATE TABLE top (id int PRIMARY KEY);
            CREATE TABLE middle (id int PRIMARY KEY, top int REFERENCES top ON DELETE CASCADE);
            CREATE TABLE low (id int PRIMARY KEY, middle int REFERENCES middle ON DELETE CASCADE);
            INSERT INTO top VALUES (1), (2); INSERT INTO middle VALUES (1, 1), (2, 2); INSERT INTO low VALUES (1, 1), (2, 2);
            """ + StagingPause.script)
        let pause = try await StagingPause(source)
        // The run row, then a table and its step each: after these seven writes all base rows are in.
        try await pause.arm(7)
        let running = try source.tool(
            "--use-staging", "--schema", "public", "--jobs", "1", "--limit", "top=0, *=*"
        ).start()
        #expect(try await pause.reached(by: running))
        try await source.execute("DELETE FROM top WHERE id = 2")
        try await pause.release()
        let outcome = try await running.end()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("note: 1 row of public.middle dropped"), "\(outcome.errors)")
        #expect(outcome.errors.contains("note: 1 row of public.low dropped"))
        try await Self.load(outcome.output)
    }

    @Test("Writers that never rest break neither mode", arguments: ["--use-staging", "--no-staging"])
    func always(_ mode: String) async throws {
        let source = try await SourceDatabase(Self.tables)
        let writers = (0..<2).map { number in
            Task {
                let connection = try await source.connection()
                while !Task.isCancelled {
                    try await connection.run { session in
                        try session.execute(
                            """
                            INSERT INTO users SELECT max(id) + 1, 'n' || (max(id) + 1) || '-\(number)', max(id) FROM users;
                            INSERT INTO orders SELECT coalesce(max(id), 0) + 1, (SELECT max(id) FROM users), NULL FROM orders;
                            UPDATE users SET email = email || 'x' WHERE id % 7 = \(number);
                            DELETE FROM users WHERE id = (SELECT min(id) FROM users WHERE id > 5) AND random() < 0.2;
                            """)
                    }
                }
                await connection.close()
            }
        }
        for _ in 1...4 {
            let outcome = try await source.tool(
                mode, "--limit", "orders=id > 0 AND pg_sleep(0.002) IS NOT NULL, *=10"
            ).run()
            #expect(outcome.status == 0, "\(outcome.errors)")
            try await Self.load(outcome.output)
        }
        for writer in writers { writer.cancel() }
        // Two writers may have taken the same number: that ends one of them, and the test goes on.
        for writer in writers { _ = await writer.result }
    }

    @Test("A migration between the steps ends the run, with what it changed")
    func migration() async throws {
        let source = try await SourceDatabase(Self.tables + StagingPause.script)
        let pause = try await StagingPause(source)
        try await pause.arm(3)
        let running = try source.tool("--use-staging", "--schema", "public", "--jobs", "1").start()
        #expect(try await pause.reached(by: running))
        try await source.execute("ALTER TABLE orders ADD CHECK (id > 0)")
        try await pause.release()
        let outcome = try await running.end()
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("the source's tables changed while they were staged"), "\(outcome.errors)"
        )
        #expect(outcome.errors.contains("CHECK ((id > 0))"))
    }
}
