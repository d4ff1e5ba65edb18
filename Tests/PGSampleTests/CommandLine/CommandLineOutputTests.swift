import Foundation
import PGSampleLibPQ
import Testing

@Suite("The command line: what it says and writes")
struct CommandLineOutputTests {
    @Test("Standard output carries the data and standard error one line about it")
    func standardOutput() async throws {
        let source = try await SourceDatabase()
        let outcome = try await source.tool("--limit", "orders=1, users=0, salaries=0").run()
        #expect(outcome.status == 0)
        #expect(outcome.errors == "wrote standard output: 3 tables, 2 rows\n")
        #expect(outcome.output.hasPrefix("-- "))
        #expect(outcome.output.contains("3\tcarol-4713\n") && !outcome.output.contains("alice"))
    }

    @Test("A file is told with its size, and is the data of standard output")
    func file() async throws {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        let toFile = try await source.tool("-f", folder.file("out.sql")).run()
        #expect(toFile.output.isEmpty)
        #expect(toFile.errors.hasPrefix("wrote \(folder.file("out.sql")): 3 tables, 7 rows, "))
        #expect(toFile.errors.hasSuffix(" kB\n"))
        let toOutput = try await source.tool().run()
        #expect(try folder.text("out.sql") == toOutput.output)
    }

    @Test("--compress is gzip's level, 6 unless it is given, and 0 is what plain SQL has")
    func compress() async throws {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        let plain = try await source.tool("-Z", "0", "-f", folder.file("plain.sql")).run()
        #expect(plain.status == 0)
        var files: [Data] = []
        for level in ["0", "1", "6", "9"] {
            let file = folder.file("\(level).sql.gz")
            #expect(try await source.tool("--compress", level, "-f", file).run().status == 0)
            let comparison = "gunzip -c \(level).sql.gz | cmp - plain.sql"
            #expect(try await ToolProcess.shell(comparison, in: folder) == 0)
            files.append(try Data(contentsOf: URL(filePath: file)))
        }
        #expect(files[0].count > (try folder.text("plain.sql").utf8.count))
        #expect(files[0].count > files[1].count && files[1].count > files[2].count)
        #expect(try await source.tool("-f", folder.file("default.sql.gz")).run().status == 0)
        #expect(try Data(contentsOf: URL(filePath: folder.file("default.sql.gz"))) == files[2])
    }

