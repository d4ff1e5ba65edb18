import PGSampleCatalog
import PGSampleSQL

/// Hands over the rows of a sample table by table, from wherever they are.
protocol SampledRows {
    /// Hands the rows of a table to `rows` as COPY data, one or more whole rows at a time, in the table's
    /// order.
    ///
    /// - Parameters:
    ///   - sample: What the sample has of the table: at least one row.
    ///   - drawing: Columns that draw from sequences.
    /// - Returns: The extremes of `drawing`, of those that have a value.
    /// - Throws: ``PGSampleError`` with `.sourceChanged` when the server's count is another.
    func read(
        _ table: SamplingPlan.Table, _ sample: Sample.Table, extremesOf drawing: [Column],
        rows: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> [Identifier: ColumnExtremes]
}
