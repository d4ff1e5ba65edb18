import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct `The command line: verify` {
    /// Users with a key that a sequence gives out, and orders of theirs.
    private static let tables = """
        CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
        CREATE TABLE orders (
            id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, amount int CHECK (amount > 0));
        INSERT INTO users (name) VALUES ('alice-4711'), ('bob-4712');
        INSERT INTO orders VALUES (1, 2, 5), (3, 2, 6);
        """

    /// Runs `verify`; what a slow machine says every five seconds is left out.
    private static func verify(_ arguments: String...) async throws -> ToolProcess.Outcome {
        var outcome = try await ToolProcess(["verify"] + arguments).run()
        outcome.errors = outcome.errors.replacing("verifying\n", with: "")
        return outcome
    }

    /// A sample of the tables, with what `change` makes of its text.
    private static func fixture(
        _ change: (inout String) -> Void = { _ in }
    ) async throws -> (folder: TestFolder, path: String) {
        let source = try await SourceDatabase(tables)
        let folder = try TestFolder()
        #expect(try await source.tool("-f", folder.file("shop.sql"), "-q").run().status == 0)
        var text = try folder.text("shop.sql")
        change(&text)
        try folder.write(text, to: "shop.sql")
        return (folder, folder.file("shop.sql"))
    }

    @Test func `a sound fixture is told with its rows, constraints and sequences, and -q says nothing`()
        async throws
    {
        let (folder, path) = try await Self.fixture()
        let outcome = try await Self.verify(path)
        #expect(outcome.status == 0 && outcome.output.isEmpty)
        #expect(
            outcome.errors == """
                table          rows  header
                public.orders     2       2
                public.users      2       2
                2 tables          4       4
                verified \(path): 2 tables, 4 rows as header has them; 2 primary keys, 1 unique constraint, 1 foreign key, \
                1 check validated; 1 sequence ahead of its keys

                """)
        let quiet = try await Self.verify(path, "-q")
        #expect(quiet.status == 0 && quiet.output.isEmpty && quiet.errors.isEmpty)
        withExtendedLifetime(folder) {}
    }

    @Test
    func `other rows than the header's, and a sequence that is behind, are told with what was expected`()
        async throws
    {
        let (folder, path) = try await Self.fixture { text in
            text = text.replacing("2\tbob-4712\n", with: "2\tbob-4712\n3\tcarol-4713\n")
        }
        let outcome = try await Self.verify(path, "-q")
        #expect(outcome.status == 1 && outcome.output.isEmpty)
        #expect(
            outcome.errors == """
                pg-sample: \(path) loads, but differs from what it should be in 2 places:
                  public.users: expected 2 rows by the header, found 3 rows
                  public.users_id_seq: expected a next value beyond the keys of public.users.id, found one that can \
                collide with them

                """)
        withExtendedLifetime(folder) {}
    }

    @Test func `rows are compared with the manifest beside the file, to the digest and without their values`()
        async throws
    {
        let folder = try TestFolder()
        let dump = """
            CREATE TABLE users (id int PRIMARY KEY, name text);
            INSERT INTO users VALUES (1, 'alice-4711'), (2, 'bob-4712');
            """
        try folder.write(dump, to: "source.sql", mode: 0o644)
        try folder.write(
            "fixtures:\n  - name: shop\n    source: { script: source.sql }\n    verify: false\n",
            to: "fixtures.yml")
        let made = try await ToolProcess("generate", "--config", folder.file("fixtures.yml"), "-q").run()
        #expect(made.status == 0, "\(made.errors)")
        let sound = try await Self.verify(folder.file("shop.sql.gz"))
        #expect(sound.status == 0)
        #expect(sound.errors.contains("1 table, 2 rows as header and manifest have them"), "\(sound.errors)")
        let manifest = try folder.text("shop.manifest.json")
        try folder.write(manifest.replacing("\"rows\" : 2", with: "\"rows\" : 7"), to: "shop.manifest.json")
        let counted = try await Self.verify(folder.file("shop.sql.gz"))
        #expect(counted.status == 1)
        #expect(
            counted.errors.contains("\n  public.users: expected 7 rows by the manifest, found 2 rows\n"),
            "\(counted.errors)")
        // The same name without .gz has the same manifest.
        try folder.write(manifest, to: "shop.manifest.json")
        try await #require(
            ToolProcess.shell("gunzip -c shop.sql.gz | sed s/bob-4712/eve-0815/ > shop.sql", in: folder) == 0)
        let changed = try await Self.verify(folder.file("shop.sql"))
        #expect(changed.status == 1)
        #expect(changed.errors.contains("public.users: expected the rows of the manifest (SHA-256"))
        #expect(!changed.errors.contains("eve-0815") && !changed.errors.contains("bob-4712"))
    }

    @Test func `a file that does not load is told with its line, the object and the server's words`()
        async throws
    {
        let (folder, path) = try await Self.fixture { $0 = $0.replacing("1\t2\t5\n", with: "1\t4711\t5\n") }
        let outcome = try await Self.verify(path)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix("pg-sample: the fixture does not load, at line "), "\(outcome.errors)")
        #expect(outcome.errors.contains("orders_user_id_fkey") && outcome.errors.contains("23503"))
        #expect(!outcome.errors.contains("4711"))
        withExtendedLifetime(folder) {}
    }

    @Test func `a plain dump of pg_dump, with owners, is verified without rows to compare with`() async throws
    {
        let source = try await SourceDatabase(
            Self.tables
                + "ALTER TABLE orders OWNER TO reader; ALTER TABLE orders ADD CHECK (id < 3) NOT VALID;")
        let folder = try TestFolder()
        let program = try #require(source.schemaProgram)
        let dumped = try await ToolProcess.shell(
            "\(program) -f dump.sql && gzip dump.sql", in: folder, source.variables)
        #expect(dumped == 0)
        let outcome = try await Self.verify(folder.file("dump.sql.gz"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("table          rows\npublic.orders     2\n"), "\(outcome.errors)")
        #expect(outcome.errors.contains("2 tables, 4 rows (nothing to compare them with); 2 primary keys"))
        #expect(outcome.errors.contains("; 1 not validated, as the file says; 1 sequence ahead"))
    }

    @Test func `rows without a schema need one, which --schema-from names`() async throws {
        let source = try await SourceDatabase(Self.tables)
        let folder = try TestFolder()
        let program = try #require(source.schemaProgram)
        #expect(try await source.tool("-a", "-f", folder.file("rows.sql.gz"), "-q").run().status == 0)
        let alone = try await Self.verify(folder.file("rows.sql.gz"))
        #expect(alone.status == 1)
        #expect(
            alone.errors == """
                pg-sample: cannot verify \(folder.file("rows.sql.gz")) alone: it creates no table, and has rows of \
                "public.users"
                Name a file with the schema by --schema-from, such as pg_dump --schema-only writes it.

                """)
        #expect(try await ToolProcess.shell("\(program) -s -f schema.sql", in: folder, source.variables) == 0)
        let both = try await Self.verify(
            folder.file("rows.sql.gz"), "--schema-from", folder.file("schema.sql"))
        #expect(both.status == 0, "\(both.errors)")
        #expect(both.errors.contains("2 tables, 4 rows as header has them"))
    }

    @Test func `where no PostgreSQL is found, the error says what was looked at`() async throws {
        let (folder, path) = try await Self.fixture()
        var tool = ToolProcess("verify", path)
        tool.variables["PG_SAMPLE_POSTGRES_BIN"] = folder.path
        let outcome = try await tool.run()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("PG_SAMPLE_POSTGRES_BIN names"), "\(outcome.errors)")
    }

    @Test func `a missing file, an archive and half a file are refused before a server is started`()
        async throws
    {
        let (folder, path) = try await Self.fixture { $0 = String($0.dropLast(20)) }
        let cut = try await Self.verify(path)
        #expect(cut.status == 1 && cut.errors.contains("it is cut short"), "\(cut.errors)")
        let missing = try await Self.verify(folder.file("missing.sql"))
        #expect(missing.status == 1 && missing.errors.contains("cannot open"), "\(missing.errors)")
        try folder.write("PGDMP\u{1}\u{e}", to: "archive")
        let archive = try await Self.verify(folder.file("archive"))
        #expect(archive.status == 1 && archive.errors.contains("pg_restore"), "\(archive.errors)")
    }

    @Test func `a signal takes the throwaway server down`() async throws {
        let folder = try TestFolder()
        try folder.write("SELECT pg_sleep(600);\n", to: "slow.sql")
        try FileManager.default.createDirectory(
            atPath: folder.file("servers"), withIntermediateDirectories: false, attributes: nil)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777], ofItemAtPath: folder.file("servers"))
        var tool = ToolProcess("verify", folder.file("slow.sql"), "-v")
        tool.variables["TMPDIR"] = folder.file("servers")
        let running = try tool.start()
        try await eventually("it loads", by: running) {
            try running.errors().hasSuffix("loading into a throwaway server\n")
        }
        running.send(SIGTERM)
        let outcome = try await running.end()
        #expect(outcome.status == 1 && !outcome.wasKilled)
        #expect(
            outcome.errors.hasSuffix("pg-sample: interrupted: \(folder.file("slow.sql")) was not verified\n"),
            "\(outcome.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("servers")).isEmpty)
    }
}
