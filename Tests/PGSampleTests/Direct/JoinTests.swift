import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Testing

@testable import PGSample

/// Parents are found as PostgreSQL's own checks find them (POSTGRES finding 4), and other findings of its
/// section 1.
@Suite(.usesServer) struct JoinTests {
    @Test func `a citext key finds its parent in other letters`() async throws {
        let database = try await Trial.source(
            """
            CREATE EXTENSION citext;
            CREATE TABLE parent (code citext PRIMARY KEY);
            INSERT INTO parent VALUES ('ALPHA'), ('beta');
            CREATE TABLE child (id int PRIMARY KEY, code citext REFERENCES parent);
            INSERT INTO child VALUES (1, 'Alpha');
            """
        )
        let (fixture, _) = try await Trial.judgedCopy(database, "parent=0, *=*")
        #expect(fixture.data(of: "public.parent") == ["ALPHA"])
    }

    @Test func `a key of a nondeterministic collation finds its parent from a child of another collation`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            CREATE TABLE parent (k text COLLATE no_case PRIMARY KEY);
            INSERT INTO parent VALUES ('Abc'), ('Xyz');
            CREATE TABLE child (id int PRIMARY KEY, k text COLLATE "C" REFERENCES parent);
            INSERT INTO child VALUES (1, 'aBC');
            """
        )
        let (fixture, _) = try await Trial.judgedCopy(database, "parent=0, *=*")
        #expect(fixture.data(of: "public.parent") == ["Abc"])
    }

    @Test func `a composite key with a NULL in it finds its parent`() async throws {
        let database = try await Trial.source(
            """
            CREATE TYPE pair AS (a int, b text);
            CREATE DOMAIN known AS pair CHECK ((VALUE).a > 0);
            CREATE TABLE parent (p pair UNIQUE, q known UNIQUE);
            INSERT INTO parent SELECT ROW(i, NULL)::pair, ROW(i, NULL)::pair FROM generate_series(1, 5000) AS i;
            CREATE TABLE by_pair (id int PRIMARY KEY, p pair REFERENCES parent (p));
            INSERT INTO by_pair VALUES (1, ROW(7, NULL)::pair), (2, NULL), (3, ROW(8, NULL)::pair);
            CREATE TABLE by_domain (id int PRIMARY KEY, q known REFERENCES parent (q));
            INSERT INTO by_domain VALUES (1, ROW(9, NULL)::pair);
            """
        )
        for limits in ["by_pair=*, by_domain=*, parent=0", "by_pair=3, by_domain=1, parent=0"] {
            let (fixture, _) = try await Trial.judgedCopy(database, limits)
            #expect(fixture.data(of: "public.parent") == ["(7,)\t(7,)", "(8,)\t(8,)", "(9,)\t(9,)"])
        }
    }

    @Test func `types without a hash, or of such types, find their parents in a parent of any size`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TYPE span AS RANGE (subtype = money);
            CREATE TABLE parent (m money UNIQUE, b money[] UNIQUE, s span UNIQUE);
            INSERT INTO parent SELECT i, ARRAY[i::money], span(i::money, (i + 1)::money) FROM generate_series(1, 200) AS i;
            CREATE TABLE child (
                id int PRIMARY KEY, m money REFERENCES parent (m), b money[] REFERENCES parent (b),
                s span REFERENCES parent (s));
            INSERT INTO child SELECT i, i % 3 + 1, ARRAY[(i % 3 + 4)::money], span((i % 3 + 7)::money, (i % 3 + 8)::money)
            FROM generate_series(1, 3000) AS i;
            """
        )
        let limits = "child=2500, parent=0"
        let (fixture, _) = try await Trial.judgedCopy(database, limits)
        #expect(fixture.rows(of: "public.parent") == 9)
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: [limits])
        try await StagedBytesTests.compare(try await TestServer.source(database), options)
    }

    @Test func `an inheritance child's row with the parent's id does not come with it`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE parent (id int PRIMARY KEY, v text);
            CREATE TABLE heir () INHERITS (parent);
            INSERT INTO parent VALUES (1, 'own'), (2, 'own'); INSERT INTO heir VALUES (1, 'heir'), (2, 'heir');
            CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent); INSERT INTO child VALUES (1, 2);
            """
        )
        for limits in ["child=*, *=0", "child=1, *=0"] {
            let (fixture, _) = try await Trial.judgedCopy(database, limits)
            #expect(fixture.data(of: "public.parent") == ["2\town"])
            #expect(fixture.data(of: "public.heir").isEmpty)
        }
    }

    @Test func `a child of another type than its parent finds it, a padded character type included`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TABLE parent (n numeric PRIMARY KEY, i8 int8 UNIQUE, f char(8) UNIQUE, b bit(6) UNIQUE);
            INSERT INTO parent SELECT i, i, 'code' || i, i::bit(6) FROM generate_series(1, 30) AS i;
            CREATE TABLE child (id int PRIMARY KEY, n int4 REFERENCES parent, i8 int4 REFERENCES parent (i8), f varchar(20) REFERENCES parent (f));
            INSERT INTO child VALUES (1, 7, 8, 'code9');
            """
        )
        for limits in ["parent=0, *=*", "parent=0, *=1"] {
            let (fixture, _) = try await Trial.judgedCopy(database, limits)
            #expect(fixture.rows(of: "public.parent") == 3)
        }
    }

    @Test func `conditions are read under the role's own search path, and the rest is not`() async throws {
        let database = try await Trial.source(
            """
            CREATE SCHEMA tools; CREATE EXTENSION citext SCHEMA tools;
            CREATE TYPE tools.mood AS ENUM ('sad', 'glad');
            CREATE TABLE t (id int PRIMARY KEY, code tools.citext, m tools.mood);
            INSERT INTO t VALUES (1, 'ALPHA', 'sad'), (2, 'beta', 'glad');
            """
        )
        let role = "path_\(database)"
        try await TestServer.execute(
            """
            CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA tools TO \(role); GRANT SELECT ON t TO \(role);
            ALTER ROLE \(role) SET search_path = tools, public;
            """, in: database
        )
        for condition in ["code = 'alpha'", "m = 'sad'::mood"] {
            let fixture = try await Trial.sample(database, "t = \(condition)", as: role)
            #expect(fixture.data(of: "public.t") == ["1\tALPHA\tsad"], "\(condition)")
        }
    }

    @Test func `a condition cannot write`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1);
            CREATE FUNCTION change() RETURNS bool LANGUAGE sql AS $$ INSERT INTO t VALUES (2) RETURNING true $$;
            """
        )
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "t = change()")
        }
        #expect(error?.code == .invalidRule)
        #expect(error?.sqlState == "25006")
        #expect(error?.object == "public.t")
    }

    @Test func `a column of the name of an alias is not taken for the row`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE t (t text, f int, s int, c int, p int); INSERT INTO t VALUES ('b', 1, 2, 3, 4), ('a', 9, 8, 7, 6), (NULL, 0, 0, 0, 0);
            CREATE TABLE f (s int); INSERT INTO f VALUES (2), (1);
            """
        )
        for limits in ["*=2", "*"] {
            let fixture = try await Trial.sample(database, limits)
            // By the text of the row, which begins with the column: `(,0…`, `(a,9…`, `(b,1…`.
            #expect(fixture.data(of: "public.t").first == "\\N\t0\t0\t0\t0")
            #expect(fixture.data(of: "public.t").dropFirst().first == "a\t9\t8\t7\t6")
            #expect(fixture.data(of: "public.f") == ["1", "2"])
        }
    }

    @Test func `a role with a grant on columns only is told so, with the table's name`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE open (id int)")
        let role = "columns_\(database)"
        try await TestServer.execute(
            "CREATE ROLE \(role) LOGIN; GRANT SELECT (id, v) ON t TO \(role); GRANT SELECT ON open TO \(role)",
            in: database
        )
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, as: role)
        }
        #expect(error?.code == .permissionDenied)
        #expect(error?.object == "public.t")
        #expect(error?.reason?.contains("a grant on columns is not enough") == true)
    }

    @Test func `a schema that may not be read does no harm when its tables are excluded`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1);
            CREATE SCHEMA secret; CREATE TABLE secret.s (id int PRIMARY KEY); CREATE TABLE secret."S 2" (id int);
            """
        )
        let role = "limited_\(database)"
        try await TestServer.execute("CREATE ROLE \(role) LOGIN; GRANT SELECT ON t TO \(role)", in: database)
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, as: role)
        }
        #expect(error?.object?.contains("secret.s") == true)
        let excluded = try TablePattern(parsing: "secret.*")
        let fixture = try await Trial.sample(database, "*=5", as: role, { $0.excludedTables = [excluded] })
        #expect(fixture.rows(of: "public.t") == 1)
        #expect(!fixture.script.contains("CREATE TABLE secret"))
        _ = try await Trial.copy(fixture)
    }
}
