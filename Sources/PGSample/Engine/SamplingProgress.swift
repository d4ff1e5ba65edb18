/// What a run is doing, for whoever waits for it.
public enum SamplingProgress: Sendable, Hashable {
    /// The source's script or dump is being restored into a throwaway server.
    case restoring(file: String)
    /// Every table is locked against change of structure and the snapshot is taken.
    case locked(tables: Int, serverVersion: String)
    /// The run goes on in direct mode, and why.
    case direct(reason: String)
    /// The sample is going to be copied into a schema of the source, and why. The rows that the rules choose
    /// take about so many bytes there.
    case staging(schema: String, reason: String, tables: Int, bytes: Int)
    /// The run goes on with what an earlier one has staged.
    case resuming(schema: String)
    /// A table's own rule chose rows.
    case chosen(table: String, rows: Int, done: Int, of: Int)
    /// The rows that the chosen ones refer to are being added.
    case following(rows: Int)
    /// The foreign keys of the staged rows are being verified.
    case verifyingForeignKeys(Int)
    /// A table's rows are being written: so many so far, and so many bytes of SQL, after `done` other tables.
    /// All tables together will have `allRows`.
    case writing(table: String, rows: Int, bytes: Int, allRows: Int, done: Int, of: Int)
    /// A table's rows were written.
    case written(table: String, rows: Int, bytes: Int, done: Int, of: Int)
    /// The fixture is being loaded into a throwaway server.
    case verifying
    /// So much of the fixture was loaded there: at the beginning, after each 256 kB of SQL, and when a table's
    /// rows come to their end.
    case reading(LoadPosition)
}
