import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// How many bytes the rows that the rules choose will take, by the source's own statistics.
struct StagingEstimate {
    let session: Session
    let source: SampledSource

    /// Columns: relation, pages with those of its TOAST table, rows; −1 or 0 where nobody has counted yet.
    func bytes() throws -> Int {
        let storage = source.plan.tables.flatMap { $0.storage.map(\.id) }
        let result = try session.query(
            """
            SELECT c.oid, c.relpages::int8 + coalesce(t.relpages, 0), c.reltuples::int8
            FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
            WHERE c.oid = ANY ($1::oid[])
            """, [ArrayText.of(storage)]
        )
        var sizes: [ObjectID: (bytes: Int, rows: Int)] = [:]
        for row in 0..<result.rowCount {
            sizes[try result.objectID(row, 0)] = (
                try result.integer(row, 1) * source.facts.blockSize, max(0, try result.integer(row, 2))
            )
        }
        return source.plan.tables.reduce(0) { sum, table in
            let size = table.storage.compactMap { sizes[$0.id] }.reduce((bytes: 0, rows: 0)) {
                ($0.bytes + $1.bytes, $0.rows + $1.rows)
            }
            return sum + Self.share(of: size, by: table.rule)
        }
    }

    /// A condition may hold for every row.
    private static func share(of size: (bytes: Int, rows: Int), by rule: SampleRule) -> Int {
        let chosen: Int
        switch rule.kind {
        case .everything, .condition: return size.bytes
        case .rows(let limit): chosen = min(limit, size.rows)
        case .percent(let percentage): chosen = percentage.share(of: size.rows)
        }
        return size.rows == 0 ? 0 : Int(Double(size.bytes) * Double(chosen) / Double(size.rows))
    }
}
