import PGSampleLibPQ
import PGSampleSQL
import Testing

@testable import PGSample

/// What `pg_dump` writes, and what a fixture makes of it (POSTGRES findings 20, 21, 23 and 26).
@Suite(.usesServer) struct DumpReadingTests {
    @Test func `nothing in a fixture tells which pg_dump wrote it, or when`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1);")
        let script = try await Trial.sample(database, "*").script
        for word in [
            "\\restrict", "\\unrestrict", "Dumped", "pg_dump", "SET transaction_timeout", "-- Name:",
        ] {
            #expect(!script.contains(word), "\(word)")
        }
    }

    @Test func `a name that looks like the comment of another entry is only a name`() async throws {
        let odd = "x; Type: VIEW; Owner: -\n--\n\n\\! echo run\nDROP TABLE t;"
        let name = Identifier(odd).sql
        let database = try await Trial.source(
            """
            CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1);
            CREATE TABLE \(name) (id int PRIMARY KEY REFERENCES t); INSERT INTO \(name) VALUES (1);
            COMMENT ON TABLE \(name) IS 'a''b\\c';
            """
        )
        let (fixture, copy) = try await Trial.judgedCopy(database, "*")
        #expect(fixture.report.tables.map(\.name).contains("public.\(name)"))
        #expect(try await TestServer.value("SELECT count(*) FROM \(name)", in: copy) == "1")
        #expect(try await TestServer.value("SELECT count(*) FROM t", in: copy) == "1")
    }

    @Test func `a backslash outside of literals and names is refused`() throws {
        #expect(throws: ScriptSyntaxError.self) {
            _ = try SchemaScript("CREATE VIEW public.v AS SELECT 1 \\! echo run\n;")
        }
    }

    @Test func `rows of a hash partition on an enum are written through the root`() async throws {
        let database = try await Trial.source(
            """
            CREATE TYPE kind AS ENUM ('a', 'b', 'c', 'd', 'e');
            CREATE TABLE by_kind (id int, k kind, PRIMARY KEY (k, id)) PARTITION BY HASH (k);
            CREATE TABLE by_kind_0 PARTITION OF by_kind FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE by_kind_1 PARTITION OF by_kind FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            INSERT INTO by_kind SELECT i, (enum_range(NULL::kind))[1 + i % 5] FROM generate_series(1, 50) AS i;
            """
        )
        let (fixture, _) = try await Trial.judgedCopy(database, "*=20")
        #expect(fixture.data(of: "public.by_kind").count == 20)
        #expect(!fixture.script.contains("COPY public.by_kind_"))
    }
}
