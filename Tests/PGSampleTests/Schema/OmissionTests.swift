import Foundation
import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Testing

@testable import PGSample

/// What `--exclude-table` and `--schema` take out of the schema, and what they leave in.
@Suite(.usesServer) struct OmissionTests {
    private static func excluding(_ patterns: String...) throws -> (inout SamplingOptions) -> Void {
        let parsed = try patterns.map { try TablePattern(parsing: $0) }
        return { $0.excludedTables = parsed }
    }

    @Test func `a foreign key to an excluded table is left out with a warning, and its rows stay`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1), (2);
            CREATE TABLE child (id int PRIMARY KEY, parent int CONSTRAINT to_parent REFERENCES parent, self int CONSTRAINT to_self REFERENCES child);
            INSERT INTO child VALUES (1, 2, 1);
            """
        )
        let fixture = try await Trial.sample(database, "*=5", try Self.excluding("parent"))
        #expect(
            fixture.report.diagnostics.map(\.description) == [
                "the foreign key to_parent of public.child is left out: public.parent is not in the sample"
            ])
        let copy = try await Trial.copy(fixture)
        #expect(try await TestServer.value("SELECT to_regclass('parent')", in: copy) == nil)
        #expect(
            try await TestServer.rows("SELECT conname FROM pg_constraint WHERE contype = 'f'", in: copy) == [
                ["to_self"]
            ])
        #expect(fixture.data(of: "public.child") == ["1\t2\t1"])
    }

    @Test func `what stands on an excluded table is left out by any name`() async throws {
        let database = try await Trial.source(
            #"""
            CREATE SCHEMA "Odd ""x"".y";
            CREATE TABLE "Gone" (id int PRIMARY KEY);
            CREATE VIEW "Odd ""x"".y"."Over, gone" AS SELECT id FROM "Gone";
            CREATE MATERIALIZED VIEW "Über" AS SELECT id FROM "Odd ""x"".y"."Over, gone";
            CREATE DOMAIN "text/x" AS text; CREATE SCHEMA "select"; CREATE DOMAIN "select"."from" AS "text/x";
            CREATE FUNCTION "F(x)"(a "Gone") RETURNS int LANGUAGE sql AS 'SELECT a.id';
            CREATE TABLE kept (id int PRIMARY KEY);
            """#
        )
        let fixture = try await Trial.sample(database, "*", try Self.excluding("\"Gone\""))
        let copy = try await Trial.copy(fixture)
        let names = try await TestServer.rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm') AND relnamespace >= 2200 AND oid >= 16384",
            in: copy)
        #expect(names == [["kept"]])
        #expect(
            try await TestServer.value("SELECT count(*) FROM pg_proc WHERE proname = 'F(x)'", in: copy) == "0"
        )
        let schema = try NamePattern(parsing: "public")
        let other = try await Trial.copy(try await Trial.sample(database, "*") { $0.schemas = [schema] })
        #expect(try await TestServer.value("SELECT to_regtype('\"select\".\"from\"')", in: other) == nil)
        #expect(try await TestServer.value("SELECT to_regnamespace('\"select\"')", in: other) == nil)
    }

    @Test func `a foreign key that partitions have from their root goes with the excluded table`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1), (2);
            CREATE TABLE root (id int, parent int CONSTRAINT to_parent REFERENCES parent) PARTITION BY RANGE (id);
            CREATE TABLE leaf PARTITION OF root FOR VALUES FROM (0) TO (10);
            INSERT INTO root VALUES (1, 2);
            """
        )
        let fixture = try await Trial.sample(database, "*", try Self.excluding("parent"))
        let copy = try await Trial.copy(fixture)
        #expect(try await TestServer.value("SELECT count(*) FROM leaf", in: copy) == "1")
        #expect(
            try await TestServer.value("SELECT count(*) FROM pg_constraint WHERE contype = 'f'", in: copy)
                == "0")
    }

    @Test func `a view over an excluded table is left out and named, and so is what stands on it`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TABLE gone (id int PRIMARY KEY); CREATE TABLE kept (id int PRIMARY KEY);
            CREATE VIEW over_gone AS SELECT id FROM gone; CREATE VIEW over_view AS SELECT id FROM over_gone;
            CREATE MATERIALIZED VIEW stored AS SELECT id FROM over_view; CREATE VIEW over_kept AS SELECT id FROM kept;
            CREATE FUNCTION atomic() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM gone; END;
            CREATE FUNCTION text_body() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
            """
        )
        let fixture = try await Trial.sample(database, "*=5", try Self.excluding("gone"))
        let copy = try await Trial.copy(fixture)
        let views = try await TestServer.rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace",
            in: copy
        )
        #expect(views == [["over_kept"]])
        let words = fixture.report.diagnostics.map(\.description).joined(separator: "\n")
        for name in ["public.over_gone", "public.over_view", "public.stored", "public.atomic"] {
            #expect(words.contains("\(name) is left out"), "\(words)")
        }
        #expect(!words.contains("over_kept"))
        #expect(
            try await TestServer.value(
                "SELECT count(*) FROM pg_proc WHERE proname IN ('atomic', 'text_body')", in: copy) == "1")
    }

    @Test
    func
        `base types and shells of types, which only a superuser may create, are left out with what needs them`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TYPE sh; CREATE FUNCTION of_shell(sh) RETURNS int LANGUAGE internal AS 'int4in';
            CREATE TYPE num; CREATE EXTENSION pg_trgm;
            CREATE FUNCTION num_in(cstring) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
            CREATE FUNCTION num_out(num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
            CREATE TYPE num (INPUT = num_in, OUTPUT = num_out, LIKE = int4);
            CREATE FUNCTION of_num(num[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE TYPE own; ALTER EXTENSION pg_trgm ADD TYPE own;
            CREATE TYPE theirs;
            CREATE FUNCTION theirs_in(cstring) RETURNS theirs LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
            CREATE FUNCTION theirs_out(theirs) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
            CREATE TYPE theirs (INPUT = theirs_in, OUTPUT = theirs_out, LIKE = int4);
            ALTER EXTENSION pg_trgm ADD FUNCTION theirs_in(cstring);
            ALTER EXTENSION pg_trgm ADD FUNCTION theirs_out(theirs);
            CREATE TYPE mood AS ENUM ('sad'); CREATE TYPE pair AS (a int, b mood[]); CREATE DOMAIN code AS text;
            CREATE TYPE span AS RANGE (SUBTYPE = int);
            CREATE TABLE t (id int PRIMARY KEY, m mood[], p pair[], c code[], s span[]);
            """
        )
        let fixture = try await Trial.sample(database, "*")
        let copy = try await Trial.copy(fixture)
        let kept = try await TestServer.rows(
            """
            SELECT typname FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typcategory <> 'A'
                AND typname NOT LIKE '%trgm%' AND typtype <> 'm' ORDER BY 1
            """, in: copy)
        #expect(kept == [["code"], ["mood"], ["pair"], ["span"], ["t"]])
        let words = fixture.report.diagnostics.map(\.description).joined(separator: "\n")
        let names = [
            "type public.sh", "type public.num", "type public.theirs", "function public.of_shell",
            "function public.of_num", "function public.num_in",
        ]
        for name in names { #expect(words.contains("the \(name) is left out"), "\(name) in:\n\(words)") }
        #expect(!words.contains("public.own") && !words.contains("public.mood"), "\(words)")
    }

    @Test
    func `a sequence that an excluded table owns goes with it, unless a table that stays draws from it`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TABLE gone (id serial PRIMARY KEY, n int); CREATE SEQUENCE shared OWNED BY gone.n;
            CREATE TABLE kept (id int DEFAULT nextval('shared') PRIMARY KEY); INSERT INTO kept DEFAULT VALUES; INSERT INTO kept DEFAULT VALUES;
            """
        )
        let fixture = try await Trial.sample(database, "*=5", try Self.excluding("gone"))
        let copy = try await Trial.copy(fixture)
        #expect(
            try await TestServer.rows("SELECT relname FROM pg_class WHERE relkind = 'S'", in: copy) == [
                ["shared"]
            ])
        #expect(try await TestServer.value("INSERT INTO kept DEFAULT VALUES RETURNING id", in: copy) == "3")
    }

    @Test func `a table that inherits from an excluded one is refused by name`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE base (id int); CREATE TABLE heir (v text) INHERITS (base)")
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "*=5", try Self.excluding("base"))
        }
        #expect(error?.object == "public.heir")
        #expect(error?.code == .unsupportedTable)
        let fixture = try await Trial.sample(database, "*=5", try Self.excluding("base", "heir"))
        #expect(!fixture.script.contains("CREATE TABLE"))
    }

    @Test(arguments: [
        ("CREATE TABLE b.heir (y int) INHERITS (a.p)", "the table a.p"),
        ("CREATE TABLE b.heir (y int, p a.p)", "the table a.p"),
        ("CREATE TABLE b.heir (y int, p a.p[])", "the table a.p"),
        (#"CREATE TABLE b.heir (y int) INHERITS (a.p, a."Q x")"#, #"the table a."Q x", the table a.p"#),
    ])
    func `a table that cannot be without what is left out is refused, and what it needs is named`(
        _ heir: String, _ names: String
    ) async throws {
        let database = try await Trial.source(
            #"""
            CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.p (x int); CREATE TABLE a."Q x" (z int);
            CREATE TABLE a.unneeded (x int);
            """# + heir)
        let schema = try NamePattern(parsing: "b")
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "*") { $0.schemas = [schema] }
        }
        #expect(error?.object == "b.heir")
        #expect(error?.reason?.hasSuffix(": \(names)") == true, "\(error?.reason ?? "")")
        let remedy = names.contains(",") ? "these" : names
        #expect(error?.remedy == "Leave this table out too, or take \(remedy) in.")
    }

    @Test func `a table that is partitioned by what only a superuser may create is refused with its name`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE FUNCTION bucket(int4, int8) RETURNS int8 LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
            CREATE OPERATOR CLASS buckets FOR TYPE int4 USING hash AS OPERATOR 1 =, FUNCTION 2 bucket (int4, int8);
            CREATE TABLE parted (x int) PARTITION BY HASH (x buckets);
            CREATE TABLE part PARTITION OF parted FOR VALUES WITH (MODULUS 1, REMAINDER 0);
            """)
        let error = await #expect(throws: PGSampleError.self) { _ = try await Trial.sample(database) }
        #expect(error?.object == "public.parted")
        #expect(
            error?.reason
                == "it is made with what is left out or only a superuser may create: the operator class public.buckets"
        )
        #expect(error?.remedy == "Leave this table out too: --exclude-table 'public.parted'.")
    }

    @Test func `all tables that cannot be without what is left out are named at once`() async throws {
        let database = try await Trial.source(
            """
            CREATE TYPE num;
            CREATE FUNCTION num_in(cstring) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
            CREATE FUNCTION num_out(num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
            CREATE TYPE num (INPUT = num_in, OUTPUT = num_out, LIKE = int4);
            CREATE TYPE pair AS (a num, b int); CREATE DOMAIN own AS num;
            CREATE TABLE one (n num); CREATE TABLE two (n num[]); CREATE TABLE "a b" (p pair); CREATE TABLE four (o own);
            CREATE TABLE root (n num, id int) PARTITION BY LIST (id); CREATE TABLE leaf PARTITION OF root DEFAULT;
            CREATE TABLE kept (id int);
            """)
        let error = try await #require(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "*")
        }
        #expect(error.object == #"public."a b", public.four, public.one, public.root, public.two"#)
        let patterns = try #require(error.remedy).matches(of: /--exclude-table '(.*?)'/).map {
            try TablePattern(parsing: String($0.1))
        }
        let fixture = try await Trial.sample(database, "*") { $0.excludedTables = patterns }
        #expect(fixture.script.contains("CREATE TABLE public.kept"))
    }

    @Test func `a partition cannot be excluded apart from its table`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE root (id int) PARTITION BY LIST (id); CREATE TABLE leaf PARTITION OF root DEFAULT"
        )
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "*=5", try Self.excluding("leaf"))
        }
        #expect(error?.code == .unknownTable)
        #expect(error?.remedy?.contains("public.root") == true)
    }

    private static let manySchemas = """
        CREATE SCHEMA app; CREATE SCHEMA tools; CREATE SCHEMA other; CREATE SCHEMA ext;
        CREATE EXTENSION citext SCHEMA ext;
        CREATE TYPE tools.mood AS ENUM ('sad', 'glad'); CREATE TYPE tools.unused AS ENUM ('x');
        CREATE DOMAIN tools.email AS ext.citext CHECK (VALUE ~ '@');
        CREATE FUNCTION tools.shout(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper($1) $$;
        CREATE FUNCTION tools.idle() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
        CREATE FUNCTION tools.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE SEQUENCE tools.counter; CREATE SEQUENCE tools.idle_counter;
        CREATE TABLE other.parent (id int PRIMARY KEY); INSERT INTO other.parent VALUES (1);
        CREATE TABLE app.t (id int DEFAULT nextval('tools.counter') PRIMARY KEY, m tools.mood, e tools.email, parent int CONSTRAINT far REFERENCES other.parent,
            loud text, CHECK (loud = tools.shout(loud)));
        INSERT INTO app.t VALUES (1, 'sad', 'a@b', 1, 'X');
        CREATE INDEX ON app.t (tools.shout(loud));
        CREATE TRIGGER note BEFORE UPDATE ON app.t FOR EACH ROW EXECUTE FUNCTION tools.note();
        CREATE VIEW app.v AS SELECT t.id, p.id AS parent FROM app.t JOIN other.parent AS p ON p.id = t.parent;
        CREATE VIEW app.w AS SELECT id, e FROM app.t;
        CREATE VIEW other.w AS SELECT id FROM app.t;
        """

    @Test func `of other schemas only what the asked-for one needs is kept`() async throws {
        let database = try await Trial.source(Self.manySchemas)
        let schema = try NamePattern(parsing: "app")
        let fixture = try await Trial.sample(database, "*=5", { $0.schemas = [schema] })
        let copy = try await Trial.copy(fixture)
        let objects = try await TestServer.rows(
            """
            SELECT n.nspname || '.' || x.name FROM pg_namespace n JOIN (
                SELECT relnamespace AS n, relname::text AS name FROM pg_class WHERE relkind IN ('r', 'v', 'S')
                UNION ALL SELECT typnamespace, typname FROM pg_type WHERE typtype IN ('e', 'd')
                UNION ALL SELECT pronamespace, proname FROM pg_proc p WHERE NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
            ) AS x ON x.n = n.oid WHERE n.nspname IN ('app', 'tools', 'other', 'public') ORDER BY 1
            """, in: copy
        )
        #expect(
            objects.map { $0[0] } == [
                "app.t", "app.w", "tools.counter", "tools.email", "tools.mood", "tools.note", "tools.shout",
            ])
        #expect(
            try await TestServer.value(
                "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'citext'", in: copy
            ) == "ext")
        #expect(fixture.report.tables.map(\.name) == ["app.t"])
        let words = fixture.report.diagnostics.map(\.description)
        #expect(words.contains("the foreign key far of app.t is left out: other.parent is not in the sample"))
        #expect(words.contains { $0.contains("the view app.v is left out") })
        #expect(!words.contains { $0.contains("other.w") })
        #expect(try await TestServer.value("SELECT nextval('tools.counter')", in: copy) == "2")
    }

    @Test func `two schemas that need each other can be sampled alone, each`() async throws {
        let database = try await Trial.oddSource("two-schemas")
        for name in ["app", "public", "a*"] {
            let schema = try NamePattern(parsing: name)
            let fixture = try await Trial.sample(database, "*=5", { $0.schemas = [schema] })
            _ = try await Trial.copy(fixture)
        }
    }

    @Test func `what is left out takes nothing along that only shares its name`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE gone (id int PRIMARY KEY);
            CREATE TABLE t (id serial PRIMARY KEY, p int, note text, CONSTRAINT audit UNIQUE (p, id));
            ALTER TABLE t ALTER note SET STORAGE external;
            CREATE TABLE c (id int PRIMARY KEY, p int, t int, FOREIGN KEY (p, t) REFERENCES t (p, id));
            CREATE POLICY audit ON t USING (EXISTS (SELECT FROM gone));
            CREATE POLICY t_pkey ON t USING (EXISTS (SELECT FROM gone));
            CREATE RULE note AS ON DELETE TO t DO ALSO DELETE FROM gone;
            CREATE TABLE d (id serial PRIMARY KEY, n int, CONSTRAINT id FOREIGN KEY (n) REFERENCES gone);
            INSERT INTO t VALUES (7, 1, 'x'); INSERT INTO c VALUES (1, 1, 7); INSERT INTO d VALUES (9);
            """)
        let fixture = try await Trial.sample(database, "*", try Self.excluding("gone"))
        let copy = try await Trial.copy(fixture)
        let added = "INSERT INTO t (p) VALUES (2) RETURNING id; INSERT INTO d (n) VALUES (1) RETURNING id"
        try await TestServer.execute(added, in: copy)
        #expect(try await TestServer.value("SELECT max(id) FROM t", in: copy) == "8")
        #expect(try await TestServer.value("SELECT max(id) FROM d", in: copy) == "10")
        let constraints =
            "SELECT count(*) FROM pg_constraint WHERE conrelid IN ('t'::regclass, 'c'::regclass)"
        #expect(try await TestServer.value(constraints, in: copy) == "4")
        #expect(fixture.script.contains("SET STORAGE EXTERNAL"))
        #expect(!fixture.script.contains("CREATE POLICY") && !fixture.script.contains("CREATE RULE"))
    }

    @Test func `a check of a domain goes with its domain, also when it stands by itself`() async throws {
        let database = try await Trial.source(
            """
            CREATE SCHEMA app; CREATE TABLE app.t (id int PRIMARY KEY); INSERT INTO app.t VALUES (1);
            CREATE DOMAIN positive AS int;
            ALTER DOMAIN positive ADD CONSTRAINT above CHECK (VALUE > 0) NOT VALID;
            """)
        let schema = try NamePattern(parsing: "app")
        let fixture = try await Trial.sample(database, "*") { $0.schemas = [schema] }
        _ = try await Trial.copy(fixture)
        #expect(!fixture.script.contains("DOMAIN"))
    }

    @Test(arguments: [
        "CREATE TYPE b.pair AS (x int); COMMENT ON COLUMN b.pair.x IS 'first'",
        "CREATE DOMAIN b.d AS int CONSTRAINT dc CHECK (VALUE > 0); COMMENT ON CONSTRAINT dc ON DOMAIN b.d IS 'c'",
        "CREATE TABLE b.t (x int); COMMENT ON COLUMN b.t.x IS 'c'; CREATE INDEX i ON b.t (x); COMMENT ON INDEX b.i IS 'i'",
    ])
    func `comments on parts of what is left out go with it, and other schemas are no news`(_ other: String)
        async throws
    {
        let database = try await Trial.source(
            "CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id int PRIMARY KEY);" + other)
        let schema = try NamePattern(parsing: "a")
        let fixture = try await Trial.sample(database, "*") { $0.schemas = [schema] }
        _ = try await Trial.copy(fixture)
        #expect(!fixture.script.contains("COMMENT ON"))
        #expect(fixture.report.diagnostics.isEmpty, "\(fixture.report.diagnostics)")
    }

    @Test func `a comment on a column of a composite type goes with the type that a table takes along`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TABLE u (id int); CREATE TYPE pair AS (x int, y u); COMMENT ON COLUMN pair.x IS 'first';
            CREATE TABLE t (id int PRIMARY KEY);
            """)
        _ = try await Trial.copy(try await Trial.sample(database, "*", try Self.excluding("u")))
    }
}
