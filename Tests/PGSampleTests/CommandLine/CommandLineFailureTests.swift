import Foundation
import PGSampleLibPQ
import Testing

/// Every failure ends with status 1 and one message that names the object, and leaves the old file as it was.
@Suite("The command line: failures")
struct CommandLineFailureTests {
    private static let oldContents = "what was there before\n"

    /// Runs the tool with an old file in its way.
    private func expectFailure(
        _ tool: ToolProcess, says words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let folder = try TestFolder()
        try folder.write(Self.oldContents, to: "out.sql")
        var tool = tool
        tool.arguments += ["-f", folder.file("out.sql")]
        let outcome = try await tool.run()
        #expect(outcome.status == 1 && !outcome.wasKilled, sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        #expect(outcome.errors.hasPrefix("pg-sample: "), "\(outcome.errors)", sourceLocation: sourceLocation)
        let messages = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("pg-sample: ") }
        #expect(messages.count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation)
        }
        #expect(!outcome.errors.contains("-47"), "a row's value is shown", sourceLocation: sourceLocation)
        #expect(try folder.text("out.sql") == Self.oldContents, sourceLocation: sourceLocation)
        #expect(try folder.names() == ["out.sql"], sourceLocation: sourceLocation)
    }

    @Test("A server that is not there")
    func unreachable() async throws {
        try await expectFailure(
            ToolProcess("-h", "/nowhere", "shop"), says: "cannot connect to the source", "/nowhere")
        try await expectFailure(
            ToolProcess("-h", "127.0.0.1", "-p", "1", "shop"), says: "cannot connect to the source",
            "127.0.0.1")
    }

    @Test("A wrong password, which is not shown")
    func wrongPassword() async throws {
        let source = try await SourceDatabase()
        var tool = source.tool("-U", SourceDatabase.lockedRole)
        tool.variables["PGPASSWORD"] = "not-the-password-47"
        try await expectFailure(
            tool, says: "cannot connect to the source", "password authentication failed", "locked")
    }

    @Test("A database that is not there, and a mistyped subcommand taken for one")
    func missingDatabase() async throws {
        let source = try await SourceDatabase()
        try await expectFailure(source.tool("elsewhere"), says: "database \"elsewhere\" does not exist")
        try await expectFailure(source.tool("-d", "generate"), says: "database \"generate\" does not exist")
        try await expectFailure(
            source.tool("generat"), says: "database \"generat\" does not exist",
            "did you mean the subcommand \"generate\"?")
    }

    @Test("A pattern that matches no table is named, with the ones that were meant")
    func unknownTable() async throws {
        let source = try await SourceDatabase()
        try await expectFailure(source.tool("--limit", "user=3"), says: "user", "users")
        try await expectFailure(source.tool("--exclude-table", "order"), says: "orders")
        try await expectFailure(source.tool("--schema", "publik"), says: "public")
    }

    @Test("A condition that the server refuses, in its words")
    func badCondition() async throws {
        let source = try await SourceDatabase()
        try await expectFailure(
            source.tool("--limit", "users=nome = 'x'"), says: "users", "column \"nome\" does not exist",
            "42703")
    }

    @Test("A condition that fails on a value, without the value")
    func conditionOnValue() async throws {
        let source = try await SourceDatabase()
        try await expectFailure(source.tool("--limit", "users=name::int > 0"), says: "22P02")
    }

    @Test("A table that may not be read is named")
    func noRight() async throws {
        let source = try await SourceDatabase()
        try await expectFailure(source.tool("-U", "reader"), says: "salaries", "SELECT")
    }

    @Test("Rows that the server cannot read: the table is named")
    func unreadableRows() async throws {
        let source = try await SourceDatabase(
            """
            CREATE TYPE mood AS ENUM ('sad', 'glad');
            CREATE TABLE a (id int PRIMARY KEY); INSERT INTO a VALUES (1);
            CREATE TABLE moods (id int PRIMARY KEY, mood mood); INSERT INTO moods VALUES (1, 'glad');
            DELETE FROM pg_enum WHERE enumlabel = 'glad';
            """)
        try await expectFailure(
            source.tool(), says: "refused a statement while sampling the table", "public.moods")
    }

    @Test("A run that takes longer than it may")
    func tooLong() async throws {
        let source = try await SourceDatabase()
        try await expectFailure(
            source.tool("--limit", "users=pg_sleep(600) IS NOT NULL", "--max-duration", "1s"),
            says: "1 second"
        )
    }

    @Test(
        "A statement_timeout that ends the first queries of a direct run: the remedy is not to run directly")
    func statementTimeout() async throws {
        let source = try await SourceDatabase()
        let holder = try await source.connection()
        // The first of them reads it, and waits.
        try await holder.run {
            try $0.execute("BEGIN; LOCK TABLE pg_partitioned_table IN ACCESS EXCLUSIVE MODE")
        }
        var tool = source.tool("--no-staging")
        tool.variables["PGOPTIONS"] = "-c statement_timeout=300"
        try await expectFailure(
            tool, says: "57014", "it holds for a run's first queries", "PGOPTIONS='-c statement_timeout=0'")
        await holder.close()
    }

    @Test("An output that cannot be written")
    func unwritable() async throws {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        let missing = try await source.tool("-f", folder.file("none/out.sql")).run()
        #expect(missing.status == 1)
        #expect(missing.errors.contains("there is no folder \(folder.file("none"))"), "\(missing.errors)")
        let isFolder = try await source.tool("-f", folder.path).run()
        #expect(isFolder.status == 1)
        #expect(isFolder.errors.contains("it is a folder"), "\(isFolder.errors)")
        #expect(try folder.names().isEmpty)
    }

    #if os(Linux)
        @Test("A disk that is full")
        func diskFull() async throws {
            let source = try await SourceDatabase()
            let outcome = try await source.tool("-f", "/dev/full").run()
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("pg-sample: cannot write /dev/full: No space left on device"))
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        }
    #endif

    @Test("A reader of standard output that goes away")
    func closedOutput() async throws {
        let source = try await SourceDatabase(
            "CREATE TABLE lines (id int PRIMARY KEY); INSERT INTO lines SELECT generate_series(1, 100000)")
        var tool = source.tool("--limit", "*")
        tool.output = .closedPipe
        let outcome = try await tool.run()
        #expect(outcome.status == 1 && !outcome.wasKilled)
        #expect(
            outcome.errors
                == "pg-sample: cannot write standard output: the reader of the output has closed it\n")
    }

    @Test("Standard streams that are closed: standard input is not missed, standard output is")
    func closedStreams() async throws {
        let source = try await SourceDatabase()
        var tool = source.tool()
        tool.wrapper = ["sh", "-c", #"exec "$0" "$@" <&-"#]
        let withoutInput = try await tool.run()
        #expect(withoutInput.status == 0 && withoutInput.output.contains("COPY public.users"))
        tool.wrapper = ["sh", "-c", #"exec "$0" "$@" <&- >&-"#]
        let withoutOutput = try await tool.run()
        #expect(withoutOutput.status == 1)
        #expect(withoutOutput.errors.hasPrefix("pg-sample: cannot write standard output"))
        let folder = try TestFolder()
        tool.arguments += ["-f", folder.file("out.sql")]
        tool.wrapper = ["sh", "-c", #"exec "$0" "$@" <&- >&- 2>&-"#]
        let withoutAny = try await tool.run()
        #expect(withoutAny.status == 0)
        #expect(try folder.text("out.sql").contains("COPY public.users"))
    }
}
