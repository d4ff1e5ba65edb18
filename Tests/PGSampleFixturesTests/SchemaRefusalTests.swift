import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Testing

@testable import PGSampleFixtures

/// What is not loaded into a schema of a test's own, rather than loaded half or into somebody else's tables.
struct SchemaRefusalTests {
    /// The error for a fixture, after which nothing of ours is left.
    private func refusal(of text: String, on tenant: Tenant) async throws -> FixtureError? {
        let fixture = try OwnFixture(text)
        let process = try await tenant.process(fixture.environment)
        let error = await #expect(throws: FixtureError.self) {
            _ = try await process.checkOut(request(OwnFixture.name, isolation: .schema))
        }
        #expect(try await tenant.schemas() == nil)
        #expect(process.gate.free == process.gate.width)
        await process.close()
        return error
    }

    @Test(arguments: [
        (
            "CREATE TABLE public.t (); CREATE FUNCTION public.f() RETURNS void LANGUAGE plpgsql AS "
                + "$$ BEGIN EXECUTE format('DELETE FROM %I.t', 'public'); END $$;", "in a string"
        ),
        ("BEGIN; CREATE TABLE public.t (); COMMIT;", "transactions by itself"),
        ("CREATE TABLE public.t (); CREATE VIEW v AS SELECT * FROM theirs.rows;", "table theirs.rows"),
        ("INSERT INTO theirs.rows VALUES (2);", "table theirs.rows"),
        ("COPY theirs.rows (n) FROM stdin;\n2\n\\.\n", "table theirs.rows"),
        ("SELECT setval('theirs.counter', 7);", "the sequence theirs.counter"),
        ("DO $$ BEGIN PERFORM setval('theirs.counter', 7); END $$;", "the sequence theirs.counter"),
        ("ALTER FUNCTION theirs.f() STABLE;", "function theirs.f()"),
        (
            "CREATE EXTENSION IF NOT EXISTS ltree WITH SCHEMA public;",
            "CREATE EXTENSION ltree WITH SCHEMA public"
        ),
    ])
    func whatReachesOutOfTheSchemaIsUndoneAndNamed(_ text: String, _ words: String) async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        try await tenant.value("CREATE SCHEMA theirs AUTHORIZATION \(tenant.role)")
        for statement in [
            "CREATE TABLE theirs.rows AS SELECT 1 AS n", "CREATE SEQUENCE theirs.counter",
            "CREATE FUNCTION theirs.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "ALTER TABLE theirs.rows OWNER TO \(tenant.role)",
            "ALTER SEQUENCE theirs.counter OWNER TO \(tenant.role)",
            "ALTER FUNCTION theirs.f() OWNER TO \(tenant.role)",
        ] { try await tenant.value(statement) }
        let error = try await refusal(of: text, on: tenant)
        #expect(error?.code == .isolationUnavailable)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(".database") == true)
        #expect(try await tenant.value("SELECT string_agg(n::text, ' ') FROM theirs.rows") == "1")
        #expect(try await tenant.value("SELECT is_called FROM theirs.counter") == "f")
        #expect(try await tenant.value("SELECT provolatile FROM pg_proc WHERE proname = 'f'") == "v")
    }

    @Test func rowsWithoutTheirTableDoNotGoIntoSomebodyElses() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        try await tenant.value("CREATE TABLE public.tags (name text)")
        try await tenant.value("GRANT ALL ON public.tags TO PUBLIC")
        let process = try await tenant.process()
        let error = await #expect(throws: FixtureError.self) {
            _ = try await process.checkOut(request("tags", isolation: .schema))
        }
        #expect(error?.code == .isolationUnavailable)
        #expect(
            error?.message.contains("table public.tags") == true
                || error?.message.contains("table tags") == true)
        #expect(try await tenant.value("SELECT count(*) FROM public.tags") == "0")
        #expect(try await tenant.schemas() == nil)
        await process.close()
    }

    @Test func aFunctionThatWouldFindSomebodyElsesTableIsRefused() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let text = """
            CREATE TABLE public.kept (n int);
            CREATE FUNCTION public.f() RETURNS bigint LANGUAGE plpgsql AS
                $$ BEGIN RETURN (SELECT count(*) FROM public.left_out) + (SELECT count(*) FROM public.kept); END $$;
            """
        let fixture = try OwnFixture(text)
        let process = try await tenant.process(fixture.environment)
        // As in a database of its own, the function does not find what the fixture lacks.
        let checkOut = try await process.checkOut(request(OwnFixture.name, isolation: .schema))
        let missing = await #expect(throws: FixtureError.self) {
            try await checkOut.database.execute("SELECT f()")
        }
        #expect(missing?.sqlState == SQLState.undefinedTable)
        await checkOut.giveBack(failed: false)
        await process.close()

        try await tenant.value("CREATE TABLE public.left_out ()")
        try await tenant.value("CREATE TABLE public.kept ()")
        let error = try await refusal(of: text, on: tenant)
        #expect(error?.code == .isolationUnavailable)
        #expect(error?.message.contains("(table public.left_out)") == true, "\(error?.message ?? "")")
    }

    @Test func anExtensionsSchemaIsInTheSearchPathOnlyIfItHoldsNothingElse() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        try await tenant.value("CREATE EXTENSION citext")
        let fixture = try OwnFixture(
            """
            CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
            CREATE TABLE public.people (name public.citext PRIMARY KEY);
            COPY public.people (name) FROM stdin;
            Anna
            \\.
            """)
        let process = try await tenant.process(fixture.environment)
        let own = request(OwnFixture.name, isolation: .schema)
        let checkOut = try await process.checkOut(own)
        #expect(checkOut.database.searchPath == [checkOut.database.schema, "public"])
        let found = "SELECT count(*) FROM people WHERE name = 'ANNA'"
        #expect(try await checkOut.database.query(found, as: Int.self) == [1])
        await checkOut.giveBack(failed: false)

        try await tenant.value("CREATE TABLE public.orders ()")
        let error = await #expect(throws: FixtureError.self) { _ = try await process.checkOut(own) }
        #expect(error?.code == .isolationUnavailable)
        #expect(
            error?.message.contains("holds more than extensions (table orders)") == true,
            "\(error?.message ?? "")")
        await process.close()
    }

    @Test func anExtensionThatLivesElsewhereIsNamedWithBothPlaces() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        try await tenant.value("CREATE SCHEMA extensions")
        try await tenant.value("CREATE EXTENSION citext SCHEMA extensions")
        let error = try await refusal(
            of: "CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;", on: tenant)
        #expect(error?.code == .isolationUnavailable)
        #expect(error?.message.contains("citext in schema public, and in database") == true)
        #expect(error?.message.contains("lives in schema extensions") == true)
    }

    @Test func inADatabaseOfOurOwnExtensionsAreMade() async throws {
        let bench = try await Bench.shared
        let fixture = try OwnFixture(
            """
            CREATE SCHEMA app;
            CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA app;
            CREATE TABLE app.people (name app.citext PRIMARY KEY);
            INSERT INTO app.people VALUES ('Anna');
            """)
        let process = try await bench.process(fixture.environment)
        let own = request(OwnFixture.name, isolation: .schema)
        for checkOut in [try await process.checkOut(own), try await process.checkOut(own)] {
            #expect(checkOut.database.searchPath.last == "app")
            let found = "SELECT count(*) FROM people WHERE name = 'ANNA'"
            #expect(try await checkOut.database.query(found, as: Int.self) == [1])
            await checkOut.giveBack(failed: false)
        }
        await process.close()
    }

    @Test func aRoleThatMayNotMakeSchemasIsTold() async throws {
        let tenant = try await Tenant(on: try await Bench.shared, mayCreate: false)
        let error = try await refusal(of: "CREATE TABLE t ();", on: tenant)
        #expect(error?.code == .isolationUnavailable)
        let grant = "GRANT CREATE ON DATABASE \(tenant.database) TO \(tenant.role)"
        #expect(error?.message.contains(grant) == true)
    }

    @Test func aFixtureWithMoreLocksThanTheServerHasRoomForIsRefused() throws {
        let error = #expect(throws: FixtureError.self) {
            _ = try SchemaRecipe(
                request("library"), settings: FixtureSettings(environment: [:]), lockCapacity: 8)
        }
        #expect(error?.code == .isolationUnavailable)
        #expect(error?.message.contains("max_locks_per_transaction") == true)
    }

    @Test func aFixtureThatDoesNotLoadIsNamedWithItsLine() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let error = try await refusal(
            of: "CREATE TABLE t (n int);\n\nINSERT INTO missing VALUES (1);\n", on: tenant)
        #expect(error?.code == .loadFailed)
        #expect(error?.sqlState == SQLState.undefinedTable)
        #expect(error?.message.contains("own.sql, line 3") == true)
    }

    @Test func namesAreShortPlainAndDifferent() {
        let long = String(repeating: "é", count: 31)
        let sources = ["public", long, long + "x", "Odd \"Name\"", "odd__name_"].map { Identifier($0) }
        let place = SchemaPlace(
            for: sources, homes: [Identifier("My Extensions")], startupOptions: "-cwork_mem=1MB")
        #expect(Set(place.schemas).count == sources.count)
        for name in place.schemas {
            #expect(name.utf8.count <= 63)
            #expect(Identifier(name).sql == name)
        }
        #expect(place.options.hasPrefix("-cwork_mem=1MB -csearch_path=\(place.schema),"))
        #expect(place.options.hasSuffix(",\"My\\ Extensions\""))
    }
}
