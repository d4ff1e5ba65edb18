import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Draws rows of a table by random addresses.
///
/// A draw is a block of the table and a number from 1 to what a block can hold at most; it hits the row that
/// has this number among the block's rows, if there are so many. So every row has the same chance in every
/// draw, and a draw hits with the chance that a place for a row has one.
///
/// - Complexity: A block is read for each draw, whatever the table's size.
struct RandomDraws {
    private let session: Session
    private let extents: [Extent]
    /// Of all extents.
    let blockCount: Int
    /// Rows that a block of the table can hold at most.
    let rowsPerBlock: Int
    private let rangeCondition: String
    private var generator: SplitMix64

    private(set) var count = 0
    /// The rows that were hit, in the order of the draws; some more than once.
    private(set) var hits: [AddressStream.Row] = []

    /// A relation's blocks as a range of the whole table's.
    private struct Extent {
        var relation: Relation
        var blocks: Range<Int>
    }

    /// A draw in an extent.
    private struct Draw {
        var block: Int
        /// Rows of the block before the one that is hit.
        var skipped: Int
        /// Among all draws.
        var number: Int
    }

    init(from table: SamplingPlan.Table, _ facts: SourceFacts, _ session: Session, seed: Int64) throws {
        self.session = session
        generator = SplitMix64(seed: UInt64(bitPattern: seed))
        let sizes = try Self.sizes(of: table.storage, session)
        var extents: [Extent] = []
        var next = 0
        for relation in table.storage {
            let count = (sizes[relation.id]?.bytes ?? 0) / facts.blockSize
            extents.append(Extent(relation: relation, blocks: next..<(next + count)))
            next += count
        }
        self.extents = extents
        blockCount = next
        rowsPerBlock = facts.maximumRowsPerBlock(of: sizes.values.map(\.rowBytes).min() ?? 0)
        // PostgreSQL 13 has no Tid Range Scan.
        rangeCondition =
            facts.serverMajor >= 14
            ? "f.ctid >= d.first AND f.ctid <= d.last"
            : """
            f.ctid = ANY (ARRAY(
                SELECT pg_catalog.format('(%s,%s)', (d.first::text::point)[0], i)::tid
                FROM pg_catalog.generate_series(1, \(facts.maximumRowsPerBlock(of: 0))) AS i))
            """
    }

    /// Each relation's size, and the bytes that a row of it takes up at least: every column that cannot be
    /// NULL has its length, or a byte if that varies. Not counted is what rows may lack nevertheless: columns
    /// that came with a default when rows were there, NOT NULL that was not validated, and virtual columns.
    private static func sizes(
        of relations: [Relation], _ session: Session
    ) throws -> [ObjectID: (bytes: Int, rowBytes: Int)] {
        let result = try session.query(
            """
            SELECT r.id, pg_relation_size(r.id),
                (SELECT coalesce(sum(greatest(a.attlen, 1)), 0) FROM pg_attribute a
                 WHERE a.attrelid = r.id AND a.attnum > 0 AND a.attnotnull AND NOT a.attisdropped
                    AND NOT a.atthasmissing AND a.attgenerated <> 'v'
                    AND NOT EXISTS (
                        SELECT FROM pg_constraint n
                        WHERE n.conrelid = r.id AND n.contype = 'n' AND NOT n.convalidated
                            AND n.conkey = ARRAY[a.attnum]))
            FROM unnest($1::oid[]) AS r(id)
            """, [ArrayText.of(relations.map(\.id))]
        )
        var sizes: [ObjectID: (bytes: Int, rowBytes: Int)] = [:]
        for row in 0..<result.rowCount {
            sizes[try result.objectID(row, 0)] = (try result.integer(row, 1), try result.integer(row, 2))
        }
        return sizes
    }

    // MARK: Drawing

    /// Draws `count` times more.
    ///
    /// - Throws: `DatabaseError`, `CancellationError`.
    mutating func draw(_ count: Int) throws {
        guard blockCount > 0 else { return }
        var draws: [Int: [Draw]] = [:]
        for number in 0..<count {
            let block = Int.random(in: 0..<blockCount, using: &generator)
            let skipped = Int.random(in: 0..<rowsPerBlock, using: &generator)
            // The extents cover every block; the first that reaches beyond it holds it.
            let extent = extents.firstIndex { block < $0.blocks.upperBound } ?? 0
            draws[extent, default: []].append(
                Draw(block: block - extents[extent].blocks.lowerBound, skipped: skipped, number: number))
        }
        var found: [(number: Int64, row: AddressStream.Row)] = []
        for (extent, draws) in draws {
            let relation = extents[extent].relation
            // As they lie on the disk.
            let draws = draws.sorted { $0.block < $1.block }
            let result = try session.query(
                """
                SELECT d.number, f.ctid
                FROM unnest($1::tid[], $2::tid[], $3::int8[], $4::int8[]) AS d(first, last, skipped, number)
                CROSS JOIN LATERAL (
                    SELECT f.ctid FROM ONLY \(relation.name.sql) AS f WHERE \(rangeCondition)
                    OFFSET d.skipped LIMIT 1) AS f
                """,
                [
                    ArrayText.of(draws.map { "\"(\($0.block),0)\"" }),
                    ArrayText.of(draws.map { "\"(\($0.block),\(UInt16.max))\"" }),
                    ArrayText.of(draws.map(\.skipped)), ArrayText.of(draws.map(\.number)),
                ], binary: true
            )
            for row in 0..<result.rowCount {
                let address = try result.address(row, 1)
                found.append(
                    (
                        try result.integer(row, 0, as: Int64.self),
                        AddressStream.Row(relation: relation.id, address: address)
                    ))
            }
        }
        hits += found.sorted { $0.number < $1.number }.map(\.row)
        self.count += count
    }

    // MARK: What draws tell

    /// Rows that the table cannot have more of.
    var capacity: Int { blockCount * rowsPerBlock }

    /// The share of draws that hit.
    private var hitRate: Double { count == 0 ? 0 : Double(hits.count) / Double(count) }

    /// Whether the draws so far leave no doubt that the table has more than `limit` rows: with `limit` of
    /// them, so many hits had a chance of less than 10⁻¹¹ (Hoeffding: "Probability Inequalities for Sums of
    /// Bounded Random Variables", 1963, theorem 1).
    func prove(moreRowsThan limit: Int) -> Bool {
        let (rate, limitRate) = (hitRate, Double(limit) / Double(max(capacity, 1)))
        guard rate > limitRate else { return false }
        guard limitRate > 0 else { return true }
        let ofHits = rate * log(rate / limitRate)
        let ofMisses = rate < 1 ? (1 - rate) * log((1 - rate) / (1 - limitRate)) : 0
        return Double(count) * (ofHits + ofMisses) > 11 * log(10)
    }
}
