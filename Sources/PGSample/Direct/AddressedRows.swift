import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// The rows of a sample that is known by address, read in its snapshot over one connection.
final class AddressedRows: SampledRows {
    private let session: Session
    /// The planner's settings of the transaction.
    private var plans: String?

    init(session: Session) {
        self.session = session
    }

    func read(
        _ table: SamplingPlan.Table, _ sample: Sample.Table, extremesOf drawing: [Column],
        rows: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> [Identifier: ColumnExtremes] {
        let plans = sample.isWhole ? SourceSettings.freePlans : SourceSettings.addressPlans
        if plans != self.plans {
            try session.execute(plans)
            self.plans = plans
        }
        return try TableReader(session: session, table: table, sample: sample)
            .read(extremesOf: drawing, row: rows)
    }
}
