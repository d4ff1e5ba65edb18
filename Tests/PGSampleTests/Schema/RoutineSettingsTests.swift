import Testing

@testable import PGSample

/// `SET` clauses of routines, for which PostgreSQL asks when the routine is created.
@Suite(.usesServer) struct RoutineSettingsTests {
    @Test func `settings of a function that only a superuser may make are left out and named`() async throws {
        let database = try await Trial.source(
            """
            CREATE FUNCTION quiet(a int DEFAULT length('SET x TO ''y''')) RETURNS TABLE (b int) LANGUAGE sql STABLE
                SET search_path TO 'public', 'A "b" c' SET log_min_messages TO 'panic' SET work_mem TO '5MB'
                SET app.tenant TO 'x' AS $$ SELECT a; -- SET log_statement TO 'all'
                $$;
            CREATE PROCEDURE only_one() LANGUAGE plpgsql SET plpgsql.variable_conflict TO 'use_column'
                AS $$ BEGIN NULL; END $$;
            CREATE FUNCTION atomic() RETURNS int LANGUAGE sql SET log_statement TO 'none' BEGIN ATOMIC SELECT 1; END;
            CREATE TABLE t (id int);
            """
        )
        let fixture = try await Trial.sample(database, "*")
        let copy = try await Trial.copy(fixture)
        let settings = try await TestServer.rows(
            """
            SELECT proname, proconfig::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1
            """, in: copy)
        #expect(
            settings == [
                ["atomic", nil], ["only_one", nil],
                ["quiet", #"{"search_path=public, \"A \"\"b\"\" c\"",work_mem=5MB}"#],
            ])
        #expect(try await TestServer.value("SELECT quiet(7) + atomic()", in: copy) == "8")
        #expect(
            fixture.report.diagnostics.map(\.description) == [
                "the setting app.tenant of public.quiet(a integer) is left out: only a superuser may set it",
                "the setting log_min_messages of public.quiet(a integer) is left out: only a superuser may set it",
                "the setting log_statement of public.atomic() is left out: only a superuser may set it",
                "the setting plpgsql.variable_conflict of public.only_one() is left out: only a superuser may set it",
            ])
    }

    @Test func `LEAKPROOF and support functions, which only a superuser may claim, are left out`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE SCHEMA "odd.x"; CREATE FUNCTION "odd.x"."SUPPORT" (internal) RETURNS internal LANGUAGE internal AS 'textlike_support';
            CREATE FUNCTION plain(text) RETURNS bool LANGUAGE sql IMMUTABLE AS $$ SELECT $1 = ' SUPPORT x LEAKPROOF ' $$;
            ALTER FUNCTION plain(text) SUPPORT textlike_support;
            CREATE FUNCTION twofold(a text DEFAULT ' SUPPORT y') RETURNS SETOF int LANGUAGE sql IMMUTABLE LEAKPROOF COST 7 ROWS 3
                SUPPORT "odd.x"."SUPPORT" PARALLEL SAFE SET log_statement TO 'all' SET work_mem TO '5MB' AS 'SELECT 1';
            CREATE FUNCTION atomic() RETURNS int LANGUAGE sql IMMUTABLE SUPPORT textlike_support
                BEGIN ATOMIC SELECT "SUPPORT" FROM (VALUES (4)) AS v ("SUPPORT"); END;
            CREATE TABLE t (id int PRIMARY KEY, name text CONSTRAINT is_plain CHECK (NOT plain(name)));
            INSERT INTO t VALUES (1, 'x');
            """
        )
        let fixture = try await Trial.sample(database, "*")
        let copy = try await Trial.copy(fixture)
        let functions = try await TestServer.rows(
            """
            SELECT proname, prosupport::text, proleakproof::text, proparallel, procost::text, prorows::text, proconfig::text
            FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1
            """, in: copy)
        #expect(
            functions == [
                ["atomic", "-", "false", "u", "100", "0", nil],
                ["plain", "-", "false", "u", "100", "0", nil],
                ["twofold", "-", "false", "s", "7", "3", "{work_mem=5MB}"],
            ])
        let values =
            "SELECT plain(' SUPPORT x LEAKPROOF '), atomic(), (SELECT count(*) FROM twofold()), count(*) FROM t"
        #expect(try await TestServer.rows(values, in: copy) == [["t", "4", "1", "1"]])
        #expect(
            fixture.report.diagnostics.map(\.description) == [
                #"the function "odd.x"."SUPPORT" is left out: it needs an object that is left out, or that only a superuser may create"#,
                "the setting log_statement of public.twofold(a text) is left out: only a superuser may set it",
            ])
    }
}
