import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Draws random rows of a large table by random addresses, so that the cost is the sample's.
///
/// Every row has one address and every address that could hold a row is drawn with the same chance, therefore
/// the rows that are found are uniform: offsets go up to what a block can hold at most, not to what it holds
/// on average. Where few addresses hold a row (wide rows, a table full of holes) drawing costs more than
/// reading, and one scan keeps the smallest hashes instead.
struct RandomRows {
    /// Blocks looked at to learn how many rows one holds.
    static let pilotBlocks = 30
    /// Drawing is used while it touches less than one block in this many: those are read one by one, the
    /// others of a scan one after the other.
    static let blockFraction = 2
    /// Addresses per statement at most.
    static let batchSize = 20_000
    /// Addresses drawn at once for each that is expected to be needed.
    static let surplus = 1.2

    let base: BaseRows
    let table: SamplingPlan.Table
    private var generator: SplitMix64

    init(base: BaseRows, table: SamplingPlan.Table) {
        self.base = base
        self.table = table
        generator = SplitMix64(seed: UInt64(bitPattern: base.seed(for: table)))
    }

    /// A relation's blocks as a range of the whole table's.
    private struct Extent {
        var relation: Relation
        var blocks: Range<Int>
    }

    /// A candidate: a relation's position among the extents, and an address in it.
    private struct Draw: Hashable {
        var extent: Int
        var address: RowAddress
    }

    /// - Parameter limit: At least 1. Fewer rows come back only if the table has fewer.
    mutating func choose(_ limit: Int) throws -> BaseRows.Choice {
        let extents = try readExtents()
        let blocks = extents.last?.blocks.upperBound ?? 0
        guard blocks >= Self.pilotBlocks * Self.blockFraction else { return try scan(limit) }
        try base.session.execute(SourceSettings.addressPlans)
        let density = try pilotDensity(extents, blocks: blocks)
        let expectedDraws = Double(limit * base.facts.maximumRowsPerBlock) / density
        guard expectedDraws < Double(blocks / Self.blockFraction) else { return try scan(limit) }
        let batch = min(Self.batchSize, Int(expectedDraws * Self.surplus) + 1)
        let choice = try draw(limit, extents, batch: batch, maximumDraws: blocks / Self.blockFraction * 2)
        try base.session.execute(SourceSettings.freePlans)
        return try choice ?? scan(limit)
    }

    private func readExtents() throws -> [Extent] {
        var extents: [Extent] = []
        var next = 0
        for relation in table.storage {
            let size = try base.session.query(
                "SELECT pg_relation_size($1::int8::oid::regclass)", ["\(relation.id)"]
            ).integer(0, 0)
            let count = size / base.facts.blockSize
            extents.append(Extent(relation: relation, blocks: next..<(next + count)))
            next += count
        }
        return extents
    }

    /// Rows per block, by looking at every address of random blocks.
    private mutating func pilotDensity(_ extents: [Extent], blocks: Int) throws -> Double {
        let chosen = (0..<Self.pilotBlocks).map { _ in Int.random(in: 0..<blocks, using: &generator) }
        let draws = chosen.flatMap { block in
            (1...base.facts.maximumRowsPerBlock).map { draw(block: block, offset: $0, extents) }
        }
        return Double(try existing(Set(draws), extents).count) / Double(Set(chosen).count)
    }

    /// - Returns: nil when the draws run out before the rows are found.
    private mutating func draw(
        _ limit: Int, _ extents: [Extent], batch size: Int, maximumDraws: Int
    ) throws -> BaseRows.Choice? {
        let blocks = extents.last?.blocks.upperBound ?? 0
        var choice = BaseRows.Choice()
        var drawn = 0
        while choice.count < limit {
            guard drawn < maximumDraws else { return nil }
            let batch = (0..<size).map { _ in
                draw(
                    block: Int.random(in: 0..<blocks, using: &generator),
                    offset: Int.random(in: 1...base.facts.maximumRowsPerBlock, using: &generator), extents
                )
            }
            drawn += batch.count
            let found = try existing(Set(batch), extents)
            for draw in batch where choice.count < limit && found.contains(draw) {
                choice.insert(
                    AddressStream.Row(relation: extents[draw.extent].relation.id, address: draw.address))
            }
        }
        return choice
    }

    private func draw(block: Int, offset: Int, _ extents: [Extent]) -> Draw {
        // The extents cover every block; the first that reaches beyond it holds it.
        let index = extents.firstIndex { block < $0.blocks.upperBound } ?? 0
        return Draw(
            extent: index,
            address: RowAddress(
                block: UInt32(block - extents[index].blocks.lowerBound), offset: UInt16(offset))
        )
    }

    /// Which of the addresses hold a row that the snapshot sees.
    private func existing(_ draws: Set<Draw>, _ extents: [Extent]) throws -> Set<Draw> {
        var found: Set<Draw> = []
        for (index, extent) in extents.enumerated() {
            var addresses = RowSet()
            for draw in draws where draw.extent == index { addresses.insert(draw.address) }
            for batch in addresses.batches(of: Self.batchSize) {
                for address in try extent.relation.existing(batch, base.session) {
                    found.insert(Draw(extent: index, address: address))
                }
            }
        }
        return found
    }

    private func scan(_ limit: Int) throws -> BaseRows.Choice {
        try base.session.execute(SourceSettings.freePlans)
        // What a table and its partitions have in common are the addresses, not the rows.
        let hash =
            base.facts.serverMajor >= 14
            ? "hashtidextended(t.ctid, t.tableoid::int8 # '\(base.seed(for: table))'::int8)"
            : "hashtextextended(t.tableoid::text || t.ctid::text, '\(base.seed(for: table))'::int8)"
        return try base.read(
            "SELECT t.tableoid, t.ctid FROM \(table.source) AS t ORDER BY pg_catalog.\(hash), t.tableoid, t.ctid LIMIT \(limit)"
        )
    }
}

extension Relation {
    /// Those of the addresses at which the relation has a row that the snapshot sees.
    fileprivate func existing(_ addresses: [RowAddress], _ session: Session) throws -> [RowAddress] {
        let result = try session.query(
            "SELECT pg_catalog.array_agg(f.ctid) FROM ONLY \(name.sql) AS f WHERE \(AddressParameter.parameterCondition("f"))",
            textParameter: AddressText(addresses).bytes, binary: true
        )
        return result.isNull(0, 0) ? [] : try result.withBytes(0, 0) { try RowAddress.array(of: $0) }
    }
}
