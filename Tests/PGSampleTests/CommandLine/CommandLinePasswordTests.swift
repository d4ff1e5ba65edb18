import Foundation
import Testing

/// The ways by which a password comes, and that it goes nowhere.
@Suite("The command line: passwords")
struct CommandLinePasswordTests {
    private static let password = SourceDatabase.password

    /// A folder with a `pg_dump` that writes down how it was called, and then does its work.
    private func recordingFolder(_ source: SourceDatabase) throws -> TestFolder {
        let folder = try TestFolder()
        let program = try #require(source.schemaProgram)
        try folder.write(
            """
            #!/bin/sh
            printf '%s\\n' "$0" "$@" >> '\(folder.file("calls"))'
            exec '\(program)' "$@"
            """, to: "pg_dump", mode: 0o755)
        return folder
    }

    /// Runs the tool with every message it has, and looks for the password in all that is left of the run.
    private func expectUnseen(_ tool: ToolProcess, of source: SourceDatabase) async throws {
        let recorder = try recordingFolder(source)
        let folder = try TestFolder()
        var tool = tool
        tool.arguments += ["-v", "-f", folder.file("out.sql")]
        tool.variables["PATH"] = recorder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
        let outcome = try await tool.run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let calls = try recorder.text("calls")
        #expect(calls.contains("--schema-only") && calls.contains("user='locked'"), "\(calls)")
        for text in [outcome.output, outcome.errors, calls, try folder.text("out.sql")] {
            #expect(!text.contains(Self.password) && !text.contains("esame"))
        }
        #expect(try folder.names() == ["out.sql"])
    }

    @Test("PGPASSWORD is used, and seen nowhere")
    func variable() async throws {
        let source = try await SourceDatabase()
        var tool = source.tool("-U", SourceDatabase.lockedRole)
        tool.variables["PGPASSWORD"] = Self.password
        try await expectUnseen(tool, of: source)
    }

    @Test("A password file is used, and seen nowhere")
    func passwordFile() async throws {
        let source = try await SourceDatabase()
        let home = try TestFolder()
        try home.write("*:*:*:\(SourceDatabase.lockedRole):\(Self.password)\n", to: ".pgpass")
        var tool = source.tool("-U", SourceDatabase.lockedRole)
        tool.variables["PGPASSFILE"] = home.file(".pgpass")
        try await expectUnseen(tool, of: source)
    }

    @Test("A URL's password is used, and seen nowhere else")
    func url() async throws {
        let source = try await SourceDatabase()
        let host = source.host.replacing("/", with: "%2F")
        let password = Self.password.replacing("$", with: "%24")
        let url = "postgresql://\(SourceDatabase.lockedRole):\(password)@\(host)/\(source.name)"
        var tool = ToolProcess("-d", url)
        try await expectUnseen(tool, of: source)
        // When the run fails, too.
        tool.arguments += ["--limit", "nothing=1"]
        let failure = try await tool.run()
        #expect(
            failure.status == 1 && failure.errors.contains("nothing") && !failure.errors.contains("esame"))
    }

    #if os(Linux)
        @Test("-W asks on the terminal and shows nothing of the answer")
        func prompt() async throws {
            let source = try await SourceDatabase()
            let folder = try TestFolder()
            try folder.write(Self.password + "\n", to: "answer")
            var tool = ToolProcess("-W", "-U", SourceDatabase.lockedRole, "-f", folder.file("out.sql"))
            tool.variables = source.variables
            // A terminal whose user waits for the question and then types.
            tool.wrapper = [
                "sh", "-c",
                #"""
                tool=$(printf '%s ' "$@")
                {
                    for look in $(seq 2400); do
                        grep -q 'Password:' seen 2> /dev/null || [ -e ended ] && break
                        sleep 0.05
                    done
                    cat answer
                    sleep 0.5
                } | (trap 'touch ended' EXIT; script -qefc "$tool" seen)
                """#, "sh",
            ]
            tool.workingDirectory = folder.path
            let outcome = try await tool.run()
            let seen = try folder.text("seen")
            #expect(outcome.status == 0, "\(seen)")
            #expect(seen.contains("Password: ") && seen.contains("wrote "), "\(seen)")
            #expect(!seen.contains("esame"))
            #expect(try folder.text("out.sql").contains("COPY public.users"))
        }
    #endif
}
