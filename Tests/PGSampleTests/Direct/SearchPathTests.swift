import Testing

@testable import PGSample

/// Bodies of functions that name things without a schema, which whoever made them found by the search path.
@Suite(.usesServer) struct `Functions that rely on the search path` {
    private static let objects = """
        CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
        CREATE FUNCTION four_times(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT twice(twice($1))';
        CREATE TABLE bounds (most int PRIMARY KEY);
        INSERT INTO bounds VALUES (1000);
        CREATE FUNCTION bounded(x int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
            $$ BEGIN RETURN least(x, (SELECT max(most) FROM bounds)); END $$;
        CREATE TABLE indexed (id int PRIMARY KEY, x int, kin regclass);
        CREATE INDEX by_expression ON indexed (four_times(x));
        CREATE INDEX by_body ON indexed (bounded(x));
        CREATE INDEX of_some ON indexed (id) WHERE four_times(x) > 8;
        CREATE STATISTICS together ON (four_times(x)), id FROM indexed;
        CREATE TABLE checked (
            id int PRIMARY KEY, x int CHECK (four_times(x) >= 0), y int GENERATED ALWAYS AS (four_times(x)) STORED,
            z int GENERATED ALWAYS AS (bounded(x)) STORED, indexed int REFERENCES indexed);
        CREATE MATERIALIZED VIEW seen AS SELECT four_times(x) AS x, bounded(x) AS y FROM checked;
        INSERT INTO indexed SELECT i, i, 'bounds' FROM generate_series(1, 100) AS i;
        INSERT INTO checked (id, x, indexed) SELECT i, i * 10, i FROM generate_series(1, 100) AS i;
        REFRESH MATERIALIZED VIEW seen;
        """
    private static let contents = """
        SELECT (SELECT string_agg(t::text, ' ' ORDER BY id) FROM indexed AS t)
            || (SELECT string_agg(t::text, ' ' ORDER BY id) FROM checked AS t)
            || (SELECT count(*) FROM seen) || (SELECT string_agg(indexrelid::regclass::text, ' ' ORDER BY 1) FROM
                (SELECT indexrelid FROM pg_index WHERE indrelid IN ('indexed'::regclass, 'checked'::regclass)
                ORDER BY indexrelid::regclass::text) AS i)
        """

    @Test(arguments: ["public", "\"$user\", \"The App\", public, pg_catalog"])
    func `are found by the database's own, when rows are read and when they are loaded`(_ path: String)
        async throws
    {
        let database = try await TestServer.database()
        if path != "public" {
            try await TestServer.execute("CREATE SCHEMA \"The App\"", in: database)
            try await TestServer.execute(
                """
                ALTER DATABASE \(database) SET search_path = \(path);
                ALTER DATABASE \(database) SET standard_conforming_strings = off;
                """, in: "postgres")
        }
        try await TestServer.execute(Self.objects, in: database)
        let source = try await TestServer.source(database)
        let direct = try await StagedBytesTests.files(of: source, SamplingOptions(), .never)
        let staged = try await StagedBytesTests.files(of: source, SamplingOptions(), .always)
        #expect(staged == direct)
        let target = try await TestServer.database(ownedByOrdinaryRole: true)
        _ = try await Trial.copy(try await Trial.sample(database, "*"), into: target)
        try await TestServer.execute("ALTER DATABASE \(target) SET search_path = \(path)", in: "postgres")
        let (own, copy) = (
            try await TestServer.value(Self.contents, in: database),
            try await TestServer.value(Self.contents, in: target)
        )
        #expect(own != nil && own == copy)
        // Who judges the copy finds only what is in public.
        if path == "public" { _ = try await Trial.judgedCopy(database, "checked=7, *=0") }
    }

    @Test func `leave what the file itself names as it was`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE t (
                id int PRIMARY KEY, a int[] CHECK (a && ARRAY[1, 2]),
                n int GENERATED ALWAYS AS (cardinality(a)) STORED);
            INSERT INTO t VALUES (1, '{1,NULL}'), (2, '{2}');
            CREATE VIEW v AS SELECT id FROM t WHERE a @> ARRAY[1];
            CREATE INDEX i ON t (id) WHERE a @> ARRAY[1];
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.a @> ARRAY[1]) EXECUTE FUNCTION f();
            -- A table whose own index calls a function changes nothing for the others.
            CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
            CREATE TABLE u (id int PRIMARY KEY);
            CREATE INDEX ON u (twice(id));
            CREATE EXTENSION intarray;
            CREATE FUNCTION cardinality(int[]) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 99';
            """)
        let (_, copy) = try await Trial.judgedCopy(database, "*")
        let definitions = """
            SELECT concat_ws(E'\n', pg_get_viewdef('v'::regclass), pg_get_indexdef('i'::regclass),
                (SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'g'),
                (SELECT string_agg(n::text, ' ' ORDER BY id) FROM t),
                (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 't_a_check'))
            """
        let own = try await TestServer.value(definitions, in: database)
        #expect(own?.isEmpty == false)
        #expect(try await TestServer.value(definitions, in: copy) == own)
    }

    @Test func `are found where the database's path leads first, and however it is written`() async throws {
        let database = try await Trial.source(
            """
            CREATE SCHEMA "my-schema";
            CREATE FUNCTION "my-schema".lower(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1 || 'z' $$;
            CREATE FUNCTION own(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower($1) $$;
            SELECT set_config('search_path', 'my-schema, public, pg_catalog', false);
            CREATE TABLE t (
                id int PRIMARY KEY, s text, g text GENERATED ALWAYS AS (public.own(s)) STORED CHECK (g LIKE '%z'));
            CREATE INDEX ON t (public.own(s));
            INSERT INTO t VALUES (1, 'A');
            DO $$ BEGIN
                EXECUTE format('ALTER DATABASE %I SET search_path FROM CURRENT', current_database());
            END $$;
            """)
        let target = try await TestServer.database(ownedByOrdinaryRole: true)
        _ = try await Trial.copy(try await Trial.sample(database, "*"), into: target)
        #expect(try await TestServer.rows("TABLE \"my-schema\".t", in: target) == [["1", "A", "Az"]])
    }

    @Test func `of the role that made them are not followed, and the remedy is`() async throws {
        let database = try await Trial.source(
            """
            CREATE SCHEMA away;
            SET search_path = away, public;
            CREATE FUNCTION away.half(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 2';
            CREATE FUNCTION public.quarter(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT half(half($1))';
            CREATE TABLE public.t (id int PRIMARY KEY);
            CREATE INDEX ON public.t (public.quarter(id));
            INSERT INTO public.t VALUES (8);
            """)
        let error = await #expect(throws: PGSampleError.self) { _ = try await Trial.sample(database, "*") }
        #expect(error?.object == "public.t")
        #expect(
            error?.remedy?.contains("ALTER FUNCTION … SET search_path") == true,
            "\(String(describing: error))")
        try await TestServer.execute(
            "ALTER FUNCTION public.quarter(int) SET search_path = away", in: database)
        _ = try await Trial.judgedCopy(database, "*")
    }

    @Test func `of nobody's tables leave values as they are`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE t (id int PRIMARY KEY, kin regclass); INSERT INTO t VALUES (1, 't')")
        let fixture = try await Trial.sample(database, "*")
        #expect(fixture.data(of: "public.t") == ["1\tpublic.t"])
    }
}
