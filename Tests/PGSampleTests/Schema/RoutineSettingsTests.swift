import Testing

@testable import PGSample

/// `SET` clauses of routines, for which PostgreSQL asks when the routine is created.
@Suite struct RoutineSettingsTests {
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
}
