import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Testing

@testable import PGSampleCatalog

/// The catalog reader against a real server.
@Suite struct CatalogReaderTests {
    private static let started = Task {
        try await ThrowawayServer.start(settings: ["shared_preload_libraries": "pg_stat_statements"])
    }

    /// A database made by `script`.
    private static func withDatabase<T: Sendable>(
        _ name: String, _ script: String, _ body: @Sendable (Session) throws -> T
    ) async throws -> T {
        let server = try await started.value
        try await server.createDatabase(name)
        let connection = try await Connection.open(server.connectionParameters(database: name))
        do {
            let value = try await connection.run { session in
                try session.execute(script)
                try session.execute("SET search_path = pg_catalog")
                return try body(session)
            }
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    @Test func `the number of queries is the same for two tables and for two hundred`() async throws {
        let counts = try await Self.withDatabase("counting", "CREATE EXTENSION pg_stat_statements") {
            session in
            try [2, 200].map { tables in
                let creation = (1...tables).map {
                    "CREATE TABLE public.t\(tables)_\($0) (id serial PRIMARY KEY, p int REFERENCES public.t\(tables)_\(max(1, $0 - 1)));"
                }
                try session.execute(creation.joined(separator: "\n"))
                _ = try session.query("SELECT public.pg_stat_statements_reset()")
                _ = try CatalogReader(session).read()
                let dependencies = DependencyReader(session)
                let graph = try dependencies.readGraph()
                _ = try dependencies.readSuperuserObjects()
                _ = try dependencies.readExtensionMembers()
                _ = try dependencies.readNamespaces()
                _ = try dependencies.readNames(of: Set(graph.referenced.keys))
                return try session.query(
                    """
                    SELECT sum(calls) FROM public.pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
                    WHERE d.datname = current_database() AND query NOT LIKE '%pg_stat_statements%'
                    """
                ).integer(0, 0)
            }
        }
        #expect(counts[0] == counts[1])
        #expect(counts[0] > 0 && counts[0] <= 16)
    }

    @Test func `operands are cast to the operator's type without its length`() async throws {
        let pairs = try await Self.withDatabase(
            "casts",
            """
            CREATE DOMAIN d AS char(8);
            CREATE TABLE p (c char(8) UNIQUE, b bit(8) UNIQUE, n numeric(10, 2) UNIQUE, v varchar(9) UNIQUE);
            CREATE TABLE c (c varchar(8) REFERENCES p (c), cd d REFERENCES p (c), n int REFERENCES p (n), v text REFERENCES p (v));
            """
        ) { try CatalogReader($0).read().foreignKeys.flatMap(\.columnPairs) }
        let casts = Dictionary(
            uniqueKeysWithValues: pairs.map { ($0.childColumn.name, [$0.parentCast, $0.childCast]) })
        #expect(casts["c"] == [nil, "bpchar"])
        #expect(casts["cd"] == [nil, "bpchar"])
        #expect(casts["n"] == [nil, "numeric"])
        #expect(casts["v"] == ["text", nil])
        #expect(pairs.allSatisfy { $0.operatorSQL == "OPERATOR(pg_catalog.=)" })
    }

    @Test func `of a partitioned pair only the topmost foreign key is read`() async throws {
        let keys = try await Self.withDatabase(
            "partitions",
            """
            CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9); CREATE TABLE p2 PARTITION OF p DEFAULT;
            CREATE TABLE c (id int REFERENCES p) PARTITION BY RANGE (id);
            CREATE TABLE c1 PARTITION OF c FOR VALUES FROM (0) TO (9); CREATE TABLE c2 PARTITION OF c DEFAULT;
            """
        ) { session in
            let rows = try session.query("SELECT count(*) FROM pg_constraint WHERE contype = 'f'").integer(
                0, 0)
            return (rows, try CatalogReader(session).read())
        }
        #expect(keys.0 > 1)
        #expect(keys.1.foreignKeys.count == 1)
        let child = try #require(keys.1.foreignKeys.first?.child)
        #expect(keys.1.relation(child)?.name == QualifiedName("public", "c"))
        #expect(keys.1.storage(of: child).map(\.name.name.name) == ["c1", "c2"])
    }

    @Test func `the key that orders rows is the primary key, else the first unique one without NULLs`()
        async throws
    {
        let keys = try await Self.withDatabase(
            "ordering",
            """
            CREATE TABLE a (x int NOT NULL UNIQUE, id int PRIMARY KEY);
            CREATE TABLE b (x int UNIQUE, z int NOT NULL, y int NOT NULL, UNIQUE (y), UNIQUE (z, y));
            CREATE TABLE c (x int NOT NULL); CREATE UNIQUE INDEX ON c (x) WHERE x > 0; CREATE UNIQUE INDEX ON c ((x + 1));
            CREATE TABLE d (gone int, p int, q int, v int, PRIMARY KEY (q, p) INCLUDE (v)); ALTER TABLE d DROP COLUMN gone;
            """
        ) { session in
            try CatalogReader(session).read().relations.map { relation in
                relation.orderingKey?.columns.compactMap { relation.column($0)?.name.name }
            }
        }
        #expect(keys == [["id"], ["z", "y"], nil, ["q", "p"]])
    }

    @Test func `object ids above two to the 31st are read`() async throws {
        let ids = try await Self.withDatabase("ids", "") { session in
            let result = try session.query("SELECT '4294967295'::oid, '2147483648'::oid, NULL::oid, '-1'")
            #expect(throws: DatabaseError.self) { try result.objectID(0, 2) }
            #expect(throws: DatabaseError.self) { try result.objectID(0, 3) }
            return [try result.objectID(0, 0), try result.objectID(0, 1), try result.objectIDIfPresent(0, 2)]
        }
        #expect(ids == [4_294_967_295, 2_147_483_648, nil])
    }

    @Test func `columns tell what orders by text`() async throws {
        let types = try await Self.withDatabase(
            "types",
            """
            CREATE TYPE e AS ENUM ('b', 'a'); CREATE TYPE c AS (x int); CREATE DOMAIN dt AS text; CREATE DOMAIN da AS int[];
            CREATE TABLE t (i int, t text, v varchar(3), n name, e e, c c, a int[], r int4range, dt dt, da da, reg regclass, u uuid, j jsonb, o oid);
            """
        ) { session in
            try CatalogReader(session).read().relations[0].columns.filter(\.type.ordersByText).map(
                \.name.name)
        }
        // jsonb compares its texts in the database's collation, and a regclass is a number that differs by
        // database.
        #expect(types == ["t", "v", "n", "c", "a", "r", "dt", "da", "reg", "j"])
    }
}
