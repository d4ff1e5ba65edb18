import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// The rows of a sample that is known by address, read in its snapshot.
struct AddressedRows: SampledRows {
    let session: Session

    func read(
        _ table: SamplingPlan.Table, _ sample: Sample.Table, extremesOf drawing: [Column],
        row: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> [Identifier: ColumnExtremes] {
        try session.execute(sample.isWhole ? SourceSettings.freePlans : SourceSettings.addressPlans)
        return try TableReader(session: session, table: table, sample: sample)
            .read(extremesOf: drawing, row: row)
    }
}
