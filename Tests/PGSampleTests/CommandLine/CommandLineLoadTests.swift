import Foundation
import PGSampleLibPQ
import PGSampleLocalServer
import Synchronization
import SystemPackage
import Testing

@testable import PGSample

@Suite("The command line: load")
struct CommandLineLoadTests {
    private static let script = """
        CREATE SCHEMA app;
        CREATE TABLE app.users (id integer, name text);
        CREATE FUNCTION app.names() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM app.users $$;
        COPY app.users (id, name) FROM stdin;
        1\talice-4711
        2\tbob-4712
        \\.
        ALTER TABLE ONLY app.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);

        """

    private static func file(_ text: String = script) throws -> (folder: TestFolder, path: String) {
        let folder = try TestFolder()
        try folder.write(text, to: "file.sql")
        return (folder, folder.file("file.sql"))
    }

    /// What the function of the file says, under the name of a schema.
    private static func names(_ schema: String, of target: SourceDatabase) async throws -> String {
        try await target.value("SELECT \(schema).names() || ' ' || (to_regnamespace('app') IS NULL)")
    }

    @Test("A file is loaded as it is, or under another schema name")
    func loads() async throws {
        let (folder, path) = try Self.file()
        let target = try await SourceDatabase("")
        let plain = try await target.tool("load", path).run()
        #expect(plain.errors == "loaded \(path): 1 table, 2 rows\n")
        #expect(plain.status == 0 && plain.output.isEmpty)
        #expect(try await Self.names("app", of: target) == "2 false")
        for (index, option) in [["--into-schema", "fx"], ["--schema-map", "app=fx"]].enumerated() {
            let target = try await SourceDatabase("")
            var tool = target.tool("load", path, "-v")
            tool.arguments += option
            let outcome = try await tool.run()
            #expect(outcome.status == 0, "\(index): \(outcome.errors)")
            #expect(outcome.errors.hasPrefix("loaded 2 rows of app.users\n"), "\(outcome.errors)")
            #expect(try await Self.names("fx", of: target) == "2 true")
        }
        withExtendedLifetime(folder) {}
    }

