import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// The rows of staging tables as COPY data, byte for byte what direct mode writes for the same rows.
struct StagedRows: SampledRows {
    let session: Session
    let transaction: StagingTransaction
    private let tables: [ObjectID: StagedTable]

    init(session: Session, transaction: StagingTransaction, tables: [StagedTable]) {
        self.session = session
        self.transaction = transaction
        self.tables = Dictionary(uniqueKeysWithValues: tables.map { ($0.table.relation.id, $0) })
    }

    func read(
        _ table: SamplingPlan.Table, _ sample: Sample.Table, extremesOf drawing: [Column],
        rows: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> [Identifier: ColumnExtremes] {
        guard let staged = tables[table.relation.id] else {
            throw Self.miscount(0, expected: sample.count, of: table)
        }
        // Nobody else writes to the schema, so that no snapshot has to span its tables, nor locks on all of
        // them.
        return try transaction.run(session, .readOnlySnapshot) {
            try read(table, staged, expected: sample.count, extremesOf: drawing, row: rows)
        }
    }

    private func read(
        _ table: SamplingPlan.Table, _ staged: StagedTable, expected: Int, extremesOf drawing: [Column],
        row: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> [Identifier: ColumnExtremes] {
        try session.execute(SourceSettings.freePlans)
        let list = table.relation.storedColumns.map { "s.\($0.name.sql)" }.joined(separator: ", ")
        let order = table.ordering.contentTerms("s").joined(separator: ", ")
        var passing = IntegerExtremes(of: drawing, in: table.relation.storedColumns)
        let count = try session.copyOut(
            "COPY (SELECT \(list) FROM \(staged.name.sql) AS s ORDER BY \(order)) TO STDOUT"
        ) {
            passing.note($0)
            try row($0)
        }
        guard count == expected else {
            throw Self.miscount(count, expected: expected, of: table)
        }
        var extremes = passing.extremes
        try ColumnExtremes.read(
            drawing.filter { !passing.columns.contains($0) }, in: "SELECT * FROM \(staged.name.sql)", session,
            into: &extremes)
        return extremes
    }

    private static func miscount(_ count: Int, expected: Int, of table: SamplingPlan.Table) -> PGSampleError {
        PGSampleError(
            code: .sourceChanged,
            message: "the staging schema gave \(count) rows where \(expected) were expected, of the table",
            object: table.name.sql, remedy: "Somebody else writes to it. Run again with --force."
        )
    }
}
