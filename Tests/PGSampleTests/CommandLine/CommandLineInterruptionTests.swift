import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite("The command line: interruptions")
struct CommandLineInterruptionTests {
    /// A rule on which a run stays for ten minutes; each test ends it before.
    private static let slowRule = "users=id = 1 AND pg_sleep(600) IS NOT NULL"
    private static let isSlow =
        "application_name = 'pg-sample' AND state = 'active' AND query LIKE '%pg_sleep%'"

    @Test(
        "A signal ends the run: the old file stays, no other is left, nothing goes on in the server",
        arguments: [SIGINT, SIGTERM, SIGHUP])
    func signal(_ number: Int32) async throws {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        try folder.write("old", to: "out.sql.gz")
        let running = try source.tool("--limit", Self.slowRule, "-f", folder.file("out.sql.gz")).start()
        try await source.waitForSession(where: Self.isSlow, of: running)
        #expect(try folder.names().count == 2, "the file is being written beside the old one")
        running.send(number)
        let outcome = try await running.end()
        #expect(outcome.status == 1 && !outcome.wasKilled)
        #expect(outcome.errors == "pg-sample: interrupted: nothing was written\n")
        #expect(try folder.names() == ["out.sql.gz"])
        #expect(try folder.text("out.sql.gz") == "old")
        try await source.waitForNoSession(where: "application_name LIKE 'pg-sample%' AND state = 'active'")
    }

    @Test("A signal while standard output is written says that the output is not complete")
    func signalWhileStreaming() async throws {
        let source = try await SourceDatabase()
        let running = try source.tool("--limit", Self.slowRule).start()
        try await source.waitForSession(where: Self.isSlow, of: running)
        running.send(SIGINT)
        let outcome = try await running.end()
        #expect(outcome.status == 1)
        #expect(outcome.errors == "pg-sample: interrupted: the output is not complete\n")
    }

    @Test("A migration that waits for our lock gets it, and we say to whom we gave way")
    func migration() async throws {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        try folder.write("old", to: "out.sql")
        let running = try source.tool("--limit", Self.slowRule, "-f", folder.file("out.sql")).start()
        try await source.waitForSession(where: Self.isSlow, of: running)
        // Would wait for ten minutes if we did not give way; the server's own limit tells the two apart.
        try await source.execute(
            "SET lock_timeout = '2min'; SET application_name = 'migrate'; ALTER TABLE orders ADD note text")
        let outcome = try await running.end()
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                "pg-sample: gave way to a migration that waits for the table \"public.orders\""),
            "\(outcome.errors)")
        #expect(outcome.errors.contains("migrate"))
        #expect(try folder.names() == ["out.sql"])
        #expect(try folder.text("out.sql") == "old")
    }

    @Test("A table that somebody holds exclusively is named, with the holder, after --lock-timeout")
    func heldTable() async throws {
        let source = try await SourceDatabase()
        let migration = Task {
            try await source.execute(
                "SET application_name = 'migrate'; BEGIN; LOCK TABLE orders; SELECT pg_sleep(600); COMMIT")
        }
        try await source.waitForSession(
            where: "application_name = 'migrate' AND query LIKE '%pg_sleep%' AND wait_event = 'PgSleep'")
        let outcome = try await source.tool("--lock-timeout", "200ms").run()
        migration.cancel()
        _ = await migration.result
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix("pg-sample: no lock within 200 ms on the table \"public.orders\""),
            "\(outcome.errors)")
    }

    @Test("A signal is heard while a server that we connect to does not answer")
    func signalWhileConnecting() async throws {
        let folder = try TestFolder()
        let server = try SilentServer(in: folder)
        let running = try ToolProcess("-h", folder.path, "-d", "host='\(folder.path)' connect_timeout=600")
            .start()
        try await server.waitForClient(running)
        running.send(SIGTERM)
        let outcome = try await running.end()
        #expect(outcome.status == 1 && !outcome.wasKilled)
        #expect(outcome.errors == "pg-sample: interrupted: the output is not complete\n")
    }

    #if os(Linux)
        @Test("A second signal ends the process at once, while the first waits for a child that does not end")
        func secondSignal() async throws {
            let source = try await SourceDatabase()
            let folder = try TestFolder()
            try folder.write(
                """
                #!/bin/sh
                [ "$1" = --version ] && { echo 'pg_dump (PostgreSQL) 99.0'; exit 0; }
                # Told to end, it sends the second signal, while the tool waits for it.
                trap 'kill -TERM $PPID' TERM
                # Outlives its parent, and holds the pipe that the tool reads.
                setsid sleep 600 &
                echo $! > '\(folder.file("sleeper"))'
                touch '\(folder.file("started"))'
                wait
                wait
                """, to: "pg_dump", mode: 0o755)
            var tool = source.tool("-f", folder.file("out.sql"))
            tool.variables["PG_SAMPLE_POSTGRES_BIN"] = folder.path
            let running = try tool.start()
            try await eventually("pg_dump runs", by: running) { try folder.names().contains("started") }
            running.send(SIGTERM)
            let outcome = try await running.end()
            #expect(outcome.status == 1 && !outcome.wasKilled)
            #expect(outcome.errors.isEmpty)
            let sleeper = try folder.text("sleeper").trimmingCharacters(in: .whitespacesAndNewlines)
            kill(try #require(pid_t(sleeper)), SIGKILL)
        }

        @Test("A signal while a source is restored takes the throwaway server down; before, the wait is told")
        func signalWhileRestoring() async throws {
            let folder = try TestFolder()
            try folder.write("SELECT pg_sleep(600);", to: "slow.sql", mode: 0o644)
            try folder.write(
                "fixtures:\n  - name: slow\n    source: { script: slow.sql }\n", to: "fixtures.yml")
            try FileManager.default.createDirectory(
                atPath: folder.file("servers"), withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o777])
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o777], ofItemAtPath: folder.file("servers"))
            var tool = ToolProcess("generate", "--config", folder.file("fixtures.yml"))
            tool.variables["TMPDIR"] = folder.file("servers")
            let running = try tool.start()
            // Without a terminal, long work says every five seconds where it is.
            try await eventually("a line and a server", by: running) {
                try running.errors().hasSuffix("\n")
                    && FileManager.default.contentsOfDirectory(atPath: folder.file("servers")).count == 1
            }
            running.send(SIGTERM)
            let outcome = try await running.end()
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("slow: restoring · \(folder.file("slow.sql"))\n"))
            #expect(
                outcome.errors.hasSuffix(
                    "\npg-sample: interrupted: fixtures that were not finished are as they were\n"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("servers")).isEmpty)
            #expect(try folder.names() == ["fixtures.yml", "servers", "slow.sql"])
        }
    #endif
}
