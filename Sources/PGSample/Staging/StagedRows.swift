import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// The rows of staging tables as COPY data, byte for byte what direct mode writes for the same rows.
struct StagedRows: SampledRows {
    let session: Session
    private let tables: [ObjectID: StagedTable]

    init(session: Session, tables: [StagedTable]) {
        self.session = session
        self.tables = Dictionary(uniqueKeysWithValues: tables.map { ($0.table.relation.id, $0) })
    }

    func read(
        _ table: SamplingPlan.Table, _ sample: Sample.Table, extremesOf drawing: [Column],
        row: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> [Identifier: ColumnExtremes] {
        guard let staged = tables[table.relation.id] else { return [:] }
        try session.execute(SourceSettings.freePlans)
        let list = table.relation.storedColumns.map { "s.\($0.name.sql)" }.joined(separator: ", ")
        let order = table.ordering.contentTerms("s").joined(separator: ", ")
        let count = try session.copyOut(
            "COPY (SELECT \(list) FROM \(staged.name.sql) AS s ORDER BY \(order)) TO STDOUT", row: row
        )
        guard count == sample.count else {
            throw PGSampleError(
                code: .sourceChanged,
                message:
                    "the staging schema gave \(count) rows where \(sample.count) were expected, of the table",
                object: table.name.sql, remedy: "Somebody else writes to it. Run again with --force."
            )
        }
        var extremes: [Identifier: ColumnExtremes] = [:]
        try ColumnExtremes.read(
            drawing, in: "SELECT * FROM \(staged.name.sql)", session, into: &extremes)
        return extremes
    }
}
