import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import Testing

@testable import PGSample

/// Random rows of large tables (POSTGRES findings 10 and 11). Seeds are fixed, so that a run repeats.
@Suite(.usesServer) struct RandomRowsTests {
    private static let schema = """
        CREATE TABLE narrow (id int); INSERT INTO narrow SELECT generate_series(1, 220000);
        CREATE TABLE wide (id int, pad text);
        INSERT INTO wide SELECT i, repeat('x', 1000) FROM generate_series(1, 50000) AS i;
        CREATE TABLE emptied (id int); INSERT INTO emptied SELECT generate_series(1, 220000);
        DELETE FROM emptied WHERE id % 20000 <> 0;
        CREATE TABLE holes (id int); INSERT INTO holes SELECT generate_series(1, 300000); DELETE FROM holes WHERE id % 3 = 0;
        VACUUM holes;
        CREATE TABLE full_blocks (id int NOT NULL, n int NOT NULL);
        INSERT INTO full_blocks SELECT i, i FROM generate_series(1, 226000) AS i;
        CREATE TABLE sparse (id int); INSERT INTO sparse SELECT generate_series(1, 1500000);
        DELETE FROM sparse WHERE id % 100 <> 0;
        CREATE TABLE parted (id int NOT NULL, pad text) PARTITION BY RANGE (id);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (100001);
        CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (100001) TO (120001);
        INSERT INTO parted SELECT i, CASE WHEN i > 100000 THEN repeat('x', 400) END FROM generate_series(1, 120000) AS i;
        """

    private static func options(seed: Int64) -> SamplingOptions {
        var options = SamplingOptions()
        options.order = .random
        options.seed = seed
        options.isDataOnly = true
        return options
    }

    /// How often each row was drawn, by id.
    private static func hits(
        _ table: String, limit: Int, seeds: Range<Int64>
    ) async throws -> [Int: Int] {
        let database = try await Self.database.value
        return try await Trial.withLockedSource(database) { session, source in
            guard let table = source.plan.tables.first(where: { $0.name.name.name == table }) else {
                return [:]
            }
            var ids: [AddressStream.Row.Key: Int] = [:]
            try AddressStream.read("SELECT tableoid, ctid, id FROM \(table.source)", in: session) {
                ids[$0.key] = Int($0.extra ?? 0)
            }
            var hits: [Int: Int] = [:]
            for seed in seeds {
                let base = BaseRows(session: session, facts: source.facts, options: options(seed: seed))
                var random = try RandomRows(base: base, table: table)
                let choice = try random.choose(limit)
                #expect(choice.count == min(limit, ids.count))
                for (relation, rows) in choice.rows {
                    rows.forEach { address in
                        if let id = ids[AddressStream.Row.Key(relation: relation, address: address)] {
                            hits[id, default: 0] += 1
                        }
                    }
                }
            }
            return hits
        }
    }

    private static let database = Task { try await Trial.source("").filling(schema) }

    /// Pearson's statistic of `hits` in `buckets`, over its expectation: near 1 for uniform draws.
    private static func spread(_ hits: [Int: Int], buckets: Int, _ bucket: (Int) -> Int, sizes: [Int])
        -> Double
    {
        var counts = Array(repeating: 0, count: buckets)
        for (id, count) in hits { counts[bucket(id)] += count }
        let total = Double(counts.reduce(0, +)), all = Double(sizes.reduce(0, +))
        let statistic = zip(counts, sizes).reduce(0.0) { sum, pair in
            let expected = total * Double(pair.1) / all
            return sum + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
        }
        return statistic / Double(buckets - 1)
    }

    @Test func `every row of a table of narrow rows has the same chance, the last in its block too`()
        async throws
    {
        let hits = try await Self.hits("narrow", limit: 120, seeds: 0..<40)
        // 226 rows fill a block; in order of insertion.
        let byOffset = Self.spread(
            hits, buckets: 226, { ($0 - 1) % 226 }, sizes: Array(repeating: 1, count: 226))
        let byBlock = Self.spread(
            hits, buckets: 20, { ($0 - 1) / 11000 }, sizes: Array(repeating: 1, count: 20))
        // 99.99 % of uniform draws lie below 1.4 with 225 degrees of freedom and below 2.6 with 19.
        #expect(byOffset < 1.4)
        #expect(byBlock < 2.6)
    }

