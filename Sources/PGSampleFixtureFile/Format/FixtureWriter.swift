import PGSampleLibPQ
package import PGSampleSQL
import Synchronization

/// Writes a fixture: header, settings, and then, in this order, the schema's first part, rows, sequences,
/// the schema's last part, materialized views, CHECKs that look beyond their row, row security.
///
///     let writer = try FixtureWriter(output, header: header)
///     for statement in schema.preData { try writer.writePreData(statement) }
///     try writer.beginTable(table, columns: columns)
///     _ = try session.copyOut(sql) { try writer.writeRows($0) }
///     try writer.endTable()
///     …
///     let contents = try writer.finish()
///
/// What it writes loads with `psql -v ON_ERROR_STOP=1` and with ``FixtureLoader``. A part that is out of
/// order is a programmer error. May be called from any thread, by one at a time.
///
/// Unchecked, because the mutex `lock` holds nothing itself: every method takes it before it touches a
/// property.
package final class FixtureWriter: @unchecked Sendable {  // by the mutex `lock`
    private enum Part: Int {
        case preData, tables, sequences, postData, views, validations, rowSecurity, finished
    }

    static let lastLine = "-- swift-pg-sample fixture complete\n"

    private let lock = Mutex(())
    private let sink: any ByteSink
    private let header: FixtureHeader
    private let functionSearchPath: String
    /// What `search_path` is where the file ends so far.
    private var searchPath = ""
    private var part = Part.preData
    private var schemaHash = SHA256()
    private var table: (name: QualifiedName, rows: RowWriter)?
    private var tables: [FixtureContents.Table] = []

    /// Writes the header and the settings.
    ///
    /// - Parameters:
    ///   - sink: Gets the file's plain text; the caller finishes and commits it.
    ///   - header: Its row counts are promises, which ``finish()`` checks.
    ///   - functionSearchPath: Where the bodies of functions that run during a load look for names that are
    ///     not qualified, as `search_path` has it. The file's own names are, but for those of `pg_catalog`, so
    ///     its statements run under an empty path where they can.
    package init(
        _ sink: any ByteSink & Sendable, header: FixtureHeader, functionSearchPath: String = ""
    ) throws {
        self.sink = sink
        self.header = header
        self.functionSearchPath = functionSearchPath
        try sink.write(header.lines() + "\n" + FixturePreamble.text(encoding: header.encoding))
    }

    // MARK: Schema

    /// Writes a statement that comes before the rows: a schema, a type, a function, a table.
    ///
    /// - Parameters:
    ///   - statement: One statement, with or without its semicolon.
    ///   - looksIntoFunctions: Whether the server has to find what the bodies of functions name to run it.
    /// - Throws: ``FixtureFileError`` with `.invalidContent` for text that psql would take for anything but
    ///   one statement, such as a psql command.
    package func writePreData(_ statement: String, looksIntoFunctions: Bool = false) throws {
        try lock.withLock { _ in try writeSchema(statement, in: .preData, looksIntoFunctions) }
    }

    /// Writes a statement that comes after the rows: a key, an index, a foreign key, a trigger.
    ///
    /// - Parameters: As of ``writePreData(_:looksIntoFunctions:)``.
    package func writePostData(_ statement: String, looksIntoFunctions: Bool = false) throws {
        try lock.withLock { _ in try writeSchema(statement, in: .postData, looksIntoFunctions) }
    }

    /// Writes a policy, or what switches row security on. Under it an owner could not fill a materialized
    /// view.
    ///
    /// - Parameter statement: As of ``writePreData(_:looksIntoFunctions:)``.
    package func writeRowSecurity(_ statement: String) throws {
        try lock.withLock { _ in try writeSchema(statement, in: .rowSecurity, false) }
    }

    private func writeSchema(_ statement: String, in part: Part, _ looksIntoFunctions: Bool) throws {
        enter(part)
        try writeSearchPath(forFunctions: looksIntoFunctions)
        let text = try Self.oneStatement(statement) + ";\n\n"
        schemaHash.update(text)
        try sink.write(text)
    }

    // MARK: Rows

    /// Opens a table's rows.
    ///
    /// - Parameter columns: In the order of the data. Empty for a table without columns to write, whose rows
    ///   are empty lines: COPY knows no empty list, and without a list takes the same columns.
    package func beginTable(_ name: QualifiedName, columns: [Identifier]) throws {
        try lock.withLock { _ in
            enter(.tables)
            // Of CHECKs and generated columns.
            try writeSearchPath(forFunctions: true)
            let list = columns.isEmpty ? "" : " (" + columns.map(\.sql).joined(separator: ", ") + ")"
            try sink.write("COPY \(name.sql)\(list) FROM stdin;\n")
            table = (name, RowWriter(sink: sink))
        }
    }

    /// Writes whole rows in COPY's text format, newlines included, as `COPY … TO STDOUT` sends them.
    ///
    /// - Throws: ``FixtureFileError`` with `.invalidContent` for rows that do not end with a newline, or a
    ///   row that would end the data.
    package func writeRows(_ rows: UnsafeRawBufferPointer) throws {
        try lock.withLock { _ in
            guard let table else { preconditionFailure("rows need beginTable before them") }
            guard try table.rows.write(rows) else {
                throw FixtureFileError(
                    code: .invalidContent,
                    message:
                        "the rows of \(table.name) are not in COPY's text format: a row has no newline or is \\."
                )
            }
        }
    }

    /// Rows of the open table, and their bytes, that went to the sink already; none without an open table.
    package var passedOn: (rows: Int, bytes: Int) {
        lock.withLock { _ in table.map { ($0.rows.rows, $0.rows.bytes) } ?? (0, 0) }
    }

    /// Closes the table's rows.
    @discardableResult
    package func endTable() throws -> FixtureContents.Table {
        try lock.withLock { _ in
            guard let (name, rows) = table else { preconditionFailure("endTable needs beginTable before it") }
            table = nil
            let contents = try rows.finish(table: name)
            tables.append(contents)
            try sink.write("\\.\n\n")
            return contents
        }
    }

    // MARK: Sequences and views

    /// Sets a sequence: the next value is `value`, or the one after it when it `isCalled`.
    package func setSequence(_ name: QualifiedName, value: Int64, isCalled: Bool) throws {
        try lock.withLock { _ in
            enter(.sequences)
            try sink.write("SELECT pg_catalog.setval(\(Literal.string(name.sql)), \(value), \(isCalled));\n")
        }
    }

    /// Fills a materialized view; those that it reads come before it.
    ///
    /// Its query may fail over a sample of the rows, or give two that are the same in a unique index. Then the view
    /// stays as `CREATE MATERIALIZED VIEW … WITH NO DATA` makes it.
    package func refresh(_ materializedView: QualifiedName) throws {
        let name = materializedView.sql
        try attempt(
            "REFRESH MATERIALIZED VIEW \(name)", on: name, part: .views,
            warning: "the materialized view % could not be filled from these rows")
    }

    /// Holds the rows of a table against a CHECK that was added `NOT VALID`, which it stays where they do not meet it.
    package func validate(_ check: Identifier, of table: QualifiedName) throws {
        try attempt(
            "ALTER TABLE \(table.sql) VALIDATE CONSTRAINT \(check.sql)", on: table.sql, part: .validations,
            warning:
                "these rows of % do not meet the CHECK \(check.sql.replacing("%", with: "%%")), which stays NOT VALID"
        )
    }

    /// Writes a statement that need not succeed: the file loads all the same, with a warning of
    /// `SQLState.rowsDoNotFit`. What the server itself lacks ends the load.
    ///
    /// - Parameter warning: With `%` for the relation.
    private func attempt(_ statement: String, on relation: String, part: Part, warning: String) throws {
        let block = """

            BEGIN
                \(statement);
            EXCEPTION
                WHEN insufficient_resources OR operator_intervention OR system_error THEN RAISE;
                WHEN OTHERS THEN
                    RAISE WARNING \(Literal.string(warning + " (SQLSTATE %)")),
                        \(Literal.string(relation))::pg_catalog.regclass, SQLSTATE
                        USING ERRCODE = '\(SQLState.rowsDoNotFit)', DETAIL = SQLERRM;
            END

            """
        try lock.withLock { _ in
            enter(part)
            try writeSearchPath(forFunctions: true)
            try sink.write("DO \(Literal.dollarQuoted(block));\n\n")
        }
    }

    // MARK: End

    /// Writes the last line, by which a whole fixture is known, and checks the header's promises.
    ///
    /// - Throws: ``FixtureFileError`` with `.invalidContent` when a table has other rows than the header
    ///   says.
    package func finish() throws -> FixtureContents {
        try lock.withLock { _ in
            enter(.finished)
            let written = Dictionary(tables.map { ($0.name, $0.rows) }, uniquingKeysWith: +)
            let promised = Dictionary(header.tables.map { ($0.qualifiedName, $0.rows) }, uniquingKeysWith: +)
            for name in Set(written.keys).union(promised.keys).sorted() {
                guard written[name] ?? 0 != promised[name] ?? 0 else { continue }
                throw FixtureFileError(
                    code: .invalidContent,
                    message: "\(written[name] ?? 0) rows of \(name) were written, and the header says "
                        + "\(promised[name] ?? 0)"
                )
            }
            try sink.write("\n" + Self.lastLine)
            return FixtureContents(tables: tables, schemaFingerprint: schemaHash.hexDigest())
        }
    }

    private func writeSearchPath(forFunctions: Bool) throws {
        let path = forFunctions ? functionSearchPath : ""
        guard path != searchPath else { return }
        try sink.write(FixturePreamble.searchPath(path) + "\n")
        searchPath = path
    }

    private func enter(_ next: Part) {
        precondition(table == nil, "a table's rows are still open")
        precondition(
            part != .finished && next.rawValue >= part.rawValue, "a fixture's parts have a fixed order")
        part = next
    }

    /// `text` without its semicolon, if psql would read exactly one statement in it.
    private static func oneStatement(_ text: String) throws -> String {
        var reader = ScriptReader()
        reader.append(Array(text.utf8))
        reader.append(Array("\n;".utf8))
        reader.finish()
        do throws(ScriptSyntaxError) {
            if case .statement(let statement)? = try reader.next(), !statement.copiesFromStdin,
                try reader.next() == nil
            {
                return statement.text
            }
        } catch {
            throw FixtureFileError(
                code: .invalidContent, message: "a statement of the schema cannot be written: \(error)",
                cause: error
            )
        }
        throw FixtureFileError(
            code: .invalidContent,
            message:
                "a text of the schema is not one SQL statement, so it cannot be written: \(firstWords(of: text))"
        )
    }

    private static func firstWords(of text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).prefix(4).joined(separator: " ")
    }
}
