import PGSampleFixtureFile
import PGSampleSQL

/// What a file says of the database that it is loaded into: its header, the manifest beside it, and what it declares
/// itself.
struct TrialPromises: Sendable {
    /// The constraints that the file itself leaves without validation.
    let unvalidated: UnvalidatedConstraints
    /// Where functions look for names without a schema when rows are read.
    let rowSearchPath: String?
    /// What the rows can be compared with.
    let sources: [String]
    /// Every table that is spoken of, the header's first; nil when none is, because there is neither header nor
    /// manifest.
    let tables: [QualifiedName]?
    private let headerRows: [QualifiedName: Int]
    /// nil without a manifest.
    private let manifestTables: [QualifiedName: FixtureManifest.Table]?
    private let digests: [QualifiedName: String]

    /// - Parameter digests: SHA-256 of the rows that the file has for a table, in hexadecimal, to be compared with those
    ///   of the manifest.
    init(
        header: FixtureHeader?, manifest: FixtureManifest? = nil,
        unvalidated: UnvalidatedConstraints = UnvalidatedConstraints(),
        digests: [QualifiedName: String] = [:],
        rowSearchPath: String? = nil
    ) {
        self.rowSearchPath = rowSearchPath
        self.unvalidated = unvalidated
        self.digests = digests
        sources = [header == nil ? nil : "header", manifest == nil ? nil : "manifest"].compactMap(\.self)
        headerRows = Dictionary(
            (header?.tables ?? []).map { ($0.qualifiedName, $0.rows) },
            uniquingKeysWith: { first, _ in first })
        manifestTables = manifest.map {
            Dictionary($0.tables.map { ($0.qualifiedName, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let first = header?.tables.map(\.qualifiedName) ?? []
        let others =
            manifest?.tables.map(\.qualifiedName).filter { [headerRows] in headerRows[$0] == nil } ?? []
        tables = sources.isEmpty ? nil : first + others
    }

    func expectedRows(of table: QualifiedName) -> Int? {
        headerRows[table] ?? manifestTables?[table]?.rows
    }

    /// What is not as promised of a table.
    ///
    /// - Parameter rows: nil when there is no such table.
    func differences(of table: QualifiedName, rows: Int?) -> [VerificationReport.Difference] {
        func difference(_ expected: String, _ found: String) -> VerificationReport.Difference {
            VerificationReport.Difference(object: table.sql, expected: expected, found: found)
        }
        guard let rows else { return [difference("a table", "none")] }
        let found = Figures.count(rows, "row")
        var all: [VerificationReport.Difference] = []
        if let promised = headerRows[table], promised != rows {
            all.append(difference("\(Figures.count(promised, "row")) by the header", found))
        }
        guard let manifestTables else { return all }
        guard let promised = manifestTables[table] else {
            return all + [difference("no such table by the manifest", found)]
        }
        if promised.rows != rows {
            all.append(difference("\(Figures.count(promised.rows, "row")) by the manifest", found))
        } else if let digest = digests[table], digest != promised.sha256 {
            let expected = "the rows of the manifest (SHA-256 \(promised.sha256.prefix(12))…)"
            all.append(difference(expected, "others (\(digest.prefix(12))…)"))
        }
        return all
    }
}