    @Test("What stays of a file that ends its transaction itself is told", arguments: ["COMMIT", "ROLLBACK"])
    func ownTransactions(_ end: String) async throws {
        let (folder, path) = try Self.file(
            "CREATE TABLE a (); \(end); CREATE TABLE b (); SELECT 1 / 0; CREATE TABLE c ();")
        let target = try await SourceDatabase("")
        let outcome = try await target.tool("load", path).run()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("The file ends transactions itself"), "\(outcome.errors)")
        let tables = try await target.value(
            "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class "
                + "WHERE relnamespace = 'public'::regnamespace")
        #expect(tables == (end == "COMMIT" ? "a b" : "b"))
        withExtendedLifetime(folder) {}
    }

    @Test("What a sample wrote goes into a schema beside others")
    func fixture() async throws {
        let source = try await SourceDatabase()
        let folder = try TestFolder()
        #expect(try await source.tool("-f", folder.file("out.sql.gz")).run().status == 0)
        let loaded = try await source.tool("load", folder.file("out.sql.gz"), "--into-schema", "copy").run()
        #expect(loaded.errors == "loaded \(folder.file("out.sql.gz")): 3 tables, 7 rows\n")
        let missing = try await source.value(
            "SELECT count(*) FROM copy.orders o LEFT JOIN copy.users u ON u.id = o.user_id WHERE u.id IS NULL"
        )
        #expect(missing == "0")
    }

    @Test("A target that has objects is refused, and one is named; --force loads into it")
    func refusesObjects() async throws {
        let (folder, path) = try Self.file()
        let target = try await SourceDatabase("CREATE TABLE public.mine ()")
        let refused = try await target.tool("load", path).run()
        #expect(refused.status == 1)
        #expect(
            refused.errors
                == "pg-sample: the target is not empty: it has \"public.mine\"\n"
                + "Load into an empty database or schema, or pass --force.\n")
        #expect(try await target.value("SELECT to_regnamespace('app') IS NULL") == "t")
        #expect(try await target.tool("load", path, "--force").run().status == 0)
        // Only the schema that is loaded into has to be empty.
        #expect(try await target.tool("load", path, "--into-schema", "other").run().status == 0)
        let again = try await target.tool("load", path, "--into-schema", "other").run()
        #expect(again.errors.contains("it has \"other.names\""), "\(again.errors)")
        withExtendedLifetime(folder) {}
    }

    @Test("A failure names the line, the object and the server's words, and leaves nothing")
    func failure() async throws {
        let (folder, path) = try Self.file(Self.script.replacing("2\tbob", with: "1\tbob"))
        let target = try await SourceDatabase("")
        let outcome = try await target.tool("load", path, "--into-schema", "fx").run()
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix("pg-sample: cannot load \(path), line 8: ALTER TABLE ONLY app.users"))
        #expect(outcome.errors.contains("23505") && !outcome.errors.contains("bob-47"), "\(outcome.errors)")
        #expect(try await target.value("SELECT to_regnamespace('fx') IS NULL") == "t")
        let missing = try await target.tool("load", folder.file("missing.sql")).run()
        #expect(missing.status == 1 && missing.errors.contains("missing.sql"), "\(missing.errors)")
    }

    @Test("A schema that the file does not have is refused with those that it has")
    func unknownSchema() async throws {
        let (folder, path) = try Self.file(Self.script + "CREATE TABLE public.t ();\n")
        let target = try await SourceDatabase("")
        let unknown = try await target.tool("load", path, "--schema-map", "apps=fx").run()
        #expect(unknown.errors == "pg-sample: \(path) has no schema \"apps\": it has app, public\n")
        let several = try await target.tool("load", path, "--into-schema", "fx").run()
        #expect(several.status == 64 && several.errors.contains("it has 2: app, public"), "\(several.errors)")
        withExtendedLifetime(folder) {}
    }

    @Test("What keeps the old name is told in a note")
    func notes() async throws {
        let dynamic = """
            CREATE FUNCTION app.dynamic() RETURNS void LANGUAGE plpgsql AS $$
            BEGIN EXECUTE 'DELETE FROM app.' || 'users'; END $$;

            """
        let (folder, path) = try Self.file(Self.script + dynamic)
        let target = try await SourceDatabase("")
        let outcome = try await target.tool("load", path, "--into-schema", "fx").run()
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.hasPrefix("note: line 9: function app.dynamic() names the schema app in a string"),
            "\(outcome.errors)")
        withExtendedLifetime(folder) {}
    }

    // MARK: Progress

    /// A script whose load has 30,000 rows in several pieces, and takes a while at its end.
    private static let longScript =
        "CREATE TABLE public.long (id integer, text text);\nCOPY public.long (id, text) FROM stdin;\n"
        + (0..<30_000).map { "\($0)\trow that has nothing to say\n" }.joined()
        + "\\.\nSELECT pg_sleep(2);\n"

    @Test("A load tells between the ends of a table how far it is")
    func progress() async throws {
        let (folder, path) = try Self.file(Self.longScript)
        let target = try await SourceDatabase("")
        let steps = Mutex<[DatabaseLoad.Progress]>([])
        var load = DatabaseLoad(
            into: DatabaseSource(database: target.name, host: target.host, user: "postgres"))
        load.progress = { step in steps.withLock { $0.append(step) } }
        #expect(try await load.load(path).rows == 30_000)
        let told = steps.withLock { $0 }
        #expect(told.last == .loaded(table: "public.long", rows: 30_000))
        let positions = told.compactMap { if case .reading(let position) = $0 { position } else { nil } }
        #expect(positions.first?.rows == 0)
        #expect(positions.last?.rows == 30_000)
        let size = Self.longScript.utf8.count
        #expect(positions.allSatisfy { $0.fileBytes == size } && positions.last?.bytes == size)
        let within = positions.filter { $0.table == "public.long" && (1..<30_000).contains($0.rows) }
        #expect(within.count >= 2 && within.allSatisfy { (1...size).contains($0.bytes) }, "\(positions)")
        withExtendedLifetime(folder) {}
    }

    @Test("Where standard error is no terminal, a long load says nothing before its end")
    func silence() async throws {
        let (folder, path) = try Self.file(Self.longScript)
        let target = try await SourceDatabase("")
        var tool = target.tool("load", path)
        tool.variables["TERM"] = "xterm"
        #expect(try await tool.run().errors == "loaded \(path): 1 table, 30,000 rows\n")
        withExtendedLifetime(folder) {}
    }

    #if os(Linux)
        /// What the tool shows on a terminal.
        private static func seen(_ tool: ToolProcess, in folder: TestFolder) async throws -> String {
            var tool = tool
            tool.wrapper = ["sh", "-c", #"script -qefc "$(printf '%s ' "$@")" seen < /dev/null"#, "sh"]
            tool.workingDirectory = folder.path
            tool.variables["TERM"] = "xterm"
            #expect(try await tool.run().status == 0)
            // Around it stands what script has to say.
            let lines = try folder.text("seen").split(separator: "\n", omittingEmptySubsequences: false)
            return lines.dropFirst().joined(separator: "\n")
        }

        @Test("On a terminal the progress of a load and of a verification is a line that is gone at the end")
        func redrawnLine() async throws {
            let (folder, path) = try Self.file(Self.longScript)
            let target = try await SourceDatabase("")
            let loaded = try await Self.seen(target.tool("load", path), in: folder)
            #expect(
                loaded.contains("\r\u{1B}[Kloading · 1 table, 30,000 rows · keys and indexes"), "\(loaded)")
            #expect(loaded.contains("\r\u{1B}[Kloaded \(path): 1 table, 30,000 rows"))
            let verified = try await Self.seen(ToolProcess("verify", path), in: folder)
            #expect(
                verified.contains("\r\u{1B}[Kverifying · 1 table, 30,000 rows · keys and indexes"),
                "\(verified)")
            #expect(verified.contains("\r\u{1B}[Ktable  "))
        }

        @Test("On a terminal -q draws no line, and -v one for each table as in a log")
        func undrawnLine() async throws {
            let (folder, path) = try Self.file(Self.longScript)
            for (option, count) in [("-q", 0), ("-v", 2)] {
                let target = try await SourceDatabase("")
                let seen = try await Self.seen(target.tool("load", path, option), in: folder)
                #expect(!seen.contains("\u{1B}") && !seen.contains("loading"), "\(seen)")
                #expect(seen.components(separatedBy: "loaded ").count == count + 1, "\(seen)")
            }
            withExtendedLifetime(folder) {}
        }
    #endif

    // MARK: More than one transaction

    private static let mark = "incomplete load by pg-sample"

    /// Runs `body` with a server whose lock table has room for some hundred locks, and an ordinary role's database.
    private static func withSmallServer(
        _ body: (_ server: ThrowawayServer, _ tool: (String...) -> ToolProcess) async throws -> Void
    ) async throws {
        let server = try await ThrowawayServer.start(
            settings: ["max_locks_per_transaction": "10", "max_connections": "20"])
        do {
            try await server.createDatabase("target")
            try await value("CREATE ROLE loader LOGIN; ALTER DATABASE target OWNER TO loader", of: server)
            try await body(server) { (arguments: String...) in
                var tool = ToolProcess(arguments)
                tool.variables = [
                    "PGHOST": server.folder.string, "PGUSER": "loader", "PGDATABASE": "target",
                ]
                return tool
            }
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    @discardableResult
    private static func value(_ sql: String, of server: ThrowawayServer) async throws -> String? {
        try await server.run(in: "target") { session in
            guard sql.hasPrefix("SELECT") else {
                try session.execute(sql)
                return nil
            }
            return try session.query(sql)[0, 0]
        }
    }

    private static func hasMark(_ server: ThrowawayServer) async throws -> Bool {
        try await value("SELECT count(*) FROM pg_namespace WHERE nspname = '\(mark)'", of: server) == "1"
    }

    private static let manyTables = (0..<150).map { "CREATE TABLE public.t\($0) (id int);\n" }.joined()

    @Test(
        "More tables than the server has locks for are loaded all the same, which is said and marked until the end"
    )
    func manyTables() async throws {
        // Whoever looks during the load sees the mark: the file itself does.
        let look = """
            CREATE TABLE public.seen AS
                SELECT obj_description(oid, 'pg_namespace') AS words FROM pg_namespace WHERE nspname = '\(Self.mark)';

            """
        let (folder, path) = try Self.file(Self.manyTables + look)
        try await Self.withSmallServer { server, tool in
            let outcome = try await tool("load", path).run()
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(
                outcome.errors.hasPrefix(
                    "note: not in one transaction: it takes about 45"), "\(outcome.errors)")
            #expect(
                outcome.errors.contains(
                    "until the end, the schema \"\(Self.mark)\" marks the target as incomplete"))
            let words = try await Self.value("SELECT words FROM public.seen", of: server)
            #expect(words == "A load of \(path) by pg-sample has begun and has not come to its end.")
            #expect(try await !Self.hasMark(server))
        }
        withExtendedLifetime(folder) {}
    }

    @Test(
        "A load in parts that fails leaves its mark, which the next load refuses, until the target is empty again"
    )
    func incompleteTarget() async throws {
        let (folder, path) = try Self.file(Self.manyTables + "CREATE TABLE public.t0 ();\n")
        try await Self.withSmallServer { server, tool in
            let failed = try await tool("load", path, "-q").run()
            #expect(failed.status == 1)
            #expect(
                failed.errors.contains(
                    "\npg-sample: cannot load \(path), line 151: CREATE TABLE public.t0: "),
                "\(failed.errors)")
            #expect(failed.errors.contains("42P07"))
            #expect(
                failed.errors.hasSuffix(
                    "\nThe target holds what was loaded before, and the schema \"\(Self.mark)\" marks it as incomplete; "
                        + "empty it before the next try.\n"), "\(failed.errors)")
            #expect(try await Self.hasMark(server))

            try folder.write("CREATE TABLE public.other ();\n", to: "other.sql")
            let refused = try await tool("load", folder.file("other.sql")).run()
            #expect(refused.status == 1)
            #expect(
                refused.errors.hasPrefix(
                    "pg-sample: the target is incomplete: an earlier load has begun and has not ended, by "
                        + "\"\(Self.mark)\": it has public.t0\n"), "\(refused.errors)")
            let forced = try await tool("load", folder.file("other.sql"), "--force").run()
            #expect(forced.status == 0)
            #expect(
                forced.errors.hasPrefix("note: the target stays marked as incomplete"), "\(forced.errors)")
            #expect(try await Self.hasMark(server))

            try await Self.value(
                "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION loader", of: server)
            let again = try await tool("load", folder.file("other.sql")).run()
            #expect(again.status == 0 && again.errors.hasPrefix("loaded "), "\(again.errors)")
            #expect(try await !Self.hasMark(server))
        }
    }

    @Test("A role that may not create schemas loads in parts too, and is told that nothing marks it")
    func unmarkedTarget() async throws {
        let (folder, path) = try Self.file(Self.manyTables)
        try await Self.withSmallServer { server, tool in
            try await Self.value(
                "ALTER DATABASE target OWNER TO CURRENT_USER; GRANT CREATE ON SCHEMA public TO loader",
                of: server)
            let outcome = try await tool("load", path).run()
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("which cannot be marked: the role may not create schemas"))
        }
        withExtendedLifetime(folder) {}
    }

    @Test("Of two schemas of one database, only the one that is loaded into is marked")
    func markedSchema() async throws {
        let (folder, path) = try Self.file(Self.manyTables + "CREATE TABLE public.t0 ();\n")
        try await Self.withSmallServer { server, tool in
            let failed = try await tool("load", path, "--into-schema", "one").run()
            #expect(failed.status == 1 && failed.errors.contains("\"\(Self.mark): one\""), "\(failed.errors)")
            let (small, smallPath) = try Self.file("CREATE TABLE public.t ();\n")
            #expect(try await tool("load", smallPath, "--into-schema", "two").run().status == 0)
            let refused = try await tool("load", smallPath, "--into-schema", "one").run()
            #expect(refused.errors.contains("the target is incomplete"), "\(refused.errors)")
            withExtendedLifetime(small) {}
        }
        withExtendedLifetime(folder) {}
    }

    @Test("A full lock table is told with what to raise, and leaves nothing")
    func fullLockTable() async throws {
        // Locks that the text does not show.
        let hidden =
            "DO $$ BEGIN FOR i IN 1..5000 LOOP EXECUTE 'CREATE TABLE public.h' || i || ' ()'; END LOOP; END $$;\n"
        let (folder, path) = try Self.file(hidden)
        try await Self.withSmallServer { server, tool in
            let outcome = try await tool("load", path).run()
            #expect(outcome.status == 1)
            #expect(
                outcome.errors.contains("53200") && outcome.errors.contains("raise max_locks_per_transaction")
            )
            #expect(
                try await Self.value("SELECT count(*) FROM pg_class WHERE relname = 'h1'", of: server) == "0")
        }
        withExtendedLifetime(folder) {}
    }
}
