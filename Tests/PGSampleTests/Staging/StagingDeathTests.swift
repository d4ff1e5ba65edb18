import Foundation
import Testing

@testable import PGSample

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A run that is ended at each of its writes, by a signal that it hears and by one that it does not.
@Suite("Staging: the end at every step", .serialized)
struct StagingDeathTests {
    private static let stagingSchemas =
        "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '\\_pg\\_sample%'"
    private static let tables = """
        CREATE TABLE a (id int PRIMARY KEY, b int);
        CREATE TABLE b (id int PRIMARY KEY, a int);
        CREATE TABLE c (id int PRIMARY KEY, a int, b int);
        INSERT INTO a SELECT g, 1 + g % 20 FROM generate_series(1, 20) g;
        INSERT INTO b SELECT g, 1 + (g * 7) % 20 FROM generate_series(1, 20) g;
        INSERT INTO c SELECT g, g, 21 - g FROM generate_series(1, 20) g;
        ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
        ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a;
        ALTER TABLE c ADD FOREIGN KEY (a) REFERENCES a, ADD FOREIGN KEY (b) REFERENCES b;
        """
    private static let contents = """
        SELECT md5(string_agg(r, ';')) FROM (
            SELECT 'a' || (a.*)::text AS r FROM a UNION ALL SELECT 'b' || (b.*)::text FROM b
            UNION ALL SELECT 'c' || (c.*)::text FROM c ORDER BY 1) AS rows
        """
    /// More than a run has writes.
    private static let writes = 200

    /// The tool on a source of ours, its output beside an old one.
    private static func tool(
        _ source: SourceDatabase, _ folder: TestFolder, _ arguments: String...
    ) -> ToolProcess {
        var tool = source.tool(
            "--schema", "public", "--limit", "c=2, *=1", "--jobs", "1", "-f", folder.file("out.sql"))
        tool.arguments += arguments
        return tool
    }

    @Test("kill -9 leaves source and old file as they were, and --resume ends with the same bytes")
    func kill() async throws {
        let source = try await SourceDatabase(Self.tables + StagingPause.script)
        let before = try await source.value(Self.contents)
        let folder = try TestFolder()
        #expect(try await Self.tool(source, folder, "--no-staging").run().status == 0)
        let expected = try folder.text("out.sql")
        let pause = try await StagingPause(source)
        var killed = 0
        for write in 1...Self.writes {
            try await pause.arm(write)
            try folder.write("old", to: "out.sql")
            let running = try Self.tool(source, folder, "--use-staging").start()
            guard try await pause.reached(by: running) else { break }
            running.send(SIGKILL)
            #expect(try await running.end().wasKilled)
            killed += 1
            try await pause.endAbandonedSessions()
            #expect(try folder.text("out.sql") == "old")
            #expect(try await source.value(Self.contents) == before)
            let isBegun = try await source.value(Self.stagingSchemas) == "1"
            if isBegun {
                let refused = try await Self.tool(source, folder, "--use-staging").run()
                #expect(refused.status == 1)
                #expect(refused.errors.contains("has left it"), "\(refused.errors)")
            }
            let next = try await Self.tool(source, folder, isBegun ? "--resume" : "--use-staging").run()
            #expect(next.status == 0, "write \(write): \(next.errors)")
            #expect(try folder.text("out.sql") == expected, "write \(write)")
            #expect(try await source.value(Self.stagingSchemas) == "0")
        }
        #expect(killed > 20, "the three passes have more writes than that")
    }

    @Test("SIGTERM drops the schema at whichever step, and keeps it with --keep")
    func terminate() async throws {
        let source = try await SourceDatabase(Self.tables + StagingPause.script)
        let folder = try TestFolder()
        let pause = try await StagingPause(source)
        for write in [1, 2, 5, 9, 14, 20] {
            try await pause.arm(write)
            try folder.write("old", to: "out.sql")
            let running = try Self.tool(source, folder, "--use-staging").start()
            #expect(try await pause.reached(by: running))
            running.send(write % 2 == 0 ? SIGTERM : SIGINT)
            let outcome = try await running.end()
            #expect(outcome.status == 1 && !outcome.wasKilled)
            #expect(
                outcome.errors.hasSuffix("pg-sample: interrupted: nothing was written\n"), "\(outcome.errors)"
            )
            #expect(try folder.text("out.sql") == "old")
            #expect(try await source.value(Self.stagingSchemas) == "0", "write \(write)")
        }
        try await pause.arm(9)
        let running = try Self.tool(source, folder, "--use-staging", "--keep").start()
        #expect(try await pause.reached(by: running))
        running.send(SIGTERM)
        #expect(try await running.end().status == 1)
        #expect(try await source.value(Self.stagingSchemas) == "1")
        #expect(try await Self.tool(source, folder, "--resume").run().status == 0)
    }

    @Test("A server that has crashed since has lost the rows, and that is said")
    func crash() async throws {
        let source = try await SourceDatabase(Self.tables)
        let folder = try TestFolder()
        #expect(try await Self.tool(source, folder, "--use-staging", "--keep").run().status == 0)
        // What a crash does to unlogged tables.
        try await source.execute("TRUNCATE _pg_sample.run, _pg_sample.steps")
        let outcome = try await Self.tool(source, folder, "--resume").run()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("the rows of the staging schema are lost"), "\(outcome.errors)")
        #expect(try await Self.tool(source, folder, "--use-staging", "--force").run().status == 0)
    }
}