    @Test func `every row of a table of wide rows has the same chance`() async throws {
        let hits = try await Self.hits("wide", limit: 40, seeds: 0..<40)
        let byOffset = Self.spread(hits, buckets: 7, { ($0 - 1) % 7 }, sizes: Array(repeating: 1, count: 7))
        let byBlock = Self.spread(
            hits, buckets: 20, { ($0 - 1) / 2500 }, sizes: Array(repeating: 1, count: 20))
        #expect(byOffset < 4.7)
        #expect(byBlock < 2.6)
    }

    @Test func `a table full of holes is drawn from with the same chances`() async throws {
        let hits = try await Self.hits("holes", limit: 100, seeds: 0..<20)
        #expect(!hits.keys.contains { $0 % 3 == 0 })
        #expect(
            Self.spread(hits, buckets: 30, { ($0 - 1) / 10000 }, sizes: Array(repeating: 1, count: 30)) < 2.3)
    }

    @Test func `every row of a table whose blocks are as full as can be has the same chance`() async throws {
        // 226 rows of 32 bytes and a line pointer each fill a block, and no more are counted on.
        let hits = try await Self.hits("full_blocks", limit: 150, seeds: 0..<40)
        let byOffset = Self.spread(
            hits, buckets: 226, { ($0 - 1) % 226 }, sizes: Array(repeating: 1, count: 226))
        #expect(byOffset < 1.4)
    }

    @Test func `a row's chance does not depend on how full the blocks of its partition are`() async throws {
        let hits = try await Self.hits("parted", limit: 100, seeds: 0..<40)
        let byPart = Self.spread(
            hits, buckets: 12, { ($0 - 1) / 10000 }, sizes: Array(repeating: 1, count: 12))
        // 99.99 % of uniform draws lie below it with 11 degrees of freedom.
        #expect(byPart < 3.4)
    }

    @Test func `a large table of which few rows are left is drawn from on, though the first draws hit none`()
        async throws
    {
        let database = try await Self.database.value
        try await Trial.withLockedSource(database) { session, source in
            let table = try #require(source.plan.tables.first { $0.name.name.name == "sparse" })
            // Two rows in a block: about four of these seeds hit none in 300 draws.
            for seed in 0..<40 {
                let base = BaseRows(
                    session: session, facts: source.facts, options: Self.options(seed: Int64(seed)))
                var random = try RandomRows(base: base, table: table)
                #expect(try random.choose(5).count == 5)
            }
            let scans = try session.query(
                "SELECT sum(seq_scan)::int8 FROM pg_stat_xact_user_tables WHERE relname = 'sparse'"
            ).integer(0, 0)
            #expect(scans == 0)
        }
    }

    @Test func `more rows than any number counts are all that there are`() async throws {
        let hits = try await Self.hits("narrow", limit: .max, seeds: 0..<1)
        #expect(hits.count == 220_000)
    }

    /// Rows shorter than their columns look: NULL, though NOT NULL, a default that is not stored, a column
    /// that has gone, and, where there are such, columns that are computed when they are read.
    private static let short = """
        CREATE TABLE plain (a int NOT NULL, b text NOT NULL, c "char" NOT NULL, d uuid, e numeric NOT NULL);
        INSERT INTO plain SELECT i, '', '', NULL, 0 FROM generate_series(1, 9000) AS i;
        CREATE TABLE grown (a int);
        INSERT INTO grown SELECT i FROM generate_series(1, 9000) AS i;
        ALTER TABLE grown ADD b uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
        CREATE TABLE shrunk (a int, b uuid NOT NULL);
        INSERT INTO shrunk SELECT i, '00000000-0000-0000-0000-000000000000' FROM generate_series(1, 10) AS i;
        ALTER TABLE shrunk DROP b;
        INSERT INTO shrunk SELECT i FROM generate_series(1, 9000) AS i;
        CREATE TABLE none ();
        INSERT INTO none SELECT FROM generate_series(1, 9000)
        """
    private static let shortOf18 = """
        CREATE TABLE unvalidated (a int, b uuid);
        INSERT INTO unvalidated SELECT i FROM generate_series(1, 9000) AS i;
        ALTER TABLE unvalidated ADD CONSTRAINT b_is_not_null NOT NULL b NOT VALID;
        CREATE TABLE computed (a int, b uuid NOT NULL GENERATED ALWAYS AS (lpad(a::text, 32, '0')::uuid) VIRTUAL);
        INSERT INTO computed SELECT i FROM generate_series(1, 9000) AS i
        """

    @Test(arguments: ServerVersion.all)
    func `no block has more rows than are counted on, in every major`(_ version: ServerVersion) async throws {
        let isLatest = try await version.major >= 18
        try await version.run {
            let script = isLatest ? "\(Self.short);\(Self.shortOf18)" : Self.short
            let database = try await Trial.source("").filling(script)
            try await Trial.withLockedSource(database) { session, source in
                #expect(source.plan.tables.count == (isLatest ? 6 : 4))
                for table in source.plan.tables {
                    let draws = try RandomDraws(from: table, source.facts, session, seed: 1)
                    let most = try session.query(
                        """
                        SELECT max(count) FROM (
                            SELECT count(*) FROM \(table.source) GROUP BY (ctid::text::point)[0]) AS blocks
                        """
                    ).integer(0, 0)
                    #expect(most > 100)
                    #expect(most <= draws.rowsPerBlock, "\(table.name)")
                    // As few as that are worth something.
                    #expect(table.name.name.name != "plain" || draws.rowsPerBlock < 240)
                }
            }
        }
    }

    @Test func `a server without Tid Range Scans draws the same rows`() async throws {
        let database = try await Self.database.value
        let hits = try await Trial.withLockedSource(database) { session, source in
            var old = source.facts
            old.serverVersion = 13_00_00
            let table = try #require(source.plan.tables.first { $0.name.name.name == "parted" })
            try session.execute(SourceSettings.addressPlans)
            return try [source.facts, old].map { facts in
                var draws = try RandomDraws(from: table, facts, session, seed: 5)
                try draws.draw(200)
                return draws.hits.map(\.key)
            }
        }
        #expect(hits[0] == hits[1])
        #expect(hits[0].count > 50)
    }

    @Test func `whether a table has more rows than some is told exactly where draws leave a doubt`()
        async throws
    {
        let database = try await Self.database.value
        try await Trial.withLockedSource(database) { session, source in
            let table = try #require(source.plan.tables.first { $0.name.name.name == "narrow" })
            let base = BaseRows(session: session, facts: source.facts, options: Self.options(seed: 1))
            for (limit, areMore) in [
                (1, true), (50_000, true), (219_999, true), (220_000, false), (1_000_000, false),
            ] {
                var random = try RandomRows(base: base, table: table)
                #expect(try random.areMore(than: limit) == areMore, "\(limit)")
            }
            var draws = try RandomDraws(from: table, source.facts, session, seed: 1)
            #expect(!draws.prove(moreRowsThan: 0))
            try draws.draw(300)
            #expect(draws.prove(moreRowsThan: 100_000))
            #expect(!draws.prove(moreRowsThan: 210_000))
        }
    }

    @Test func `a table that is almost emptied is scanned instead, and gives all that it has`() async throws {
        let hits = try await Self.hits("emptied", limit: 20, seeds: 0..<2)
        #expect(hits.values.allSatisfy { $0 == 2 })
        #expect(hits.count == 11)
        // With fewer asked for than there are, each seed chooses its own.
        let few = try await Self.hits("emptied", limit: 3, seeds: 0..<20)
        #expect(few.count == 11)
    }

    @Test func `the same seed draws the same rows, another seed others`() async throws {
        let one = try await Self.hits("narrow", limit: 50, seeds: 3..<4)
        let again = try await Self.hits("narrow", limit: 50, seeds: 3..<4)
        let other = try await Self.hits("narrow", limit: 50, seeds: 4..<5)
        #expect(one == again)
        #expect(one != other)
    }
}

extension String {
    /// Runs statements, VACUUM among them, one by one in the database of this name.
    fileprivate func filling(_ script: String) async throws -> String {
        for statement in script.split(separator: ";") where statement.contains(where: { !$0.isWhitespace }) {
            try await TestServer.execute(String(statement), in: self)
        }
        return self
    }
}

extension AddressStream.Row {
    fileprivate struct Key: Hashable, Sendable {
        var relation: ObjectID
        var address: RowAddress
    }

    fileprivate var key: Key { Key(relation: relation, address: address) }
}
