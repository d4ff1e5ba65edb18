package import PGSampleSQL
package import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a fixture holds and why, for the people who review it: `shop.manifest.json` beside `shop.sql.gz`.
///
/// Same fixture, same text: keys and lists are sorted, and there is no host, no user, no time. Only the rules
/// keep their order, because the first that matches wins.
package struct FixtureManifest: Sendable, Hashable, Codable {
    /// Rows that a rule asked for.
    package struct BaseRows: Sendable, Hashable, Codable {
        package var rows: Int
        /// The rule that chose them, in its own form: `100`, `10%`, `status = 'open'`.
        package var rule: String

        package init(rows: Int, rule: String) {
            self.rows = rows
            self.rule = rule
        }
    }

    /// Rows that came in because others refer to them.
    package struct ReferencedRows: Sendable, Hashable, Codable {
        package var rows: Int
        /// The foreign keys that asked for them, as `schema.table.constraint`.
        package var foreignKeys: [String]

        package init(rows: Int, foreignKeys: [String]) {
            self.rows = rows
            self.foreignKeys = foreignKeys
        }
    }

    package struct Table: Sendable, Hashable, Codable {
        package var schema: String
        package var name: String
        package var rows: Int
        /// Bytes of its COPY data.
        package var bytes: Int
        /// SHA-256 of its COPY data, in hexadecimal.
        package var sha256: String
        package var base: BaseRows?
        package var referenced: ReferencedRows?
        /// What a reader should know, such as "the order depends on collation X version Y".
        package var notes: [String]

        package init(
            _ contents: FixtureContents.Table, base: BaseRows? = nil, referenced: ReferencedRows? = nil,
            notes: [String] = []
        ) {
            schema = contents.name.schema.name
            name = contents.name.name.name
            rows = contents.rows
            bytes = contents.bytes
            sha256 = contents.sha256
            self.base = base
            self.referenced = referenced
            self.notes = notes
        }

        package var qualifiedName: QualifiedName { QualifiedName(schema, name) }
    }

    /// A column whose values were replaced. Nothing makes one yet: see ``FixtureManifest/masks``.
    package struct Mask: Sendable, Hashable, Codable {
        package var schema: String
        package var table: String
        package var column: String
        package var rule: String

        package init(schema: String, table: String, column: String, rule: String) {
            self.schema = schema
            self.table = table
            self.column = column
            self.rule = rule
        }
    }

    /// An object of the source that the fixture does not carry.
    package struct LeftOutObject: Sendable, Hashable, Codable {
        /// As in SQL, in lower case: `event trigger`, `publication`.
        package var kind: String
        package var name: String
        package var reason: String

        package init(kind: String, name: String, reason: String) {
            self.kind = kind
            self.name = name
            self.reason = reason
        }
    }

    package let format: Int
    package let fixture: String?
    /// Each as `pattern=rule`, in the user's order; what holds for all other tables comes last.
    package let rules: [String]
    /// How "the first N rows" were chosen: `ascending`, `descending`, `random`.
    package let order: String
    package let seed: Int?
    package let tables: [Table]
    /// SHA-256 of the fixture's schema text, in hexadecimal.
    package let schemaFingerprint: String
    /// Always empty: masking is not implemented; the key is in format 1 so that adding it needs no new
    /// format.
    package let masks: [Mask]
    package let leftOut: [LeftOutObject]
    package let notes: [String]

    package init(
        fixture: String?, rules: [String], order: String, seed: Int?, tables: [Table],
        schemaFingerprint: String,
        masks: [Mask] = [], leftOut: [LeftOutObject] = [], notes: [String] = []
    ) {
        format = FixtureHeader.currentFormat
        self.fixture = fixture
        self.rules = rules
        self.order = order
        self.seed = seed
        self.tables = tables.map { $0.sortedInside() }.sorted { $0.qualifiedName < $1.qualifiedName }
        self.schemaFingerprint = schemaFingerprint
        self.masks = masks.sortedByBytes { [$0.schema, $0.table, $0.column, $0.rule] }
        self.leftOut = leftOut.sortedByBytes { [$0.kind, $0.name, $0.reason] }
        self.notes = notes.sortedByBytes { [$0] }
    }

    // MARK: Text

    /// The manifest as indented JSON with a newline at the end.
    package func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// Reads a manifest.
    ///
    /// - Throws: ``FixtureFileError`` with `.readFailed`, `.damaged` or `.unknownFormat`.
    package static func read(from path: FilePath) throws -> FixtureManifest {
        let data = Data(try GzipReader.contents(of: path))
        do {
            let format = try JSONDecoder().decode(FormatOnly.self, from: data).format
            guard format <= FixtureHeader.currentFormat else {
                throw FixtureFileError(
                    code: .unknownFormat,
                    message: "\(path) has manifest format \(format), and this release reads up to "
                        + "\(FixtureHeader.currentFormat): update swift-pg-sample",
                    path: path.string
                )
            }
            return try JSONDecoder().decode(FixtureManifest.self, from: data)
        } catch let error as DecodingError {
            throw FixtureFileError(
                code: .damaged,
                message:
                    "\(path) is not a fixture's manifest: restore it from version control or generate it again",
                path: path.string, cause: error
            )
        }
    }

    private struct FormatOnly: Codable {
        let format: Int
    }

    /// Where the manifest of a fixture stands: `shop.sql.gz`, `shop.sql` and `shop.gz` all have
    /// `shop.manifest.json`.
    package static func path(forFixture fixture: FilePath) -> FilePath {
        var name = fixture.lastComponent?.string ?? ""
        for ending in [".gz", ".sql"] where name.hasSuffix(ending) && name != ending {
            name.removeLast(ending.count)
        }
        return fixture.removingLastComponent().appending("\(name).manifest.json")
    }
}

extension FixtureManifest.Table {
    fileprivate func sortedInside() -> Self {
        var table = self
        table.referenced?.foreignKeys = referenced?.foreignKeys.sortedByBytes { [$0] } ?? []
        table.notes = notes.sortedByBytes { [$0] }
        return table
    }
}

extension Array {
    /// Sorted by the bytes of texts, which is the same everywhere.
    fileprivate func sortedByBytes(_ key: (Element) -> [String]) -> [Element] {
        sorted { left, right in
            key(left).map { Identifier($0) }.lexicographicallyPrecedes(key(right).map { Identifier($0) })
        }
    }
}
