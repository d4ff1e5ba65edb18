import Testing

@testable import PGSample

/// What routines use whose bodies are strings, which no catalog says, and a load runs some of them.
@Suite(.usesServer) struct StringBodyTests {
    /// A function in C, which only a superuser may create, and what calls it.
    private static let calls = """
        CREATE SCHEMA low;
        CREATE FUNCTION low.quick(text) RETURNS text LANGUAGE internal IMMUTABLE AS 'lower';
        CREATE FUNCTION low.quick(text, int) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
        CREATE FUNCTION fold(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT /* , */ low.quick($1)';
        CREATE FUNCTION fold_twice(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE
            AS $$ BEGIN RETURN public.fold(public.fold(t)); END $$;
        CREATE FUNCTION other(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT low.quick($1, 2)';
        CREATE FUNCTION unused() RETURNS text LANGUAGE sql AS $$ SELECT low.quick('A') $$;
        CREATE TABLE t (id int PRIMARY KEY, name text);
        INSERT INTO t VALUES (1, 'Ada'), (2, 'Bob');
        CREATE INDEX by_fold ON t (fold(name));
        CREATE INDEX by_fold_twice ON t (fold_twice(name));
        CREATE INDEX by_other ON t (other(name));
        ALTER TABLE t CLUSTER ON by_fold;
        ALTER INDEX by_fold ALTER COLUMN 1 SET STATISTICS 77;
        COMMENT ON INDEX by_fold IS 'gone';
        CREATE STATISTICS of_fold ON (fold(name)), id FROM t;
        CREATE TABLE parts (id int, name text) PARTITION BY RANGE (id);
        CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (10);
        CREATE INDEX by_part ON parts (fold(name));
        CREATE MATERIALIZED VIEW folded AS SELECT id, fold(name) AS name FROM t;
        CREATE VIEW seen AS SELECT fold(name) AS name FROM t;

        """

    @Test func `what is computed by a string that calls a left-out function is left out with it, and named`()
        async throws
    {
        let database = try await Trial.source(Self.calls)
        let fixture = try await Trial.sample(database, "*")
        let copy = try await Trial.copy(fixture)
        let indexes = try await TestServer.rows(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 't'::regclass ORDER BY 1",
            in: copy)
        #expect(indexes == [["by_other"], ["t_pkey"]])
        #expect(try await TestServer.value("SELECT count(*) FROM t", in: copy) == "2")
        // Nothing of this runs while the fixture is loaded.
        for kept in ["to_regproc('unused')", "to_regproc('fold')", "to_regclass('seen')"] {
            #expect(try await TestServer.value("SELECT \(kept) IS NOT NULL", in: copy) == "t", "\(kept)")
        }
        let words = fixture.report.diagnostics.map(\.description).joined(separator: "\n")
        for object in [
            "function low.quick",
            "index public.by_fold",
            "index public.by_fold_twice", "materialized view public.folded",
        ] {
            #expect(words.contains("the \(object) is left out: it needs"), "\(object) in:\n\(words)")
        }
    }

