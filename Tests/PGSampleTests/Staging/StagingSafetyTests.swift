import Foundation
import PGSampleLibPQ
import Testing

@testable import PGSample

/// What staging does to a source beside its own schema: nothing.
@Suite("Staging: the source stays as it was", .serialized)
struct StagingSafetyTests {
    private static let stagingSchemas =
        "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '\\_pg\\_sample%'"

    @Test("No lock on a table of the source is stronger than ACCESS SHARE")
    func locks() async throws {
        let source = try await SourceDatabase()
        // EXCLUSIVE goes together with ACCESS SHARE and with nothing else.
        let holder = try await source.connection()
        try await holder.run { try $0.execute("BEGIN; LOCK TABLE users, orders, salaries IN EXCLUSIVE MODE") }
        let outcome = try await source.tool("--use-staging", "--lock-timeout", "2s").run()
        await holder.close()
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("Default privileges give nobody a right on what is staged")
    func rights() async throws {
        let source = try await SourceDatabase(
            SourceDatabase.tables + """
                ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO reader;
                ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO PUBLIC;
                ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader;
                ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
                """)
        #expect(try await source.tool("--use-staging", "--keep").run().status == 0)
        let readable = try await source.value(
            """
            SELECT count(*) FROM pg_class c
            WHERE c.relnamespace = '_pg_sample'::regnamespace AND c.relkind = 'r'
                AND (has_table_privilege('reader', c.oid, 'SELECT') OR has_schema_privilege('reader', c.relnamespace, 'USAGE'))
            """)
        #expect(readable == "0")
        #expect(
            try await source.value(
                "SELECT count(*) FROM pg_class WHERE relnamespace = '_pg_sample'::regnamespace AND relkind = 'r'"
            ) == "5")
    }

    @Test("A user's type that no key has can be altered and dropped while its rows are staged")
    func types() async throws {
        let source = try await SourceDatabase(
            """
            CREATE TYPE mood AS ENUM ('glad'); CREATE TYPE pair AS (a int); CREATE DOMAIN flag AS bool;
            CREATE TABLE t (id int PRIMARY KEY, m mood, p pair, f flag);
            INSERT INTO t VALUES (1, 'glad', ROW(1), true);
            """)
        #expect(try await source.tool("--use-staging", "--keep").run().status == 0)
        try await source.execute(
            """
            ALTER TABLE t DROP COLUMN m, DROP COLUMN p, DROP COLUMN f;
            DROP TYPE mood; DROP TYPE pair; DROP DOMAIN flag;
            """)
    }

