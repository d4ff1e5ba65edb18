import PGSampleFixtureFile
import PGSampleSQL
import SystemPackage

/// What has to be known of a file before it is loaded for trial, from one pass over it.
struct TrialFile: Sendable {
    let path: FilePath
    /// nil when the file is not a fixture of ours.
    let header: FixtureHeader?
    private(set) var unvalidated = UnvalidatedConstraints()
    /// Roles and encoding, which a dump of another program takes for granted.
    private(set) var contents = SourceContents()
    /// SHA-256 of the rows of each table, in hexadecimal; empty unless they were asked for.
    private(set) var digests: [QualifiedName: String] = [:]
    /// Where functions that reading a table calls look for names without a schema: the path that the file loads its
    /// rows under. Nil for a file that sets none before them.
    private(set) var rowSearchPath: String?
    private var searchPath: String?
    private var createdTables = 0
    /// The first table that the file has rows of, as written.
    private var copiedTable: String?
    private var named: [String] = []

    /// Reads a file.
    ///
    /// - Throws: `FixtureFileError`. A script that cannot be cut is no error here: `FixtureLoader` meets that too and
    ///   words it better.
    /// - Complexity: O(bytes) time, memory for the longest statement.
    init(_ path: FilePath, digestsRows: Bool = false) throws {
        self.path = path
        header = try FixtureHeader.read(from: path)
        var rows: RowDigest?
        try ScriptScan.file(path) { event in
            contents.note(event)
            switch event {
            case .statement(let statement):
                unvalidated.note(statement)
                note(statement)
                if digestsRows, statement.copiesFromStdin,
                    let table = StatementWords(statement)?.qualifiedName()
                {
                    rows = RowDigest(table)
                }
            case .copyData(let bytes): rows?.update(bytes)
            case .copyEnd:
                if let rows { digests[rows.table] = rows.hexDigest() }
                rows = nil
            case .metaCommand: break
            }
        }
    }

    /// The extensions that the server must offer.
    var extensions: [String] { header?.extensions ?? named }

    var encoding: String { header?.encoding ?? (contents.isUnencoded ? "SQL_ASCII" : "UTF8") }

    /// A table that the file has rows of, when it creates none.
    var tableWithoutSchema: String? { createdTables == 0 ? copiedTable : nil }

    private mutating func note(_ statement: ScriptStatement) {
        guard let words = StatementWords(statement) else { return }
        if statement.copiesFromStdin {
            rowSearchPath = searchPath
            copiedTable = copiedTable ?? words.qualifiedName()?.sql ?? words.identifier(1)?.sql
        } else if words.lowercased(0) == "create" {
            if (1..<5).contains(where: { words.lowercased($0) == "table" }) { createdTables += 1 }
            guard words.lowercased(1) == "extension" else { return }
            let isGuarded = words.spell("if", "not", "exists", at: 2)
            if let name = words.identifier(isGuarded ? 5 : 2) { named.append(name.name) }
        } else if words.lowercased(3) == "set_config", words.identifierOrString(5)?.name == "search_path" {
            searchPath = words.identifierOrString(7)?.name
        }
    }
}

/// The digest of one table's rows, while they go by.
private final class RowDigest {
    let table: QualifiedName
    private var hash = SHA256()

    init(_ table: QualifiedName) { self.table = table }

    func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { hash.update($0) } }

    func hexDigest() -> String { hash.hexDigest() }
}