    @Test func `a generated column by such a string is refused, and names the table`() async throws {
        let database = try await Trial.source(
            Self.calls + "ALTER TABLE t ADD folded text GENERATED ALWAYS AS (fold(name)) STORED;")
        let error = try await #require(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "*")
        }
        #expect(error.code == .unsupportedTable && error.object == "public.t")
    }

    @Test func `a check by such a string is refused, and a default by one stays`() async throws {
        let database = try await Trial.source(
            Self.calls + "ALTER TABLE t ADD CONSTRAINT folded CHECK (fold(name) <> '');")
        let error = try await #require(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "*")
        }
        #expect(error.code == .unsupportedTable && error.object == "public.t")
        #expect(error.reason?.contains("folded") == true)
    }

    @Test func `all tables that cannot be made are refused at once, with what leaves them out`() async throws
    {
        let database = try await Trial.source(
            Self.calls
                + """
                ALTER TABLE t ADD CONSTRAINT folded CHECK (fold(name) <> '');
                CREATE TABLE "a b" (n text CONSTRAINT other CHECK (fold(n) <> ''), m text CHECK (m <> ''));
                """)
        let error = try await #require(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "*")
        }
        #expect(error.object == #"public."a b", public.t"#)
        #expect(error.reason?.hasPrefix("other, folded, ") == true)
        let patterns = try #require(error.remedy).matches(of: /--exclude-table '(.*?)'/).map {
            try TablePattern(parsing: String($0.1))
        }
        _ = try await Trial.sample(database, "*") { $0.excludedTables = patterns }
    }

    @Test(arguments: [
        "(SELECT max(most) FROM bounds)", "(SELECT 1 FROM t AS x JOIN ONLY bounds ON true LIMIT 1)",
    ])
    func `a check whose string reads a table without its schema is refused when that is left out`(
        _ query: String
    ) async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE bounds (most int); INSERT INTO bounds VALUES (1000);
            CREATE FUNCTION within(x int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
                $$ BEGIN RETURN x <= \(query); END $$;
            CREATE TABLE t (id int PRIMARY KEY, bounds int, x int CONSTRAINT small CHECK (within(x)));
            CREATE TABLE v (id int PRIMARY KEY, bounds int);
            CREATE FUNCTION named(bounds int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT bounds';
            CREATE INDEX ON v (named(bounds));
            INSERT INTO t VALUES (1, 1); INSERT INTO v VALUES (1, 1);
            """)
        let bounds = try TablePattern(parsing: "bounds")
        let error = try await #require(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "*") { $0.excludedTables = [bounds] }
        }
        #expect(error.code == .unsupportedTable && error.object == "public.t")
        let both = [bounds, try TablePattern(parsing: "t")]
        let fixture = try await Trial.sample(database, "*") { $0.excludedTables = both }
        #expect(fixture.script.contains("CREATE INDEX v_named_idx"))
    }

    @Test func `a domain by such a string is refused by a table that has it, and is left out where none has`()
        async throws
    {
        let domain = "CREATE DOMAIN folded_text AS text CHECK (fold(VALUE) <> '');"
        let unused = try await Trial.source(Self.calls + domain)
        let copy = try await Trial.copy(try await Trial.sample(unused, "*"))
        #expect(try await TestServer.value("SELECT to_regtype('folded_text')", in: copy) == nil)
        let used = try await Trial.source(Self.calls + domain + "CREATE TABLE u (name folded_text);")
        let error = try await #require(throws: PGSampleError.self) { _ = try await Trial.sample(used, "*") }
        #expect(error.code == .unsupportedTable && error.object == "public.u")
    }

    @Test func `--schema takes along what a string needs that an index of the schema runs`() async throws {
        let database = try await Trial.source(
            """
            CREATE SCHEMA app; CREATE SCHEMA tools; CREATE SCHEMA elsewhere;
            CREATE TYPE tools.mood AS ENUM ('sad', 'glad');
            CREATE FUNCTION tools.fold(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.lower($1)';
            CREATE FUNCTION tools.not_needed() RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE FUNCTION app.key(text) RETURNS text LANGUAGE plpgsql IMMUTABLE
                AS $$ DECLARE m tools.mood := 'sad'; BEGIN RETURN tools.fold($1) || m; END $$;
            CREATE TABLE app.t (id int PRIMARY KEY, name text);
            CREATE INDEX by_key ON app.t (app.key(name));
            INSERT INTO app.t VALUES (1, 'Ada');
            """
        )
        let app = try NamePattern(parsing: "app")
        let (_, copy) = try await Trial.judgedCopy(database, "*") { $0.schemas = [app] }
        #expect(try await TestServer.value("SELECT to_regclass('app.by_key') IS NOT NULL", in: copy) == "t")
        #expect(try await TestServer.value("SELECT to_regproc('tools.not_needed')", in: copy) == nil)
    }
}
