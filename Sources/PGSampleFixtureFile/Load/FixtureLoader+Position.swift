extension FixtureLoader {
    /// How far a load has come in its file.
    package struct Position: Sendable, Hashable {
        /// The table whose rows are being sent, as ``LoadedTable/name``; nil outside of rows.
        package var table: String?
        /// Rows of all tables that were taken from the file, counted as lines of COPY's text format.
        package var rows: Int
        /// How often the rows of a table have come to their end.
        package var tables: Int
        /// The tables that the file's header names; nil for a file that is not a fixture of ours.
        package var allTables: Int?
        /// Bytes that were read of the file as it lies there, compressed or not.
        package var bytes: Int
        /// The file's size when it was opened; nil for what has none, such as a pipe.
        package var fileBytes: Int?

        package init(
            table: String? = nil, rows: Int = 0, tables: Int = 0, allTables: Int? = nil, bytes: Int = 0,
            fileBytes: Int? = nil
        ) {
            self.table = table
            self.rows = rows
            self.tables = tables
            self.allTables = allTables
            self.bytes = bytes
            self.fileBytes = fileBytes
        }
    }
}