    @Test("-q says nothing, -v a line per step and a table of what is in and why")
    func verbosity() async throws {
        let source = try await SourceDatabase()
        let quiet = try await source.tool("-q").run()
        #expect(quiet.status == 0 && quiet.errors.isEmpty)
        let verbose = try await source.tool("-v", "--jobs", "1", "--limit", "orders=1, *=0").run()
        let lines = verbose.errors.split(separator: "\n")
        #expect(lines.first?.hasPrefix("locked 3 tables of PostgreSQL ") == true)
        #expect(lines.contains("chose 1 row of public.orders (2 of 3)"), "\(verbose.errors)")
        #expect(
            lines.contains("public.users        1   13 B  0 by rule 0; 1 by orders_user_id_fkey"),
            "\(verbose.errors)")
        #expect(lines.last == "wrote standard output: 3 tables, 2 rows")
        #expect(lines.allSatisfy { $0.count <= 110 })
    }

    @Test("What is left out is told in a note")
    func notes() async throws {
        let source = try await SourceDatabase()
        let outcome = try await source.tool("--exclude-table", "users").run()
        #expect(outcome.status == 0)
        let note = outcome.errors.split(separator: "\n").first { $0.hasPrefix("note: ") }
        #expect(note?.contains("orders_user_id_fkey") == true, "\(outcome.errors)")
    }

    @Test("A limit that stands behind one that matches all of its tables is told in a note")
    func shadowedLimit() async throws {
        let source = try await SourceDatabase()
        func notes(_ limits: String) async throws -> [Substring] {
            try await source.tool("--limit", limits).run().errors.split(separator: "\n")
                .filter { $0.hasPrefix("note: ") }
        }
        #expect(
            try await notes("*=2, users=5").map { $0.prefix { $0 != ";" } } == [
                "note: the limit \"users=5\" decides for no table: \"*=2\" comes before it, and the first "
                    + "pattern that matches a table decides"
            ])
        #expect(try await notes("users=1, users=5").count == 1)
        #expect(try await notes("*=1, *=2").count == 1)
        #expect(try await notes("users=5, u*=3, *=2").count == 1)
        // What comes last is for whatever the others do not match, if only tomorrow.
        #expect(try await notes("public.*=5, *=2").isEmpty)
        #expect(try await notes("users=5, *=2").isEmpty)
    }

    @Test("--verify loads the result into a throwaway server first")
    func verify() async throws {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        let outcome = try await source.tool("--verify", "-f", folder.file("out.sql.gz")).run()
        #expect(outcome.status == 0)
        #expect(outcome.errors.hasSuffix("; verified\n"), "\(outcome.errors)")
    }

    #if os(Linux)
        @Test("On a terminal the progress is a line that is gone at the end")
        func redrawnLine() async throws {
            let source = try await SourceDatabase()
            let folder = try TestFolder()
            let isHeld = "pg_advisory_xact_lock_shared(4711) IS NOT NULL"
            var tool = source.tool(
                "--limit", "'users=id=1 AND \(isHeld), *=2'", "--lock-timeout", "10min", "-f",
                folder.file("out.sql"))
            tool.wrapper = ["sh", "-c", #"script -qefc "$(printf '%s ' "$@")" seen < /dev/null"#, "sh"]
            tool.workingDirectory = folder.path
            tool.variables["TERM"] = "xterm"
            // The third table is chosen when the line has been seen.
            let line = "\r\u{1B}[Kchoosing · 2 of 3 tables"
            let holder = try await source.connection()
            try await holder.run { try $0.execute("SELECT pg_advisory_lock(4711)") }
            let running = try tool.start()
            try await eventually("the line, or the tool's end") {
                try !running.isRunning || folder.text("seen").contains(line)
            }
            await holder.close()
            let outcome = try await running.end()
            let seen = try folder.text("seen")
            #expect(outcome.status == 0, "\(seen)")
            #expect(seen.contains(line), "\(seen)")
            #expect(seen.contains("\r\u{1B}[Kwrote \(folder.file("out.sql"))"))
        }
    #endif

    @Test(
        "generate tells what is in a fixture and why, --check ends with 0, with 3 when it is stale, with 1 when it fails"
    )
    func generate() async throws {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        try FileManager.default.createDirectory(
            atPath: folder.file("Fixtures"), withIntermediateDirectories: true)
        try folder.write(
            """
            fixtures:
              - name: shop
                source: { url: "${SHOP_URL}" }
                limits: ["orders=1", "*=0"]
                verify: false
            """, to: "Fixtures/fixtures.yml")
        var tool = ToolProcess("generate")
        tool.workingDirectory = folder.path
        let unset = try await tool.run()
        #expect(unset.status == 1)
        #expect(unset.errors.hasPrefix("pg-sample: shop: ") && unset.errors.contains("SHOP_URL"))

        tool.variables = ["SHOP_URL": "host='\(source.host)' user=postgres dbname=\(source.name)"]
        let made = try await tool.run()
        #expect(made.status == 0 && made.output.isEmpty)
        #expect(
            made.errors.contains("  public.users        1   13 B  0 by rule 0; 1 by orders_user_id_fkey\n"))
        #expect(made.errors.contains("\nwrote Fixtures/shop.sql.gz: 3 tables, 2 rows, "), "\(made.errors)")
        #expect(try folder.names() == ["Fixtures"])
        let unchanged = try await tool.run()
        #expect(unchanged.errors.contains("\nunchanged Fixtures/shop.sql.gz: "), "\(unchanged.errors)")

        tool.arguments.append("--check")
        let fresh = try await tool.run()
        #expect(fresh.status == 0)
        #expect(fresh.errors.contains("Fixtures/shop.sql.gz is up to date"))
        try await source.execute("UPDATE users SET name = 'dora'")
        tool.arguments.append("-q")
        let stale = try await tool.run()
        #expect(stale.status == 3)
        #expect(stale.errors == "pg-sample: Fixtures/shop.sql.gz is stale\nRun pg-sample generate shop.\n")
    }
}