    @Test("A condition cannot write to the source")
    func condition() async throws {
        let source = try await SourceDatabase(
            SourceDatabase.tables + """
                CREATE FUNCTION ruin(int) RETURNS bool LANGUAGE plpgsql AS $$
                BEGIN DELETE FROM orders; RETURN true; END $$;
                """)
        let outcome = try await source.tool("--use-staging", "--limit", "users=ruin(id)").run()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("25006"), "\(outcome.errors)")
        #expect(try await source.value("SELECT count(*) FROM orders") == "4")
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }

    @Test(
        "Two runs with one name: the second is refused, the first goes on unharmed", arguments: [true, false])
    func sameName(_ isForced: Bool) async throws {
        let source = try await SourceDatabase(SourceDatabase.tables + StagingPause.script)
        let pause = try await StagingPause(source)
        try await pause.arm(4)
        let expected = try await source.tool("--no-staging", "--schema", "public").run()
        let first = try source.tool("--use-staging", "--schema", "public").start()
        #expect(try await pause.reached(by: first))
        var tool = source.tool("--use-staging", "--schema", "public")
        if isForced { tool.arguments.append("--force") }
        let second = try await tool.run()
        #expect(second.status == 1)
        #expect(
            second.errors.contains("another run works in the staging schema \"_pg_sample\""),
            "\(second.errors)")
        try await pause.release()
        let outcome = try await first.end()
        #expect(outcome.status == 0)
        #expect(outcome.output == expected.output)
    }

    @Test("Runs with names of their own do not meet")
    func otherNames() async throws {
        let tables = (1...60).map { number in
            """
            CREATE TABLE n\(number) (id int PRIMARY KEY, up int REFERENCES n\(max(1, number - 1)));
            INSERT INTO n\(number) SELECT g, g FROM generate_series(1, 30) g;
            """
        }
        let source = try await SourceDatabase(tables.joined())
        let expected = try await source.tool("--no-staging", "--limit", "5").run()
        try await withThrowingTaskGroup(of: ToolProcess.Outcome.self) { group in
            for number in 1...10 {
                group.addTask {
                    try await source.tool("--sample-schema", "_pg_sample_\(number)", "--limit", "5").run()
                }
            }
            for try await outcome in group {
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(outcome.output == expected.output)
            }
        }
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }

    @Test("The role's own statement_timeout holds, and ends the run without a trace")
    func statementTimeout() async throws {
        let source = try await SourceDatabase()
        var tool = source.tool("--use-staging", "--limit", "users=id = 1 AND pg_sleep(600) IS NOT NULL")
        tool.variables["PGOPTIONS"] = "-c statement_timeout=300"
        let outcome = try await tool.run()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("57014"), "\(outcome.errors)")
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }

    @Test("The schema is dropped however long that takes")
    func dropIsNotLimited() async throws {
        let source = try await SourceDatabase()
        try await source.execute(
            """
            CREATE FUNCTION limited() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
                IF current_setting('statement_timeout') <> '0' THEN RAISE 'it may take too long'; END IF;
            END $$;
            CREATE EVENT TRIGGER limited ON ddl_command_start WHEN TAG IN ('DROP TABLE', 'DROP SCHEMA', 'COMMENT')
                EXECUTE FUNCTION limited();
            """)
        // COMMENT marks a schema, made or kept; while rows are staged the limit holds.
        try await source.execute("ALTER EVENT TRIGGER limited DISABLE")
        var kept = source.tool("--use-staging", "--keep")
        kept.variables["PGOPTIONS"] = "-c statement_timeout=1h"
        #expect(try await kept.run().status == 0)
        try await source.execute("ALTER EVENT TRIGGER limited ENABLE")
        var refreshed = source.tool("--use-staging", "--resume")
        refreshed.variables["PGOPTIONS"] = "-c statement_timeout=1h"
        let outcome = try await refreshed.run()
        #expect(outcome.status == 0 && outcome.errors.isEmpty == false, "\(outcome.errors)")
        #expect(!outcome.errors.contains("could not be dropped"), "\(outcome.errors)")
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }

    @Test("A run whose connection is lost drops its schema, and not what another has put in its place")
    func lostConnection() async throws {
        let source = try await SourceDatabase(SourceDatabase.tables + StagingPause.script)
        let pause = try await StagingPause(source)
        for isReplaced in [false, true] {
            try await pause.arm(3)
            let running = try source.tool("--use-staging", "--schema", "public").start()
            #expect(try await pause.reached(by: running))
            if isReplaced {
                // As if it had been made anew.
                try await source.execute(
                    #"""
                    DO $$ BEGIN EXECUTE (
                        SELECT format('COMMENT ON SCHEMA %I IS %L', nspname,
                            regexp_replace(obj_description(oid), '"run":"[^"]*"', '"run":"another"'))
                        FROM pg_namespace WHERE nspname LIKE '\_pg\_sample%');
                    END $$
                    """#)
            }
            try await pause.endAbandonedSessions()
            _ = try await running.end()
            #expect(try await source.value(Self.stagingSchemas) == (isReplaced ? "1" : "0"))
        }
    }

    @Test("A table that somebody holds exclusively is named after --lock-timeout, and nothing is left")
    func heldTable() async throws {
        let source = try await SourceDatabase(SourceDatabase.tables + StagingPause.script)
        let pause = try await StagingPause(source)
        try await pause.arm(2)
        let running = try source.tool(
            "--use-staging", "--schema", "public", "--jobs", "1", "--lock-timeout", "300ms"
        )
        .start()
        #expect(try await pause.reached(by: running))
        let holder = try await source.connection()
        try await holder.run { try $0.execute("BEGIN; LOCK TABLE orders") }
        try await pause.release()
        let outcome = try await running.end()
        await holder.close()
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("no lock within 300 ms on the table \"public.orders\""),
            "\(outcome.errors)")
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }

    @Test("--max-duration holds for the run as a whole, and leaves nothing")
    func maximumDuration() async throws {
        let source = try await SourceDatabase()
        let outcome = try await source.tool(
            "--use-staging", "--max-duration", "1s", "--limit", "users=id = 1 AND pg_sleep(600) IS NOT NULL"
        ).run()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("the run took longer than 1 seconds"), "\(outcome.errors)")
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }

    @Test("A label that a type gets meanwhile, which the dumped schema lacks, ends the run")
    func newLabel() async throws {
        let source = try await SourceDatabase(
            """
            CREATE TYPE mood AS ENUM ('glad'); CREATE DOMAIN feeling AS mood; CREATE TYPE day AS (felt feeling[]);
            CREATE TABLE t (id int PRIMARY KEY, day day);
            INSERT INTO t VALUES (1, ROW(ARRAY['glad'])::day);
            """ + StagingPause.script)
        let pause = try await StagingPause(source)
        try await pause.arm(2)
        let running = try source.tool("--use-staging", "--schema", "public", "--jobs", "1").start()
        #expect(try await pause.reached(by: running))
        try await source.execute("ALTER TYPE mood ADD VALUE 'sad'")
        try await pause.release()
        let outcome = try await running.end()
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("it is: constraint of the type public.mood 'glad', 'sad'"),
            "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }

    @Test("The export locks one staging table at a time")
    func exportLocks() async throws {
        let source = try await SourceDatabase()
        #expect(try await source.tool("--use-staging", "--keep").run().status == 0)
        let holder = try await source.connection()
        // The table that is written last; counting and reading it wait for this.
        try await holder.run { try $0.execute("BEGIN; LOCK TABLE _pg_sample.t0003_salaries") }
        let running = try source.tool("--resume", "--lock-timeout", "10min").start()
        try await source.waitForSession(
            where: "application_name = 'pg-sample' AND wait_event_type = 'Lock'", of: running)
        let held = try await source.value(
            """
            SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
            WHERE l.granted AND c.relnamespace = '_pg_sample'::regnamespace AND l.pid <> pg_backend_pid()
                AND c.relname !~ '^t0003'
            """)
        await holder.close()
        #expect(held == "0")
        #expect(try await running.end().status == 0)
    }
}
