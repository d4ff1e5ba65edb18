import PGSampleFixtureFile

/// How far a file has been loaded.
public struct LoadPosition: Sendable, Hashable {
    /// The table whose rows are being sent, as the file writes it; nil outside of rows.
    public var table: String?
    /// Rows of all tables that were taken from the file so far. The server counts them only at the end of
    /// each table.
    public var rows: Int
    /// How often the rows of a table have come to their end.
    public var tables: Int
    /// The tables that the fixture has by its header; nil for a file that does not say, such as a plain dump.
    public var allTables: Int?
    /// Bytes that were read of the file as it lies there, compressed or not.
    public var bytes: Int
    /// The file's size; nil for what has none, such as a pipe.
    public var fileBytes: Int?

    init(_ position: FixtureLoader.Position) {
        table = position.table
        rows = position.rows
        tables = position.tables
        allTables = position.allTables
        bytes = position.bytes
        fileBytes = position.fileBytes
    }

    /// Whether what is left are statements behind the last rows: keys, indexes and the like. Of a file that
    /// does not name its tables that is told only once it is read to its end.
    var hasAllRows: Bool {
        guard table == nil, tables > 0 else { return false }
        guard let allTables else { return fileBytes.map { bytes >= $0 } ?? false }
        return tables >= allTables
    }
}
