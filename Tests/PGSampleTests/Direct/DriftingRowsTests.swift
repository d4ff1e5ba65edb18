import Testing

@testable import PGSample

/// A hash of an enum is that of an object identifier: another server puts the rows into other partitions.
@Suite(.usesServer) struct `Partitions by the hash of an enum` {
    private static let tables = """
        CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd', 'f', 'g', 'h', 'i');
        CREATE DOMAIN de AS e;
        CREATE TABLE p (id int PRIMARY KEY);
        INSERT INTO p SELECT generate_series(1, 100);
        CREATE TABLE t (k KEYTYPE, id int, pid int, PRIMARY KEY (k, id)) PARTITION BY HASH (k);
        CREATE TABLE t0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1) PARTITION BY LIST (id);
        CREATE TABLE t10 PARTITION OF t1 DEFAULT;
        INSERT INTO t SELECT v::text::KEYTYPE, 1, 10 * row_number() OVER () FROM unnest(enum_range(NULL::e)) AS v;
        CREATE TABLE c (id int PRIMARY KEY, k KEYTYPE, tid int);
        """

    private static func source(_ type: String, _ key: String) async throws -> String {
        try await Trial.source(tables.replacing("KEYTYPE", with: type) + key)
    }

    private static let own = "ADD CONSTRAINT own FOREIGN KEY"

    @Test(arguments: [
        ("e", "ALTER TABLE t0 \(own) (pid) REFERENCES p", "public.t0"),
        ("e", "ALTER TABLE t10 \(own) (pid) REFERENCES p", "public.t10"),
        ("e", "ALTER TABLE c \(own) (k, tid) REFERENCES t0", "public.t0"),
        ("de", "ALTER TABLE t1 \(own) (pid) REFERENCES p", "public.t1"),
    ])
    func `a foreign key of one partition, or to one, is refused with its name`(
        _ type: String, _ key: String, _ partition: String
    ) async throws {
        let database = try await Self.source(type, key)
        let error = try await #require(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "*")
        }
        #expect(error.code == .unsupportedTable && error.object == partition)
        #expect(error.message.contains("own") && error.remedy?.contains("public.t") == true)
        // The remedy.
        let excluded = [try TablePattern(parsing: "t")]
        _ = try await Trial.copy(try await Trial.sample(database, "*") { $0.excludedTables = excluded })
    }

    @Test func `a foreign key of the whole table is followed, and holds wherever rows come to lie`()
        async throws
    {
        let database = try await Self.source("e", "ALTER TABLE t ADD FOREIGN KEY (pid) REFERENCES p")
        _ = try await Trial.judgedCopy(database, "t=*, *=1")
    }

    @Test func `one of a partition by the hash of a number stays as it is`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE p (id int PRIMARY KEY);
            INSERT INTO p SELECT generate_series(1, 100);
            CREATE TABLE t (id int PRIMARY KEY, pid int) PARTITION BY HASH (id);
            CREATE TABLE t0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            INSERT INTO t SELECT i, 10 * i FROM generate_series(1, 10) AS i;
            ALTER TABLE t0 ADD FOREIGN KEY (pid) REFERENCES p;
            """)
        _ = try await Trial.judgedCopy(database, "t=*, *=0")
    }
}
