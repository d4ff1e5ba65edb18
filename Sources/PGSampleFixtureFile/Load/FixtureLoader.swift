package import PGSampleLibPQ
import PGSampleSQL
package import SystemPackage

/// Loads a SQL file into a server, statement by statement: a fixture of ours or a plain dump of `pg_dump`, compressed
/// or not.
///
///     let tables = try FixtureLoader(session).load("Fixtures/shop.sql.gz")
///
/// The file is streamed, so memory grows with its longest statement only. The settings that a file makes stay with the
/// session: one that is used for anything else afterwards needs `RESET ALL`.
package struct FixtureLoader {
    /// A table whose rows are in.
    package struct LoadedTable: Sendable, Hashable {
        /// As the file writes it: a fixture of ours with its schema, quoted where needed.
        package var name: String
        /// By the server's count.
        package var rows: Int

        package init(name: String, rows: Int) {
            self.name = name
            self.rows = rows
        }
    }

    private let session: Session
    private let inOneTransaction: Bool
    private let progress: @Sendable (LoadedTable) -> Void

    /// - Parameters:
    ///   - inOneTransaction: Whether a file that fails leaves nothing behind. It takes a lock for every table and index,
    ///     and it is for files that have no transactions of their own.
    ///   - progress: Called after each table's rows.
    package init(
        _ session: Session, inOneTransaction: Bool = false,
        progress: @escaping @Sendable (LoadedTable) -> Void = { _ in }
    ) {
        self.session = session
        self.inOneTransaction = inOneTransaction
        self.progress = progress
    }

    /// Loads a file.
    ///
    /// - Returns: The tables whose rows were loaded, in the file's order; one that the file fills twice, twice.
    /// - Throws: ``FixtureFileError``: `.readFailed`, `.damaged`, `.unknownFormat`; `.refused` for a file or a line
    ///   that only another program can run, or a server that is too old; `.loadFailed` with the file's line, the object
    ///   and the server's words when the server refused. `CancellationError`. Without `inOneTransaction`, what was
    ///   loaded before the error stays.
    package func load(_ path: FilePath) throws -> [LoadedTable] {
        let file = try LoadFile(path: path)
        try checkServer(for: file.header, path: path)
        guard inOneTransaction else { return try loadAll(of: file) }
        try transactionStatement("BEGIN", path: path)
        do {
            let tables = try loadAll(of: file)
            try transactionStatement("COMMIT", path: path)
            return tables
        } catch {
            // The error at hand is the one to tell; on a lost connection there is nothing to roll back.
            try? session.execute("ROLLBACK")
            throw error
        }
    }

    private func loadAll(of file: LoadFile) throws -> [LoadedTable] {
        var tables: [LoadedTable] = []
        while let event = try file.next() {
            switch event {
            case .statement(let statement) where statement.copiesFromStdin:
                let table = try copy(statement, from: file)
                tables.append(table)
                progress(table)
            case .statement(let statement):
                do {
                    try session.execute(bytes: statement.bytes)
                } catch let error as DatabaseError {
                    throw StatementFailure(statement: statement, path: file.path).error(for: error)
                }
            case .metaCommand(let command, let line):
                try refuse(command, line: line, path: file.path)
            case .copyData, .copyEnd:
                continue  // the reader gives rows only after their statement, where they are taken
            }
        }
        try checkCounts(of: tables, against: file.header, path: file.path)
        return tables
    }

    private func copy(_ statement: ScriptStatement, from file: LoadFile) throws -> LoadedTable {
        let words = StatementFailure(statement: statement, path: file.path)
        do {
            let rows = try session.copyIn(bytes: statement.bytes) { push in
                while case .copyData(let rows)? = try file.next() {
                    try rows.withUnsafeBytes { try push($0) }
                }
            }
            return LoadedTable(name: words.tableName, rows: rows)
        } catch let error as DatabaseError {
            throw words.error(for: error)
        }
    }

    // MARK: Refusals

    /// `\restrict` and `\unrestrict` are pg_dump's guard against its own output in psql, and mean nothing here.
    private func refuse(_ command: String, line: Int, path: FilePath) throws {
        let word = command.prefix { !$0.isWhitespace }
        guard word != "\\restrict", word != "\\unrestrict" else { return }
        var error = FixtureFileError(
            code: .refused,
            message: "cannot load \(path), line \(line): \"\(word)\" is a command of psql, not SQL; "
                + "load the file with psql, or make it with pg_dump",
            path: path.string
        )
        error.line = line
        throw error
    }

    private func checkServer(for header: FixtureHeader?, path: FilePath) throws {
        let major = session.serverVersion / 10_000
        guard let header, header.minimumServerMajor > major else { return }
        throw FixtureFileError(
            code: .refused,
            message:
                "cannot load \(path): it needs PostgreSQL \(header.minimumServerMajor) or later, and the server "
                + "is \(major)",
            path: path.string
        )
    }

    /// The header's counts are what was sampled, so other counts mean that the file was changed.
    private func checkCounts(of tables: [LoadedTable], against header: FixtureHeader?, path: FilePath) throws
    {
        guard let header else { return }
        let loaded = Dictionary(tables.map { ($0.name, $0.rows) }, uniquingKeysWith: +)
        for table in header.tables {
            let name = table.qualifiedName.sql
            guard loaded[name] ?? 0 != table.rows else { continue }
            var error = FixtureFileError(
                code: .damaged,
                message:
                    "\(path) has \(loaded[name] ?? 0) rows of \(name), and its header says \(table.rows): "
                    + "generate it again",
                path: path.string
            )
            error.object = name
            throw error
        }
    }

    private func transactionStatement(_ sql: String, path: FilePath) throws {
        do {
            try session.execute(sql)
        } catch let error as DatabaseError {
            throw StatementFailure.error(for: error, object: sql, line: nil, path: path)
        }
    }
}
