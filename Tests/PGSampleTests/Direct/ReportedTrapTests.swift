import Foundation
import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Testing

@testable import PGSample

/// Shapes that broke other tools, by the number that TRAPS gives them. The odd schemas hold them; each test
/// asserts what went wrong elsewhere. That the copies load and their keys hold is judged with every sample.
@Suite(.usesServer) struct ReportedTrapTests {
    private typealias Judged = (fixture: Trial.Fixture, copy: String)

    private static func judged(
        _ schema: String, _ limits: String, _ configure: (inout SamplingOptions) -> Void = { _ in }
    ) async throws -> Judged {
        try await Trial.judgedCopy(try await Trial.oddSource(schema), limits, configure)
    }

    private static let keys = Task { try await judged("keys", "*=3") }
    private static let generated = Task { try await judged("generated", "*=5") }

    private static func orphans(_ child: String, _ parent: String, on condition: String, in copy: String)
        async throws -> String?
    {
        try await TestServer.value(
            "SELECT count(*) FROM \(child) AS c WHERE NOT EXISTS (SELECT FROM \(parent) AS p WHERE \(condition))",
            in: copy
        )
    }

    @Test func `1: a parent with json, lquery and point columns is followed`() async throws {
        let (fixture, copy) = try await Self.judged("values", "refers_to_no_equality=2, *=0")
        #expect((1...4).contains(fixture.rows(of: "public.no_equality") ?? 0))
        let orphans = try await Self.orphans(
            "refers_to_no_equality", "no_equality", on: "p.id = c.parent", in: copy
        )
        #expect(orphans == "0")
    }

    @Test func `2: generated columns are computed on load, not loaded`() async throws {
        let (fixture, copy) = try await Self.generated.value
        #expect(fixture.script.contains("COPY public.generated_columns (id, a, name, b, last) FROM stdin;"))
        let wrong = try await TestServer.value(
            "SELECT count(*) FROM generated_columns WHERE sum <> a + b OR loud <> upper(name) || '!'",
            in: copy
        )
        #expect(wrong == "0")
    }

