import Foundation
import PGSampleLocalServer
import SystemPackage
import Testing

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
        #expect(outcome.errors.contains("23505") && !outcome.errors.contains("-47"), "\(outcome.errors)")
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

    @Test("More tables than the server has locks for are loaded all the same, which is said")
    func manyTables() async throws {
        let server = try await ThrowawayServer.start(settings: ["max_locks_per_transaction": "10"])
        let text = (0..<400).map { "CREATE TABLE public.t\($0) ();\n" }.joined()
        let (folder, path) = try Self.file(text)
        var tool = ToolProcess("load", path)
        tool.variables = [
            "PGHOST": server.folder.string, "PGUSER": ThrowawayServer.user, "PGDATABASE": "postgres",
        ]
        let outcome = try await tool.run()
        await server.stop()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("note: not in one transaction"), "\(outcome.errors)")
        withExtendedLifetime(folder) {}
    }
}
