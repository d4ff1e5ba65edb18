import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL
import Testing

@testable import PGSample

/// Small tables share round trips: what is chosen and read so must be what each alone gives.
@Suite(.usesServer) struct AddressedRowsTests {
    /// Many small tables with a large one and a partitioned one among them.
    private static let schema = """
        CREATE TABLE parted (id int PRIMARY KEY, v text) PARTITION BY HASH (id);
        CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 0);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 1);
        CREATE TABLE parted_2 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 2);
        INSERT INTO parted SELECT i, 'p' || i FROM generate_series(1, 90) AS i;
        CREATE TABLE keyless (v text);
        INSERT INTO keyless SELECT 'k' || i FROM generate_series(1, 70) AS i;
        CREATE TABLE text_key (k text PRIMARY KEY);
        INSERT INTO text_key SELECT 'k' || i FROM generate_series(1, 70) AS i;
        CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY);
        INSERT INTO unlogged VALUES (1);
        CREATE TABLE empty (id int PRIMARY KEY);
        DO $$ BEGIN
            FOR n IN 10..50 LOOP
                EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, v text)', n);
                EXECUTE format('INSERT INTO t%s SELECT -i, ''v'' || i FROM generate_series(1, %s) AS i',
                    n, CASE n WHEN 20 THEN 6000 ELSE n END);
            END LOOP;
        END $$;
        """

    private static func read(
        _ tables: [RowsAhead.Table], of upcoming: [RowsAhead.Table], _ session: Session
    ) throws -> [[UInt8]] {
        let rows = AddressedRows(session: session, tables: upcoming)
        return try tables.map { table in
            var bytes: [UInt8] = []
            _ = try rows.read(table.table, table.sample, extremesOf: []) { bytes += $0 }
            return bytes
        }
    }

    /// All rows of every table, one in three taken whole; with the COPY data of each.
    private static func tables(
        of source: LockedSource, _ session: Session
    ) throws -> [(table: RowsAhead.Table, data: [UInt8])] {
        var tables: [(table: RowsAhead.Table, data: [UInt8])] = []
        for (number, table) in source.plan.tables.enumerated() {
            var sample = Sample.Table()
            try AddressStream.read("SELECT t.tableoid, t.ctid FROM \(table.source) AS t", in: session) {
                sample.rows[$0.relation, default: RowSet()].insert($0.address)
            }
            guard sample.count > 0 else { continue }
            if number % 3 == 0 { sample = Sample.Table(isWhole: true, baseCount: sample.count) }
            var data: [UInt8] = []
            let order = table.ordering.contentTerms("t").joined(separator: ", ")
            let columns = table.relation.storedColumns.map(\.name.sql).joined(separator: ", ")
            _ = try session.copyOut(
                "COPY (SELECT \(columns) FROM \(table.source) AS t ORDER BY \(order)) TO STDOUT"
            ) {
                data += $0
            }
            tables.append((RowsAhead.Table(table: table, sample: sample, drawing: []), data))
        }
        return tables
    }

    @Test func `tables that are read in turn, skipped, or read again have their own rows`() async throws {
        let database = try await Trial.source(Self.schema)
        try await Trial.withLockedSource(database) { session, source in
            let tables = try Self.tables(of: source, session)
            #expect(tables.count == 45)
            let upcoming = tables.map(\.table)
            for order in [
                Array(tables.indices), tables.indices.filter { $0 % 2 == 1 }, tables.indices.reversed(),
                [0, 0, 30, 1, 30, 2, 12, 11, 44],
            ] {
                let read = try Self.read(order.map { upcoming[$0] }, of: upcoming, session)
                #expect(read == order.map { tables[$0].data })
            }
        }
    }

    @Test func `addresses of small tables are sent for several at once`() async throws {
        let database = try await Trial.source(Self.schema)
        try await Trial.withLockedSource(database) { session, source in
            let upcoming = try Self.tables(of: source, session).map(\.table).filter { !$0.sample.isWhole }
            let small = try #require(upcoming.firstIndex { $0.table.name.name.name == "t30" })
            _ = try Self.read([upcoming[small]], of: upcoming, session)
            let settings = try session.query(
                "SELECT count(current_setting('pg_sample.a' || n, true)) FROM generate_series(0, 20) AS n")[
                    0, 0]
            #expect(settings == "\(min(16, upcoming.count - small))")
        }
    }

    @Test(arguments: [RowOrder.ascending, .descending, .random])
    func `rows that are chosen together are those chosen alone`(order: RowOrder) async throws {
        let database = try await Trial.source(Self.schema)
        try await Trial.withLockedSource(database) { session, source in
            for limit in [1, 7, 4_000, 4_001] {
                var options = SamplingOptions()
                options.order = order
                let base = BaseRows(session: session, facts: source.facts, options: options)
                let tables = source.plan.tables.map { table in
                    var table = table
                    table.rule = .rows(limit)
                    return table
                }
                let together = tables.filter { BaseRows.smallLimit(of: $0, options) != nil }
                // All but those without a key or with a text as their key, and the unlogged one.
                #expect(together.count == (order == .random || limit > 4_000 ? 0 : tables.count - 3))
                let chosen = try base.choose(together)
                for (table, choice) in zip(together, chosen) {
                    let alone = try base.choose(table)
                    #expect(choice.rows == alone.rows && choice.count == alone.count, "\(table.name)")
                }
            }
        }
    }
}
