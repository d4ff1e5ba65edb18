import Foundation
import SystemPackage
import Testing

@testable import PGSampleLocalServer

@Suite("The command line: serve and clean")
struct CommandLineServeTests {
    /// A tool whose servers are in a folder of the test's own, in which the server's user may write.
    private func tool(_ folder: TestFolder, _ arguments: String...) throws -> ToolProcess {
        let everybody: [FileAttributeKey: Any] = [.posixPermissions: 0o777]
        try FileManager.default.setAttributes(everybody, ofItemAtPath: folder.path)
        var tool = ToolProcess(arguments)
        tool.variables["TMPDIR"] = folder.path
        return tool
    }

    private func psql() async throws -> String {
        try #require(try await PostgreSQLInstallation.preferred().program("psql")).string
    }

    /// Waits until the command has written a file that ends in a line break.
    private func line(
        of name: String, in folder: TestFolder, by tool: ToolProcess.Running
    ) async throws -> String {
        try await eventually("a line in \(name)", by: tool) { try folder.text(name).hasSuffix("\n") }
        return String(try folder.text(name).dropLast())
    }

    private func serverFolders(in folder: TestFolder) throws -> [String] {
        try folder.names().filter { $0.hasPrefix(ServerFolder.prefix) }
    }

    @Test("serve leads the command to a database of its own, and nothing of ours leads elsewhere")
    func variables() async throws {
        let folder = try TestFolder()
        var tool = try tool(
            folder, "serve", "--dbname", "odd \"name", "--", "sh", "-c",
            """
            "$0" -XAtc "SELECT current_database(), current_user, count(*) FROM pg_stat_user_tables"
            "$0" -XAt "$PG_SAMPLE_TEST_URL" -c "SELECT datname FROM pg_database WHERE datname LIKE 'odd%'"
            [ -S "$PGHOST/.s.PGSQL.$PGPORT" ] && [ "${PGHOST%/*}" = "$TMPDIR" ] && echo socket
            env | grep -E '^(PGPASSWORD|PGSERVICE|DATABASE_URL)'
            """, try await psql())
        try folder.write("[elsewhere]\nhost=/nowhere\ndbname=theirs\n", to: "services")
        tool.variables.merge([
            "PGPASSWORD": "x", "PGSERVICE": "elsewhere", "PGSERVICEFILE": folder.file("services"),
            "DATABASE_URL": "mine",
        ]) { $1 }
        let outcome = try await tool.run()
        #expect(
            outcome.output == "odd \"name|postgres|0\nodd \"name\nsocket\nDATABASE_URL=mine\n",
            "\(outcome.errors)")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(try serverFolders(in: folder) == [])
    }

    @Test(
        "serve ends as the command does, and leaves no server",
        arguments: [("exit 0", 0), ("exit 7", 7), ("exit 255", 255), ("kill -9 $$", 137)] as [(String, Int32)]
    )
    func status(_ script: String, _ status: Int32) async throws {
        let folder = try TestFolder()
        let outcome = try await tool(folder, "serve", "--", "sh", "-c", "echo words >&2; \(script)").run()
        #expect(outcome.status == status && !outcome.wasKilled)
        #expect(outcome.errors == "words\n")
        #expect(try serverFolders(in: folder) == [])
    }

    @Test("The command reads our standard input, and a signal that we ignore is none that it ignores")
    func standardInput() async throws {
        let folder = try TestFolder()
        var tool = try tool(
            folder, "serve", "--", "sh", "-c",
            "cat; (kill -PIPE $(exec sh -c 'echo $PPID'); echo lives); exit 3")
        tool.wrapper = ["sh", "-c", "echo given | \"$@\"", "sh"]
        let outcome = try await tool.run()
        #expect(outcome.output == "given\n")
        #expect(outcome.status == 3)
    }

    @Test("serve passes signals on, as many as come, and removes the server when the command has ended")
    func signals() async throws {
        let folder = try TestFolder()
        let script = """
            trap 'echo first > first; trap "exit 9" INT' TERM
            echo "$PGHOST" > host
            while :; do sleep 0.05; done
            """
        let running = try tool(folder, "serve", "--", "sh", "-c", script).start(in: folder)
        let host = try await line(of: "host", in: folder, by: running)
        #expect(FileManager.default.fileExists(atPath: host))
        running.send(SIGTERM)
        _ = try await line(of: "first", in: folder, by: running)
        #expect(FileManager.default.fileExists(atPath: host))
        running.send(SIGINT)
        let outcome = try await running.end()
        #expect(outcome.status == 9 && !outcome.wasKilled)
        #expect(outcome.errors.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: host))
    }

    @Test("A signal that ends the command is told as a shell tells it, and the server is gone")
    func terminated() async throws {
        let folder = try TestFolder()
        let running = try tool(folder, "serve", "--", "sh", "-c", "echo \"$PGHOST\" > host; exec sleep 600")
            .start(in: folder)
        let host = try await line(of: "host", in: folder, by: running)
        running.send(SIGTERM)
        let outcome = try await running.end()
        #expect(outcome.status == 143 && !outcome.wasKilled)
        #expect(!FileManager.default.fileExists(atPath: host))
        #expect(try serverFolders(in: folder) == [])
    }

    @Test("A database that every server has cannot be made, which is told before the command runs")
    func impossibleDatabase() async throws {
        let folder = try TestFolder()
        let outcome = try await tool(folder, "serve", "-d", "template1", "--", "echo", "ran").run()
        #expect(outcome.status == 1 && outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("pg-sample: cannot make the database \"template1\": "))
        #expect(outcome.errors.contains("42P04"))
        #expect(try serverFolders(in: folder) == [])
    }

    @Test("A command that is not there is told before a server is started")
    func missingCommand() async throws {
        let folder = try TestFolder()
        try folder.write("no program", to: "plain")
        let unknown = try await tool(folder, "serve", "--", "no-such-command").run()
        #expect(unknown.status == 127)
        #expect(
            unknown.errors
                == "pg-sample: cannot run the command \"no-such-command\": \"no-such-command\" is nowhere in PATH\n"
        )
        let plain = try await tool(folder, "serve", "--", folder.file("plain")).run()
        #expect(plain.status == 127)
        #expect(plain.errors.contains("is not there or may not be executed"))
        #expect(try folder.names() == ["plain"])
    }

    @Test("clean removes what the dead have left, and nothing of the living")
    func clean() async throws {
        let folder = try TestFolder()
        let running = try tool(
            folder, "serve", "--", "sh", "-c",
            "echo \"$PGHOST\" > host; until [ -e cleaned ]; do sleep 0.05; done; \"$0\" -XAtc 'SELECT 42'",
            try await psql()
        ).start(in: folder)
        let living = try await line(of: "host", in: folder, by: running)

        let dead = OwnerFile(owner: ProcessIdentity(processID: getpid(), startTime: "1"))
        let parent = FilePath(folder.path)
        let server = try await ServerFolder.create(for: try .current(), in: [parent])
        try SmallFile.create(server.ownerFile, dead.text)
        let unmarked = try await ServerFolder.create(for: try .current(), in: [parent])
        let work = parent.appending(OwnedFolder.prefix + "1")
        try FileManager.default.createDirectory(atPath: work.string, withIntermediateDirectories: false)
        try SmallFile.create(work.appending(OwnerFile.name), dead.text)

        let outcome = try await tool(folder, "clean").run()
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        // There may be lines of what others have left in the system's own folder.
        let lines = outcome.output.split(separator: "\n").filter { $0.contains(folder.path) }
        #expect(
            lines == [
                "removed the server that was left behind in \(server.path)",
                "removed the temporary folder \(work)",
            ])
        #expect(SmallFile.status(server.path) == nil && SmallFile.status(work) == nil)
        #expect(SmallFile.status(unmarked.path) != nil && SmallFile.status(FilePath(living)) != nil)

        // Others may have left something new there.
        let again = try await tool(folder, "clean").run().output
        #expect(again == "nothing to remove\n" || again.hasPrefix("removed "), "\(again)")
        #expect(!again.contains(folder.path))
        try folder.write("", to: "cleaned")
        #expect(try await running.end().output == "42\n")
    }
}

extension ToolProcess {
    fileprivate func start(in folder: TestFolder) throws -> Running {
        var tool = self
        tool.workingDirectory = folder.path
        return try tool.start()
    }
}
