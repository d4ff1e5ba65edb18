import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Testing

@testable import PGSample

/// A table above the limit of one statement is read in ranges of its key: the bytes must be those of one
/// statement.
@Suite(.usesServer) struct TableReaderTests {
    /// Tables of 700 rows, one per kind of key, made in an order that is not their key's.
    private static let schema = """
        CREATE TYPE mood AS ENUM ('sad', 'glad', 'also "odd", isn''t it');
        CREATE TYPE pair AS (a int, b text);
        CREATE DOMAIN short AS varchar(20) CHECK (VALUE <> '');
        CREATE FUNCTION n() RETURNS SETOF int LANGUAGE sql AS $$ SELECT i FROM generate_series(1, 700) AS i ORDER BY i * 7919 % 701 $$;
        CREATE TABLE by_int (id int PRIMARY KEY, v text);
        INSERT INTO by_int SELECT n - 350, 'v' FROM n() AS n;
        CREATE TABLE by_text (k text PRIMARY KEY);
        INSERT INTO by_text SELECT (ARRAY['a', 'A', 'ä', 'É', '"', '\\', ',', '{', ' ', '😀', 'NULL', ''])[1 + n % 12] || n FROM n() AS n;
        CREATE TABLE by_citext_like (k varchar(9) COLLATE "C" PRIMARY KEY, v int);
        INSERT INTO by_citext_like SELECT 'k' || n, n FROM n() AS n;
        CREATE TABLE by_composite (a text, b int, c date, PRIMARY KEY (b, c, a));
        INSERT INTO by_composite SELECT 'T' || n % 3, n % 5, date '2024-01-01' - n FROM n() AS n;
        CREATE TABLE by_char (k char(8) PRIMARY KEY);
        INSERT INTO by_char SELECT 'c' || n FROM n() AS n;
        CREATE TABLE by_bit (k bit(12) PRIMARY KEY, b bit varying(12));
        INSERT INTO by_bit SELECT n::bit(12), n::bit(12) FROM n() AS n;
        CREATE TABLE by_enum (e mood, id int, PRIMARY KEY (e, id));
        INSERT INTO by_enum SELECT (enum_range(NULL::mood))[1 + n % 3], n FROM n() AS n;
        CREATE TABLE by_number (f float8, n numeric, b bool, PRIMARY KEY (f, n, b));
        INSERT INTO by_number SELECT CASE n % 5 WHEN 0 THEN 'NaN' WHEN 1 THEN '-Infinity' ELSE n / 3.0 END, n / 7.0, n % 2 = 0 FROM n() AS n;
        CREATE TABLE by_time (t timestamptz, i interval, PRIMARY KEY (t, i));
        INSERT INTO by_time SELECT '2024-03-31 00:00+00'::timestamptz + n * interval '1 hour', n * interval '1 day 3 hours' FROM n() AS n;
        CREATE TABLE by_odd (u uuid, ip inet, by bytea, ty "char", na name, PRIMARY KEY (u, ip, by, ty, na));
        INSERT INTO by_odd SELECT md5(n::text)::uuid, inet '10.0.0.0' + n, sha256(n::text::bytea), 'x', 'n' || n FROM n() AS n;
        CREATE TABLE by_array (a int[], p pair, r int4range, d short, PRIMARY KEY (a, p, r, d));
        INSERT INTO by_array SELECT ARRAY[n % 3, NULL], ROW(n, 'b"\\')::pair, int4range(n, n + 1), 'd' || n FROM n() AS n;
        CREATE TABLE by_json (j jsonb PRIMARY KEY);
        INSERT INTO by_json SELECT jsonb_build_object('k', CASE WHEN n % 2 = 0 THEN 'ä' ELSE 'z' END || n) FROM n() AS n;
        CREATE TABLE keyless (a int, j json, t text);
        INSERT INTO keyless SELECT nullif(n % 50, 7), '{"a": 1}', repeat('x', n % 3) FROM n() AS n;
        CREATE TABLE generated_key (a int, k int GENERATED ALWAYS AS (-a) STORED PRIMARY KEY);
        INSERT INTO generated_key SELECT n FROM n() AS n;
        CREATE TABLE parted (id int, at date, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (MINVALUE) TO ('2024-06-01');
        CREATE TABLE parted_2 (at date NOT NULL, gone int, id int NOT NULL);
        ALTER TABLE parted_2 DROP COLUMN gone;
        ALTER TABLE parted ATTACH PARTITION parted_2 FOR VALUES FROM ('2024-06-01') TO (MAXVALUE);
        INSERT INTO parted SELECT n, date '2024-01-01' + n % 400 FROM n() AS n;
        CREATE TABLE parted_keyless (id int, at date) PARTITION BY HASH (id);
        CREATE TABLE parted_keyless_1 PARTITION OF parted_keyless FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE parted_keyless_2 PARTITION OF parted_keyless FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        INSERT INTO parted_keyless SELECT n % 60, date '2024-01-01' + n % 4 FROM n() AS n;
        """

    private static func data(
        _ session: Session, _ table: SamplingPlan.Table, _ sample: Sample.Table, limit: Int
    ) throws -> [UInt8] {
        try session.execute(sample.isWhole ? SourceSettings.freePlans : SourceSettings.addressPlans)
        var reader = TableReader(session: session, table: table, sample: sample)
        reader.statementLimit = limit
        var bytes: [UInt8] = []
        _ = try reader.read(extremesOf: []) { bytes += $0 }
        return bytes
    }

    @Test func `rows that take many statements come in the order of one statement, whatever the key`()
        async throws
    {
        let database = try await Trial.source(Self.schema)
        let wrong = try await Trial.withLockedSource(database) { session, source in
            var wrong: [String] = []
            for table in source.plan.tables {
                var rows: Sample.Table = Sample.Table()
                try AddressStream.read("SELECT t.tableoid, t.ctid FROM \(table.source) AS t", in: session) {
                    rows.rows[$0.relation, default: RowSet()].insert($0.address)
                }
                #expect(rows.count == 700)
                let one = try Self.data(session, table, rows, limit: TableReader.statementLimit)
                let whole = try Self.data(
                    session, table, Sample.Table(isWhole: true, baseCount: rows.count),
                    limit: TableReader.statementLimit
                )
                if one != whole { wrong.append("\(table.name) taken whole") }
                for limit in [1, 50, 699, 700] {
                    if try Self.data(session, table, rows, limit: limit) != one {
                        wrong.append("\(table.name), \(limit) rows a statement")
                    }
                }
            }
            return wrong
        }
        #expect(wrong.isEmpty)
    }

    @Test func `a count that differs from the addresses asked for ends the run`() async throws {
        let database = try await Trial.source(
            "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)")
        await #expect(throws: PGSampleError.self) {
            try await Trial.withLockedSource(database) { session, source in
                var rows = RowSet()
                for offset in 1...3 { rows.insert(RowAddress(block: 0, offset: UInt16(offset))) }
                let table = source.plan.tables[0]
                _ = try Self.data(
                    session, table, Sample.Table(rows: [table.relation.id: rows]),
                    limit: TableReader.statementLimit
                )
            }
        }
    }
}
