import Testing

@testable import PGSample

/// What keeps a source from being staged in is no reason to fail; what is the user's own mistake is.
@Suite("Staging: what the server refuses", .serialized)
struct StagingFallbackTests {
    private static let stagingSchemas =
        "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '\\_pg\\_sample%'"

    /// An event trigger that refuses to make what `refusal.place` says.
    private static let script =
        SourceDatabase.tables + """
            CREATE SCHEMA refusal;
            CREATE TABLE refusal.place (command text, state text);
            CREATE FUNCTION refusal.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$
            DECLARE code text;
            BEGIN
                SELECT p.state INTO code FROM pg_event_trigger_ddl_commands() d JOIN refusal.place p ON p.command = d.command_tag
                WHERE d.object_identity ~ '^_pg_sample($|.t0002)';
                IF FOUND THEN RAISE EXCEPTION USING ERRCODE = code, MESSAGE = 'not here'; END IF;
            END $$;
            CREATE EVENT TRIGGER refusal ON ddl_command_end EXECUTE FUNCTION refusal.refuse();
            """

    @Test(
        "Whatever the server has against a schema or a table of ours, the run goes on and leaves nothing",
        arguments: ["CREATE SCHEMA", "CREATE TABLE", "CREATE INDEX"],
        ["53200", "58030", "P0001", "0A000"])
    func refused(_ command: String, _ state: String) async throws {
        let source = try await SourceDatabase(Self.script)
        try await source.execute("INSERT INTO refusal.place VALUES ('\(command)', '\(state)')")
        let direct = try await source.tool("--no-staging", "--schema", "public").run()
        let outcome = try await source.tool("--use-staging", "--keep", "--schema", "public").run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            outcome.errors.contains(
                "note: warning: not staged, because the server refused it: "), "\(outcome.errors)")
        #expect(outcome.errors.contains("SQLSTATE \(state)"), "\(outcome.errors)")
        #expect(outcome.output == direct.output)
        #expect(try await source.value(Self.stagingSchemas) == "0", "there is nothing to keep")
    }

    @Test("A condition that is wrong ends the run at once, with direct mode not even tried")
    func wrongCondition() async throws {
        let source = try await SourceDatabase()
        for condition in ["nosuch(id)", "id IN (SELECT id FROM nosuch)", "name = 'x'::nosuch", "nosuch = 1"] {
            let outcome = try await source.tool("--use-staging", "--limit", "users=(\(condition))").run()
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("staging 3 tables"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("directly instead"), "\(outcome.errors)")
            #expect(try await source.value(Self.stagingSchemas) == "0")
        }
    }

    @Test("A schema that another role has left is refused, also with --force and --resume")
    func otherRole() async throws {
        let source = try await SourceDatabase()
        try await source.execute(
            "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO reader', current_database()); END $$")
        #expect(try await source.tool("--use-staging", "--keep").run().status == 0)
        for arguments in [["--use-staging", "--force"], ["--resume"], ["--refresh"]] {
            var tool = source.tool("-U", "reader", "--exclude-table", "salaries")
            tool.arguments += arguments
            let outcome = try await tool.run()
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("a run of another role has made it"), "\(outcome.errors)")
        }
        #expect(try await source.value("SELECT count(*) FROM _pg_sample.t0001_users") == "3")
    }

    @Test("A schema that was left half dropped is not gone on with, and --force replaces it")
    func halfDropped() async throws {
        let source = try await SourceDatabase()
        #expect(try await source.tool("--use-staging", "--keep").run().status == 0)
        try await source.execute("DROP TABLE _pg_sample.run, _pg_sample.steps")
        let resumed = try await source.tool("--resume").run()
        #expect(resumed.status == 1)
        #expect(
            resumed.errors.hasPrefix(
                "pg-sample: the rows of the staging schema are gone \"_pg_sample\": a run was ended while"),
            "\(resumed.errors)")
        #expect(try await source.tool("--use-staging", "--force").run().status == 0)
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }
}