    @Test func `3: identity values are kept, and the next one is ahead`() async throws {
        let (fixture, copy) = try await Self.generated.value
        // Every third was deleted in the source.
        #expect(
            fixture.data(of: "public.always").prefix(3).map { $0.prefix { $0 != "\t" } } == ["1", "2", "4"])
        let next = try await TestServer.value(
            "INSERT INTO always (v) VALUES ('new') RETURNING id > (SELECT max(id) FROM always)", in: copy
        )
        #expect(next == "t")
    }

    @Test func `4: a partitioned table's rows come once, through its root`() async throws {
        let (fixture, copy) = try await Self.judged("partitions", "*")
        #expect(fixture.script.contains("COPY public.event ("))
        #expect(!fixture.script.contains("COPY public.event_2023 ("))
        #expect(!fixture.script.contains("COPY leaves."))
        #expect(try await TestServer.value("SELECT count(*) FROM event", in: copy) == "400")
        #expect(fixture.rows(of: "public.event") == 400)
    }

    @Test func `5: a composite key whose columns stand in another order keeps its pairs`() async throws {
        let copy = try await Self.keys.value.copy
        let found = try await TestServer.value(
            """
            SELECT (SELECT count(*) FROM crc_use JOIN crc ON crc.per_id = per AND crc.crc_number = number)
                || ' ' || (SELECT count(*) FROM grid_use AS u JOIN grid AS g ON g.b = u.a AND g.a = u.b)
            """, in: copy
        )
        #expect(found == "3 3")
    }

    @Test func `6: a parent referred to by several of its keys is found by each`() async throws {
        let copy = try await Self.keys.value.copy
        let missing = try await Self.orphans(
            "account_use", "account", on: "p.uid = c.by_uid", in: copy
        )
        #expect(missing == "0")
        let bySlug = try await Self.orphans("account_use", "account", on: "p.slug = c.slug", in: copy)
        #expect(bySlug == "0")
    }

    @Test func `7 and 8: self references are followed to the end of their chain`() async throws {
        let (fixture, copy) = try await Self.judged("keys", "node=1, *=0")
        // 1 -> 2 -> … -> 300, which is the root of all.
        #expect(fixture.rows(of: "public.node") == 300)
        #expect(try await Self.orphans("node", "node", on: "p.id = c.root_id", in: copy) == "0")
    }

    @Test func `9: cycles that share tables are sampled like any others`() async throws {
        let (fixture, copy) = try await Self.judged("keys", "cycle_tail=1, *=0")
        #expect((fixture.rows(of: "public.cycle_a") ?? 0) > 0)
        for (child, column, parent) in [("a", "b", "b"), ("b", "c", "c"), ("c", "a", "a"), ("d", "c", "c")] {
            let orphans = try await Self.orphans(
                "cycle_\(child)", "cycle_\(parent)", on: "p.id = c.\(column)", in: copy
            )
            #expect(orphans == "0")
        }
    }

    @Test func `10: a diamond's corner comes once`() async throws {
        let (fixture, _) = try await Self.judged("keys", "invoice=20, *=0")
        let data = fixture.data(of: "public.customer")
        #expect(!data.isEmpty)
        #expect(Set(data).count == data.count)
    }

    @Test func `11: a child of a pulled-in parent gets the rows of its own rule`() async throws {
        let fixture = try await Self.keys.value.fixture
        #expect(fixture.rows(of: "public.food_i18n") == 3)
        #expect((fixture.rows(of: "public.food") ?? 0) >= 3)
    }

    @Test func `12: a lookup table does not pull in all that refer to it`() async throws {
        let (fixture, _) = try await Self.judged("keys", "thing=3, *=0")
        #expect((fixture.rows(of: "public.thing") ?? 0) <= 6)
        #expect((1...3).contains(fixture.rows(of: "public.colour") ?? 0))
    }

    @Test func `13: a join table without a key is sampled, duplicates and NULLs included`() async throws {
        let (fixture, copy) = try await Self.judged("keys", "meal_food=*, *=0")
        #expect(fixture.rows(of: "public.meal_food") == 205)
        #expect(
            try await TestServer.value("SELECT count(*) FROM meal_food WHERE meal = 1 AND food = 1", in: copy)
                == "2")
    }

    @Test(arguments: ["*=50", "*=1000000", "*=37%", "*=0.001%"])
    func `14: random sampling of fewer rows than asked for, and of none, is no error`(_ limits: String)
        async throws
    {
        let (fixture, _) = try await Self.judged("keys", limits) { $0.order = .random }
        #expect(fixture.rows(of: "public.nobody") == 0)
        if !limits.contains("%") { #expect(fixture.rows(of: "public.single") == 1) }
    }

    @Test func `15: names that agree in their first 62 bytes stay apart`() async throws {
        let (fixture, _) = try await Self.judged("hostile-names", "*=3")
        let schema = "long_schema_name_that_leaves_little_room."
        for suffix in ["a", "b"] {
            let data = fixture.data(of: schema + String(repeating: "x", count: 62) + suffix)
            #expect(data.map { $0.contains(suffix) } == [true, true, true])
        }
    }

    @Test func `16: the file needs no right over triggers of the system`() async throws {
        let fixture = try await Self.keys.value.fixture  // loaded by an ordinary owner
        #expect(!fixture.script.contains("DISABLE TRIGGER"))
        #expect(!fixture.script.contains("session_replication_role"))
    }

    @Test func `17: without a right on the sequences they still stand where the rows need them`() async throws
    {
        let database = try await Trial.oddSource("generated")
        let role = "no_sequences_\(database)"
        try await TestServer.execute(
            """
            CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA elsewhere TO \(role);
            GRANT SELECT ON ALL TABLES IN SCHEMA public, elsewhere TO \(role);
            """, in: database
        )
        let right = try await TestServer.value(
            "SELECT has_sequence_privilege('\(role)', 'always_id_seq', 'SELECT')", in: database)
        try #require(right == "f")
        let fixture = try await Trial.sample(database, "*=5", as: role)
        let copy = try await Trial.copy(fixture)
        try await Judge(source: database, copy: copy).check(fixture.report)
        // The same as with every right.
        #expect(fixture.script == (try await Trial.sample(database, "*=5")).script)
    }

    @Test func `19: EXCLUDE constraints come along and hold`() async throws {
        let (fixture, copy) = try await Self.judged("exclusion", "*=20")
        #expect(fixture.script.contains("EXCLUDE USING gist (room WITH =, during WITH &&)"))
        #expect(
            try await TestServer.value("SELECT count(*) > 3 FROM pg_constraint WHERE contype = 'x'", in: copy)
                == "t")
    }

    @Test func `20: COPY names its columns, so their order in the target does not matter`() async throws {
        let (fixture, _) = try await Self.judged("inheritance", "*=5")
        let copies = fixture.script.components(separatedBy: "\n").filter { $0.hasPrefix("COPY ") }
        #expect(!copies.isEmpty)
        #expect(copies.allSatisfy { $0.contains(" (") })
    }

    @Test func `S2: a condition with a comma in parentheses is one rule`() async throws {
        let (fixture, _) = try await Self.judged("keys", "food = id IN (3, 5), *=0")
        #expect(fixture.data(of: "public.food") == ["3\tfood 3", "5\tfood 5"])
    }

    @Test
    func
        `S3: a rule for everything after a rule for one table does not keep that table from being closed over`()
        async throws
    {
        let (fixture, copy) = try await Self.judged("keys", "account = 10, *=*")
        #expect(fixture.rows(of: "public.account") == 60)
        #expect(try await Self.orphans("account_use", "account", on: "p.id = c.by_id", in: copy) == "0")
        let (other, _) = try await Self.judged("keys", "food=*, *=0")
        #expect(other.rows(of: "public.food") == 200)
        #expect(other.rows(of: "public.food_i18n") == 0)
    }

    @Test func `S4: a sequence that was never used begins with its first value`() async throws {
        let copy = try await Self.generated.value.copy
        #expect(try await TestServer.value("SELECT nextval('never_used')", in: copy) == "42")
        let rows = try await TestServer.rows(
            "INSERT INTO never_filled DEFAULT VALUES RETURNING id, n", in: copy)
        #expect(rows == [["1", "500"]])
    }

    @Test func `S4: sequences of a domain, and of a function that the server has read, are ahead too`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE SEQUENCE s1; CREATE DOMAIN number AS int DEFAULT nextval('s1'); CREATE DOMAIN own AS number;
            CREATE SEQUENCE s2; CREATE FUNCTION next_number() RETURNS int BEGIN ATOMIC SELECT nextval('s2')::int; END;
            CREATE TABLE a (id number PRIMARY KEY, x int); CREATE TABLE b (id int PRIMARY KEY DEFAULT next_number(), x int);
            CREATE TABLE c (id own PRIMARY KEY, x int); CREATE TABLE d (n number DEFAULT 1000);
            INSERT INTO a (x) SELECT generate_series(1, 5); INSERT INTO b (x) SELECT generate_series(1, 5);
            INSERT INTO c (x) SELECT generate_series(1, 5); INSERT INTO d VALUES (1000);
            """)
        let (_, copy) = try await Trial.judgedCopy(database, "*")
        let inserts = ["a", "b", "c"].map { "INSERT INTO \($0) (x) VALUES (1) RETURNING id" }
        #expect(try await TestServer.value(inserts[0], in: copy) == "11")
        #expect(try await TestServer.value(inserts[1], in: copy) == "6")
        #expect(try await TestServer.value(inserts[2], in: copy) == "12")
    }

    @Test func `S4: sequences are ahead that triggers, string bodies or programs draw from`() async throws {
        let database = try await Trial.source(
            """
            CREATE SCHEMA other; CREATE SEQUENCE other.numbers;
            CREATE FUNCTION numbered() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN IF NEW.id IS NULL THEN NEW.id := nextval('other.numbers'); END IF; RETURN NEW; END $$;
            CREATE TABLE a (id int PRIMARY KEY, x int);
            CREATE TRIGGER numbered BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION numbered();
            CREATE SEQUENCE s2; CREATE FUNCTION next_number() RETURNS bigint LANGUAGE sql AS $$ SELECT nextval('s2') $$;
            CREATE TABLE b (id bigint PRIMARY KEY DEFAULT next_number(), x int);
            CREATE SEQUENCE c_number_seq; CREATE TABLE c (number int, x int);
            CREATE SEQUENCE d_seq INCREMENT 50; CREATE TABLE d (id bigint PRIMARY KEY, x int);
            CREATE SEQUENCE unrelated START 5; CREATE SEQUENCE other.d_seq;
            INSERT INTO a (x) SELECT generate_series(1, 5); INSERT INTO b (x) SELECT generate_series(1, 6);
            INSERT INTO c SELECT i, i FROM generate_series(1, 7) AS i; INSERT INTO d SELECT i, i FROM generate_series(1, 8) AS i;
            """)
        let (_, copy) = try await Trial.judgedCopy(database, "*")
        let answers = [
            "INSERT INTO a (x) VALUES (1) RETURNING id": "6",
            "INSERT INTO b (x) VALUES (1) RETURNING id": "7",
            "SELECT nextval('c_number_seq')": "8", "SELECT nextval('d_seq')": "58",
            "SELECT nextval('unrelated')": "5",
            "SELECT nextval('other.d_seq')": "1",
        ]
        for (statement, answer) in answers {
            #expect(try await TestServer.value(statement, in: copy) == answer, "\(statement)")
        }
        // The trigger and its sequence stay behind, and nobody sets it.
        let (part, partCopy) = try await Trial.judgedCopy(database, "*") {
            $0.schemas = [NamePattern(exactly: "public")]
        }
        #expect(part.rows(of: "public.a") == 5)
        #expect(
            try await TestServer.value("SELECT to_regclass('other.numbers') IS NULL", in: partCopy) == "t")
    }

    @Test func `S4: a sequence of a column without values begins with its first value, also downwards`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE SEQUENCE down INCREMENT -1; CREATE TABLE t (id int PRIMARY KEY, n numeric DEFAULT nextval('down'));
            INSERT INTO t VALUES (1, NULL);
            """)
        let (_, copy) = try await Trial.judgedCopy(database, "*")
        #expect(try await TestServer.value("SELECT nextval('down')", in: copy) == "-1")
    }

    @Test func `S5: a key onto a partition's root finds rows in the leaves once`() async throws {
        let (fixture, _) = try await Self.judged("partitions", "reply=30, note=30, *=0")
        let data = fixture.data(of: "public.event")
        #expect(!data.isEmpty)
        #expect(Set(data).count == data.count)
    }

    @Test func `S6: numbers without random mean the first by key, every time`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT i FROM generate_series(100, 1, -1) AS i"
        )
        #expect(try await Trial.sample(database, "*=3").data(of: "public.t") == ["1", "2", "3"])
        try await TestServer.execute("UPDATE t SET id = id WHERE id < 50", in: database)
        #expect(try await Trial.sample(database, "*=3").data(of: "public.t") == ["1", "2", "3"])
        let last = try await Trial.sample(database, "*=3") { $0.order = .descending }
        #expect(last.data(of: "public.t") == ["98", "99", "100"])
    }

    @Test func `S8: a NULL among the parent's keys hides nothing`() async throws {
        let (fixture, _) = try await Self.judged("keys", "nullable_use=*, *=0")
        #expect(fixture.rows(of: "public.nullable_unique") == 3)
    }
}
