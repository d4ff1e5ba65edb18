package import PGSampleLibPQ
import PGSampleSQL
package import SystemPackage

/// Loads a SQL file into a server, statement by statement: a fixture of ours or a plain dump of `pg_dump`,
/// compressed or not.
///
///     let tables = try FixtureLoader(session).load("Fixtures/shop.sql.gz").tables
///
/// The file is streamed, so memory grows with its longest statement only. The settings that a file makes stay
/// with the session: one that is used for anything else afterwards needs `RESET ALL`.
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

    /// What came of a load.
    package struct Outcome: Sendable, Hashable {
        /// In the file's order; one that the file fills twice, twice.
        package var tables: [LoadedTable] = []
        /// The server's words for each thing that a fixture leaves undone because its rows are not enough for it. They
        /// hold no row's values.
        package var misfits: [String] = []
    }

    private let session: Session
    private let inOneTransaction: Bool
    private let lockLimit: Int?
    private let schemaMap: SchemaMap
    private let checksCounts: Bool
    private let beforeCommit: ((Session) throws -> Void)?
    private let progress: @Sendable (LoadedTable) -> Void
    private let reading: (@Sendable (Position) -> Void)?

    /// - Parameters:
    ///   - inOneTransaction: Whether a file that fails leaves nothing behind. It takes a lock for every table
    ///     and index, and it is for files that have no transactions of their own.
    ///   - lockLimit: The locks that the one transaction may take, by ``LockCount``; nil for any number. A
    ///     file that comes near to so many before its first rows is read to its end, so that what would be
    ///     too much is known before any row is sent.
    ///   - schemaMap: Schemas that get other names than in the file; see ``Relocation`` for what moves and
    ///     what does not. The file is then read two times more. When one of them has to be renamed after the
    ///     load (``RelocationPlan/needsRename``), the load is one transaction in any case.
    ///   - checksCounts: Whether other numbers of rows than the header's are an error, as of a damaged file.
    ///   - progress: Called after each table's rows.
    ///   - reading: Called at the beginning, after each 256 kB of SQL, and at the end of each table's rows.
    ///   - beforeCommit: Called when all is loaded, inside of the one transaction, which there is with this
    ///     in any case. If it throws, nothing stays; what it throws is passed on.
    package init(
        _ session: Session, inOneTransaction: Bool = false, lockLimit: Int? = nil,
        schemaMap: SchemaMap = .none, checksCounts: Bool = true,
        progress: @escaping @Sendable (LoadedTable) -> Void = { _ in },
        reading: (@Sendable (Position) -> Void)? = nil,
        beforeCommit: ((Session) throws -> Void)? = nil
    ) {
        self.session = session
        self.inOneTransaction = inOneTransaction || lockLimit != nil || beforeCommit != nil
        self.lockLimit = lockLimit
        self.beforeCommit = beforeCommit
        self.schemaMap = schemaMap
        self.checksCounts = checksCounts
        self.progress = progress
        self.reading = reading
    }

    /// Loads a file.
    ///
    /// - Throws: ``FixtureFileError``: `.readFailed`, `.damaged`, `.unknownFormat`; `.refused` for a file
    ///   or a line that only another program can run, or a server that is too old; `.loadFailed` with the
    ///   file's line, the object and the server's words when the server refused. ``TooManyLocks``.
    ///   `CancellationError`. Without `inOneTransaction`, what was loaded before the error stays.
    package func load(_ path: FilePath) throws -> Outcome {
        try load(path, by: schemaMap.isEmpty ? nil : Relocation.plan(for: path, map: schemaMap))
    }

    /// As ``load(_:)``, with schemas renamed by a plan that was made for this file before.
    package func load(_ path: FilePath, by plan: RelocationPlan?) throws -> Outcome {
        var outcome = Outcome()
        session.onWarning = { sqlState, message in
            if sqlState == SQLState.rowsDoNotFit { outcome.misfits.append(message) }
        }
        defer { session.onWarning = nil }
        outcome.tables = try loadTables(of: path, by: plan)
        return outcome
    }

    private func loadTables(of path: FilePath, by plan: RelocationPlan?) throws -> [LoadedTable] {
        let file = try LoadFile(path: path)
        try checkServer(for: file.header, path: path)
        file.tellPosition(to: reading)
        let relocation = plan.flatMap { $0.map.isEmpty ? nil : Relocation($0) }
        guard inOneTransaction || relocation?.plan.needsRename.isEmpty == false else {
            return try loadAll(of: file, relocation)
        }
        try transactionStatement("BEGIN", path: path)
        do {
            let tables = try loadAll(of: file, relocation)
            try beforeCommit?(session)
            try transactionStatement("COMMIT", path: path)
            return tables
        } catch {
            // The error at hand is the one to tell; on a lost connection there is nothing to roll back.
            try? session.execute("ROLLBACK")
            throw error
        }
    }

    private func loadAll(of file: LoadFile, _ relocation: Relocation?) throws -> [LoadedTable] {
        var queue = StatementQueue(session)
        do {
            return try loadAll(of: file, relocation, &queue)
        } catch var error as FixtureFileError where queue.hasEndedTransaction {
            error.leavesPart = true
            throw error
        }
    }

    private func loadAll(
        of file: LoadFile, _ relocation: Relocation?, _ queue: inout StatementQueue
    ) throws -> [LoadedTable] {
        let placement = relocation.map { SchemaPlacement(session: session, plan: $0.plan) }
        try describingFailures(of: file) { try placement?.prepare() }
        var tables: [LoadedTable] = []
        var locks = LockCount()
        while let event = try next(of: file, &queue) {
            switch event {
            case .statement(let statement):
                try checkLocks(of: statement, in: &locks, isFirstCopy: tables.isEmpty, file: file)
                let statement = try LoadStatement(statement, path: file.path, relocation)
                guard statement.written.copiesFromStdin else {
                    try run(statement, placement, relocation, &queue)
                    continue
                }
                try queue.send()
                let table = try copy(statement, from: file, relocation)
                tables.append(table)
                progress(table)
            case .metaCommand(let command, let line):
                try queue.send()
                try checkMetaCommand(command, line: line, path: file.path)
            case .copyData, .copyEnd:
                continue  // the reader gives rows only after their statement, where they are taken
            }
        }
        try queue.send()
        if checksCounts { try checkCounts(of: tables, against: file.header, path: file.path) }
        try describingFailures(of: file) { try placement?.finish() }
        return tables
    }

    /// - Throws: What comes first in the file: a statement that waits and that the server refuses, or damage.
    private func next(of file: LoadFile, _ queue: inout StatementQueue) throws -> ScriptEvent? {
        do {
            return try file.next()
        } catch {
            try queue.send()
            throw error
        }
    }

    /// Counts the locks that a statement of the file will take.
    ///
    /// - Throws: ``TooManyLocks`` before the statement that would exceed the limit is sent.
    private func checkLocks(
        of statement: ScriptStatement, in locks: inout LockCount, isFirstCopy: Bool, file: LoadFile
    ) throws {
        guard let lockLimit else { return }
        do {
            try locks.note(statement)
            let looksAhead = statement.copiesFromStdin && isFirstCopy && locks.value > lockLimit / 2
            guard looksAhead || locks.value > lockLimit else { return }
            let count = max(locks.value, try LockCount.ofStatements(in: file.path))
            if count > lockLimit { throw TooManyLocks(count: count) }
        } catch let error as ScriptSyntaxError {
            throw file.damage(error)
        }
    }

    private func run(
        _ statement: LoadStatement, _ placement: SchemaPlacement?, _ relocation: Relocation?,
        _ queue: inout StatementQueue
    ) throws {
        guard let placement else { return try queue.append(statement) }
        let schema = try relocation?.movedSchema(createdBy: statement.written)
        let home = try placement.home(ofExtensionIn: statement.written)
        guard schema != nil || home != nil else { return try queue.append(statement) }
        try queue.send()
        do {
            if let schema { return try placement.create(schema, by: statement.sent) }
            if let home { try placement.make(home) }
        } catch let error as DatabaseError {
            throw statement.failure.error(for: error)
        }
        try queue.append(statement)
    }

    private func copy(
        _ statement: LoadStatement, from file: LoadFile, _ relocation: Relocation?
    ) throws -> LoadedTable {
        do {
            var rewriting = try relocation.flatMap { try rewriter(of: statement, $0) }
            let count = try session.copyIn(bytes: statement.sent.bytes) { push in
                while case .copyData(let piece)? = try file.next() {
                    let moved = rewriting?.rewriting(piece) ?? piece
                    if !moved.isEmpty { try moved.withUnsafeBytes { try push($0) } }
                }
            }
            return LoadedTable(name: statement.failure.tableName, rows: count)
        } catch let error as DatabaseError {
            throw statement.failure.error(for: error)
        }
    }

    /// A rewriter for rows with columns of names, such as `regclass`.
    private func rewriter(of statement: LoadStatement, _ relocation: Relocation) throws -> RelocatedRows? {
        guard relocation.plan.hasNameColumns, let table = statement.sentTable else { return nil }
        // Columns: name, type (of a domain, what it is over). In the table's order.
        let result = try session.query(
            """
            SELECT a.attname, coalesce(b.typname, t.typname)
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
            WHERE a.attrelid = pg_catalog.to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            ORDER BY a.attnum
            """, [table]
        ).textRows()
        let types = Dictionary(
            result.map { ($0[0] ?? "", $0[1] ?? "") }, uniquingKeysWith: { first, _ in first })
        let columns = statement.columns ?? result.map { Identifier($0[0] ?? "") }
        return relocation.rows(ofColumns: columns.map { types[$0.name] ?? "" })
    }

    /// Puts an error of the server outside of the file's own statements into words.
    private func describingFailures(of file: LoadFile, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as DatabaseError {
            throw StatementFailure.error(for: error, object: "the schemas", line: nil, path: file.path)
        } catch let refusal as FixtureFileError where refusal.path == nil {
            var error = refusal
            error.path = file.path.string
            error.message = "cannot load \(file.path): \(error.message)"
            throw error
        }
    }

    // MARK: Refusals

    /// - Throws: `.refused` for any psql command except `\restrict` and `\unrestrict`, with which pg_dump
    ///   guards psql against its own output and which mean nothing here.
    private func checkMetaCommand(_ command: String, line: Int, path: FilePath) throws {
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
