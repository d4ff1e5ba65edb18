import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL
import SystemPackage
import Testing

/// Files whose schema names are also those of tables, so that they are loaded and then renamed.
@Suite struct RenamedLoadTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Schema, table and column are called `audit`, and everything that a rename does not reach names the
    /// schema.
    private static let script = #"""
        SET check_function_bodies = false;
        SELECT pg_catalog.set_config('search_path', '', false);
        CREATE SCHEMA audit;
        CREATE SCHEMA app;
        CREATE TABLE audit.audit (audit integer, seen regclass, item tsvector, note text);
        CREATE TABLE app.account (id integer, audit integer);
        CREATE TEXT SEARCH CONFIGURATION audit.words (COPY = pg_catalog.simple);
        CREATE VIEW app.v AS SELECT audit.audit FROM audit.audit;
        CREATE FUNCTION app.body() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM audit.audit $$;
        CREATE FUNCTION audit.path() RETURNS integer LANGUAGE plpgsql SET search_path TO 'audit', 'app'
            AS $$ DECLARE r audit.audit%ROWTYPE; BEGIN SELECT * INTO r FROM audit; RETURN r.audit + (SELECT max(id) FROM account); END $$;
        CREATE FUNCTION audit.atomic() RETURNS text LANGUAGE sql SET search_path TO 'audit'
            BEGIN ATOMIC SELECT current_setting('search_path') || max(audit.audit) FROM audit.audit; END;
        COPY audit.audit (audit, seen, note) FROM stdin;
        7	audit.audit	audit.audit
        \.
        COPY app.account (id, audit) FROM stdin;
        1	7
        \.
        CREATE TRIGGER t BEFORE UPDATE ON audit.audit FOR EACH ROW
            EXECUTE FUNCTION tsvector_update_trigger('item', 'audit.words', 'note');

        """#

    private static func load(
        _ path: FilePath, _ pairs: [(source: String, target: String)], into database: TestDatabase
    ) async throws {
        let map = try SchemaMap(pairs)
        try await database.run { session in
            _ = try FixtureLoader(session, schemaMap: map).load(path)
        }
    }

    @Test func bodiesSettingsArgumentsAndRowsFollowTheNewNames() async throws {
        let path = try folder.write(Self.script.utf8, to: "file.sql")
        let plan = try Relocation.plan(for: path, map: try SchemaMap([("audit", "fx"), ("app", "fx app")]))
        #expect(plan.needsRename == [Identifier("audit")])
        try await TestDatabase.with { database in
            try await Self.load(path, [("audit", "fx"), ("app", "fx app")], into: database)
            let rows = try await database.rows(
                """
                SELECT to_regnamespace('audit') IS NULL, to_regnamespace('app') IS NULL,
                    "fx app".body(), fx.path(), fx.atomic(), seen, note, v.audit FROM fx.audit, "fx app".v
                """)
            #expect(rows == [["t", "t", "1", "8", "fx7", "fx.audit", "audit.audit", "7"]])
            try await database.execute("UPDATE fx.audit SET note = 'The words'")
            #expect(try await database.rows("SELECT item FROM fx.audit") == [["'the':1 'words':2"]])
        }
    }

    @Test func aSchemaOfTheTargetStepsAsideAndComesBack() async throws {
        let path = try folder.write(Self.script.utf8, to: "file.sql")
        try await TestDatabase.with { database in
            try await database.execute("CREATE SCHEMA audit; CREATE TABLE audit.mine AS SELECT 1 AS a")
            try await Self.load(path, [("audit", "fx")], into: database)
            let rows = try await database.rows("SELECT a, (SELECT count(*) FROM fx.audit) FROM audit.mine")
            #expect(rows == [["1", "1"]])
            let schemas = try await database.rows(
                "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY nspname COLLATE \"C\"")
            #expect(schemas.map { $0[0] } == ["app", "audit", "fx", "information_schema", "public"])
        }
    }

    @Test(arguments: [
        ("CREATE SCHEMA fx", "the target has a schema fx already"),
        ("CREATE SCHEMA audit; CREATE EXTENSION citext SCHEMA audit", "the extension citext lives in"),
    ])
    func aTargetThatIsInTheWayIsRefusedAndLeftAlone(preparation: String, reason: String) async throws {
        let path = try folder.write(Self.script.utf8, to: "file.sql")
        try await TestDatabase.with { database in
            try await database.execute(preparation)
            let error = await #expect(throws: FixtureFileError.self) {
                try await Self.load(path, [("audit", "fx")], into: database)
            }
            #expect(error?.code == .refused)
            #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
            #expect(error?.message.contains(".database") == true)
            #expect(try await database.rows("SELECT to_regnamespace('app') IS NULL") == [["t"]])
        }
    }

    @Test func aLoadThatFailsLeavesTheTargetAsItWas() async throws {
        let path = try folder.write((Self.script + "SELECT nowhere;\n").utf8, to: "file.sql")
        try await TestDatabase.with { database in
            try await database.execute("CREATE SCHEMA audit; CREATE TABLE audit.mine ()")
            let error = await #expect(throws: FixtureFileError.self) {
                try await Self.load(path, [("audit", "fx")], into: database)
            }
            #expect(error?.object == "SELECT nowhere")
            let rows = try await database.rows(
                "SELECT to_regclass('audit.mine') IS NULL, to_regclass('audit.audit') IS NULL, to_regnamespace('fx') IS NULL"
            )
            #expect(rows == [["f", "t", "t"]])
        }
    }

    @Test func aRefusedStatementIsToldByTheFilesLineAndNamesThoughItsSchemaMoved() async throws {
        let path = try folder.write(
            "CREATE SCHEMA app;\nCREATE TABLE app.t (\n  a integer,\n  b app.unknown\n);\n".utf8,
            to: "file.sql")
        try await TestDatabase.with { database in
            let error = await #expect(throws: FixtureFileError.self) {
                try await Self.load(path, [("app", "a very long name for a schema")], into: database)
            }
            #expect(error?.line == 4)
            #expect(error?.object == "CREATE TABLE app.t")
        }
    }
}
