package import PGSampleSQL

/// What was written into a fixture: the writer's own counts and digests.
package struct FixtureContents: Sendable, Hashable {
    package struct Table: Sendable, Hashable {
        package var name: QualifiedName
        package var rows: Int
        /// Bytes of its COPY data, newlines included.
        package var bytes: Int
        /// SHA-256 of its COPY data, in hexadecimal.
        package var sha256: String

        package init(name: QualifiedName, rows: Int, bytes: Int, sha256: String) {
            self.name = name
            self.rows = rows
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    /// In the order of the file.
    package var tables: [Table]
    /// SHA-256 of the schema's statements, in hexadecimal.
    package var schemaFingerprint: String

    package init(tables: [Table], schemaFingerprint: String) {
        self.tables = tables
        self.schemaFingerprint = schemaFingerprint
    }
}
