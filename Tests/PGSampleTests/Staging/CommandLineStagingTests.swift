import Foundation
import PGSampleLibPQ
import Testing

@testable import PGSample

/// Staging as users meet it: the executable on small and large databases.
@Suite("The command line: staging", .serialized)
struct CommandLineStagingTests {
    private static let stagingSchemas =
        "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '\\_pg\\_sample%'"

    /// More tables than direct mode takes by itself, in a chain.
    private static func chain(of count: Int) -> String {
        (1...count).map { number in
            let reference = number == 1 ? "" : ", up int REFERENCES c\(number - 1)"
            return """
                CREATE TABLE c\(number) (id int PRIMARY KEY\(reference));
                INSERT INTO c\(number) SELECT g\(number == 1 ? "" : ", g") FROM generate_series(1, 20) g;
                """
        }.joined()
    }

    @Test("A small database is sampled directly, and -v says why")
    func small() async throws {
        let source = try await SourceDatabase()
        let outcome = try await source.tool("-v").run()
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("sampling directly: the source has 3 tables, none with more than 5 "))
        #expect(!outcome.errors.contains("staging"))
    }

    @Test("A large database is staged without being asked, said in one line before anything is written")
    func large() async throws {
        let source = try await SourceDatabase(Self.chain(of: 51))
        let direct = try await source.tool("--no-staging").run()
        let staged = try await source.tool().run()
        #expect(staged.status == 0)
        #expect(
            staged.errors.hasPrefix("staging 51 tables in the source's schema _pg_sample: about "),
            "\(staged.errors)")
        #expect(staged.output == direct.output)
        #expect(try await source.value(Self.stagingSchemas) == "0")
        let why = try await source.tool("-v").run()
        #expect(why.errors.contains("because it has 51 tables, more than 50"))
    }

    @Test("A table with more than five foreign keys has its database staged")
    func manyKeys() async throws {
        let columns = (1...6).map { "c\($0) int REFERENCES p" }.joined(separator: ", ")
        let source = try await SourceDatabase(
            "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (\(columns))")
        let outcome = try await source.tool("-v").run()
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("because public.c has 6 foreign keys, more than 5"))
    }

    @Test("--use-staging stages a small database, and leaves nothing")
    func asked() async throws {
        let source = try await SourceDatabase()
        let direct = try await source.tool("--no-staging").run()
        let staged = try await source.tool("--use-staging").run()
        #expect(staged.status == 0)
        #expect(staged.errors.hasPrefix("staging 3 tables in the source's schema _pg_sample"))
        #expect(staged.output == direct.output)
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }

    @Test("A role that may not create a schema gets its sample all the same, with a warning")
    func readOnly() async throws {
        let source = try await SourceDatabase()
        let outcome = try await source.tool(
            "--use-staging", "-U", "reader", "--exclude-table", "salaries"
        ).run()
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.contains(
                "note: warning: not staged, because the role has no CREATE right on the database; "
                    + "sampled directly instead (--no-staging asks for that)"), "\(outcome.errors)")
        #expect(outcome.output.contains("COPY public.orders "))
    }

    @Test("--keep leaves the schema, --resume writes it again without a look at the tables")
    func keep() async throws {
        let source = try await SourceDatabase()
        let first = try await source.tool("--use-staging", "--keep").run()
        #expect(first.status == 0)
        #expect(try await source.value(Self.stagingSchemas) == "1")
        #expect(try await source.value("SELECT count(*) FROM _pg_sample.t0003_salaries") == "0")
        // Whoever reads a row, or plans a query on a table, would wait for this.
        let holder = try await source.connection()
        try await holder.run { try $0.execute("BEGIN; LOCK TABLE users, orders, salaries") }
        let second = try await source.tool("--resume", "--lock-timeout", "100ms").run()
        await holder.close()
        #expect(second.status == 0, "\(second.errors)")
        #expect(second.output == first.output)
        #expect(try await source.value(Self.stagingSchemas) == "0", "without --keep it is dropped now")
    }

    @Test("A kept schema is refused without --force, replaced with it, and its expiry is pointed out later")
    func keptSchema() async throws {
        let source = try await SourceDatabase()
        _ = try await source.tool("--use-staging", "--keep", "--sample-schema", "_pg_sample_x").run()
        let refused = try await source.tool("--use-staging", "--sample-schema", "_pg_sample_x").run()
        #expect(refused.status == 1)
        #expect(
            refused.errors.hasPrefix(
                "pg-sample: the staging schema exists already \"_pg_sample_x\": a run kept it"))
        #expect(refused.errors.contains("--force") && refused.errors.contains("--sample-schema"))
        try await source.execute(
            """
            DO $$ BEGIN EXECUTE format('COMMENT ON SCHEMA _pg_sample_x IS %L',
                regexp_replace(obj_description('_pg_sample_x'::regnamespace), '"kept_until":"....', '"kept_until":"2001'));
            END $$
            """)
        let later = try await source.tool("--no-staging").run()
        #expect(later.status == 0)
        #expect(later.errors.contains("note: the staging schema _pg_sample_x was meant to stay until 2001"))
        let replaced = try await source.tool("--use-staging", "--sample-schema", "_pg_sample_x", "--force")
            .run()
        #expect(replaced.status == 0)
        #expect(replaced.output == later.output, "neither mode samples what another run has staged")
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }

    @Test("A plan that has changed is refused with the difference, and --resume without a schema says so")
    func otherPlan() async throws {
        let source = try await SourceDatabase()
        let none = try await source.tool("--resume").run()
        #expect(none.status == 1)
        #expect(none.errors.hasPrefix("pg-sample: there is no staging schema to go on with \"_pg_sample\"\n"))
        _ = try await source.tool("--use-staging", "--keep").run()
        let rules = try await source.tool("--resume", "--limit", "orders=1").run()
        #expect(rules.status == 1)
        #expect(
            rules.errors.contains("it was: table public.orders: 100; it is: table public.orders: 1"),
            "\(rules.errors)")
        try await source.execute("ALTER TABLE orders ADD note text")
        let tables = try await source.tool("--resume").run()
        #expect(tables.status == 1)
        #expect(tables.errors.contains("it is: column public.orders.note text"))
        #expect(try await source.value(Self.stagingSchemas) == "1", "what was kept stays")
    }

    @Test("--refresh follows the source: changed, gone and new rows, and what they refer to")
    func refresh() async throws {
        let source = try await SourceDatabase(
            """
            CREATE TABLE users (id int PRIMARY KEY, name text);
            CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);
            CREATE TABLE log (line text);
            INSERT INTO users SELECT g, 'user ' || g FROM generate_series(1, 50) g;
            INSERT INTO orders SELECT g, 51 - g FROM generate_series(1, 50) g;
            INSERT INTO log VALUES ('a'), ('b');
            """)
        let rules = ["--limit", "orders=5, log=*, *=0"]
        var tool = source.tool("--use-staging", "--keep")
        tool.arguments += rules
        #expect(try await tool.run().status == 0)
        try await source.execute(
            """
            UPDATE users SET name = 'renamed' WHERE id = 50;
            UPDATE orders SET user_id = 7 WHERE id = 1;
            DELETE FROM orders WHERE id = 2;
            INSERT INTO log VALUES ('c');
            """)
        var again = source.tool("--refresh", "--keep")
        again.arguments += rules
        let refreshed = try await again.run()
        #expect(refreshed.status == 0, "\(refreshed.errors)")
        let lines = Set(refreshed.output.split(separator: "\n"))
        #expect(lines.contains("50\trenamed"))
        #expect(lines.isSuperset(of: ["1\t7", "7\tuser 7", "6\t45", "45\tuser 45", "a", "b", "c"]))
        #expect(!lines.contains("2\t49") && !lines.contains("50\tuser 50"))
        // Nothing has changed since, so nothing changes.
        var third = source.tool("--refresh")
        third.arguments += rules
        #expect(try await third.run().output == refreshed.output)
    }

    @Test("--refresh accounts for the rows that are in, and goes on in the same run's schema")
    func refreshedAccount() async throws {
        let source = try await SourceDatabase(
            """
            CREATE TABLE users (id int PRIMARY KEY, name text);
            CREATE TABLE plans (code text UNIQUE, note text);
            CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users, plan text REFERENCES plans (code));
            INSERT INTO users SELECT g FROM generate_series(1, 20) g;
            INSERT INTO plans SELECT 'plan ' || g FROM generate_series(1, 20) g;
            INSERT INTO orders SELECT g, g, 'plan ' || g FROM generate_series(1, 20) g;
            """)
        let rules = ["--limit", "orders=10, plans=2, *=0"]
        func run(_ arguments: String...) async throws -> ToolProcess.Outcome {
            var tool = source.tool("-v")
            tool.arguments += rules + arguments
            let outcome = try await tool.run()
            #expect(outcome.status == 0, "\(outcome.errors)")
            return outcome
        }
        _ = try await run("--use-staging", "--keep")
        let mark = "SELECT substring(obj_description('_pg_sample'::regnamespace) from '{.*')::json"
        let first = try await source.value("\(mark) ->> 'run'")
        try await source.execute("DELETE FROM orders WHERE id > 5; DELETE FROM users WHERE id > 5")
        let refreshed = try await run("--refresh", "--keep")
        let direct = try await run("--no-staging")
        func account(_ outcome: ToolProcess.Outcome) -> [Substring] {
            outcome.errors.split(separator: "\n").filter { $0.hasPrefix("public.") }
        }
        #expect(refreshed.output == direct.output)
        #expect(account(refreshed) == account(direct))
        #expect(account(refreshed).count == 3)
        #expect(try await source.value("\(mark) ->> 'run'") == first)
    }

    @Test("A schema of somebody else is never replaced, whatever is asked")
    func stranger() async throws {
        let source = try await SourceDatabase(
            SourceDatabase.tables + "CREATE SCHEMA _pg_sample; CREATE TABLE _pg_sample.run (precious int)")
        for arguments in [["--use-staging"], ["--use-staging", "--force"], ["--resume"], ["--refresh"]] {
            var tool = source.tool()
            tool.arguments = arguments
            let outcome = try await tool.run()
            #expect(outcome.status == 1)
            #expect(
                outcome.errors.contains(
                    "the staging schema exists already \"_pg_sample\": it is not of pg-sample"),
                "\(outcome.errors)")
        }
        #expect(try await source.value("SELECT count(*) FROM _pg_sample.run") == "0")
    }

    @Test("What somebody has put into a kept schema, or made of it, keeps it from being dropped")
    func guest() async throws {
        let source = try await SourceDatabase()
        _ = try await source.tool("--use-staging", "--keep").run()
        try await source.execute("CREATE VIEW mine AS SELECT * FROM _pg_sample.t0001_users")
        let refused = try await source.tool("--use-staging", "--force", "--exclude-table", "salaries").run()
        #expect(refused.status == 1)
        #expect(refused.errors.contains("cannot drop the staging schema \"_pg_sample\""), "\(refused.errors)")
        #expect(try await source.value("SELECT count(*) FROM mine") == "3")
        try await source.execute("DROP VIEW mine")
        #expect(try await source.tool("--use-staging", "--force").run().status == 0)
        #expect(try await source.value(Self.stagingSchemas) == "0")
    }
}
