import PGSampleCatalog
import PGSampleLibPQ

/// Draws random rows of a large table, so that the cost is the sample's.
///
/// Where most draws would hit no row (wide rows, a table full of holes), or rows of most blocks are wanted,
/// drawing costs more than reading, and one scan keeps the smallest hashes instead.
struct RandomRows {
    /// Draws that tell how many more are needed.
    static let trialCount = 300
    /// Drawing is used while it touches less than one block in this many: those are read one by one, the
    /// others of a scan one after the other.
    static let blockFraction = 2
    /// Hits that do not yet tell what share of draws hits.
    static let fewHits = 10
    /// Draws per statement at most.
    static let batchSize = 20_000
    /// Draws at once for each that is expected to be needed.
    static let surplus = 1.1

    let base: BaseRows
    let table: SamplingPlan.Table
    private var draws: RandomDraws

    /// - Throws: `DatabaseError`, `CancellationError`.
    init(base: BaseRows, table: SamplingPlan.Table) throws {
        self.base = base
        self.table = table
        draws = try RandomDraws(from: table, base.facts, base.session, seed: base.seed(for: table))
    }

    /// Whether the table has more than `limit` rows.
    mutating func areMore(than limit: Int) throws -> Bool {
        guard draws.capacity > limit else { return false }
        try tryDraws()
        if draws.prove(moreRowsThan: limit) { return true }
        let counted = try base.session.query(
            "SELECT count(*) FROM (SELECT FROM \(table.source) LIMIT \(limit + 1)) AS counted"
        )
        return try counted.integer(0, 0) > limit
    }

    /// - Parameter limit: At least 1. Fewer rows come back only if the table has fewer.
    mutating func choose(_ limit: Int) throws -> BaseRows.Choice {
        try tryDraws()
        var choice = BaseRows.Choice()
        var next = 0
        while true {
            while choice.count < limit, next < draws.hits.count {
                choice.insert(draws.hits[next])
                next += 1
            }
            guard choice.count < limit else { return choice }
            let needed = expectedDraws(for: limit - choice.count)
            let bound = Double(draws.blockCount / Self.blockFraction)
            guard draws.count > 0, needed + Double(draws.count) < bound else { return try scan(limit) }
            try draw(min(Int(needed * Self.surplus) + 1, Self.batchSize))
        }
    }

    /// How many more draws hit so many rows; of few hits so far, which tell little, not many times more than
    /// there were.
    private func expectedDraws(for rows: Int) -> Double {
        let expected = Double(rows) * Double(draws.count) / Double(max(draws.hits.count, 1))
        return draws.hits.count < Self.fewHits
            ? min(expected, Double(Self.fewHits * draws.count)) : expected
    }

    /// Draws a first time, unless that would touch most blocks.
    private mutating func tryDraws() throws {
        guard draws.count == 0, Self.trialCount < draws.blockCount / Self.blockFraction else { return }
        try draw(Self.trialCount)
    }

    private mutating func draw(_ count: Int) throws {
        try base.session.execute(SourceSettings.addressPlans)
        try draws.draw(count)
        try base.session.execute(SourceSettings.freePlans)
    }

    private func scan(_ limit: Int) throws -> BaseRows.Choice {
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
