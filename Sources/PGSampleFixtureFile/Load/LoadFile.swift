import PGSampleSQL
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A SQL file as the events of its script, with what it says about itself.
final class LoadFile {
    /// What a file begins with that `pg_dump -Fc` wrote.
    private static let archiveMark = Array("PGDMP".utf8)

    let path: FilePath
    /// nil when the file is not a fixture of ours.
    private(set) var header: FixtureHeader?
    private let reader: ReadAhead
    private var script = ScriptReader()
    private var isAtEnd = false
    /// The last bytes that were read: enough to hold the line that ends a fixture.
    private var tail: [UInt8] = []
    private var position = FixtureLoader.Position()
    private var listener: (@Sendable (FixtureLoader.Position) -> Void)?

    /// Opens the file and reads its header.
    ///
    /// - Throws: ``FixtureFileError`` as ``FixtureLoader/load(_:)``.
    init(path: FilePath) throws {
        self.path = path
        let file = try GzipReader(path: path)
        position.fileBytes = file.fileSize
        reader = ReadAhead(file, pieceSize: GzipReader.pieceSize)
        var scanner = FixtureHeader.Scanner(path: path)
        while !scanner.isDone, !isAtEnd {
            let bytes = try readPiece()
            try scanner.scan(bytes)
        }
        header = try scanner.header()
        position.allTables = header?.tables.count
        if isAtEnd { try checkIsWhole() }
    }

    /// The next event; nil at the end of the file.
    func next() throws -> ScriptEvent? {
        while true {
            if let event = try nextOfScript() {
                if listener != nil { note(event) }
                return event
            }
            if isAtEnd { return nil }
            _ = try readPiece()
            if !isAtEnd { tellPosition() }
        }
    }

    // MARK: How far it is read

    /// Calls `listener` at once, with every further piece that is read, and at the end of each table's rows.
    func tellPosition(to listener: (@Sendable (FixtureLoader.Position) -> Void)?) {
        self.listener = listener
        tellPosition()
    }

    private func tellPosition() {
        guard let listener else { return }
        position.rows = script.rowCount
        position.bytes = reader.position
        listener(position)
    }

    private func note(_ event: ScriptEvent) {
        switch event {
        case .statement(let statement) where statement.copiesFromStdin:
            position.table = StatementFailure(statement: statement, path: path).tableName
        case .copyEnd:
            position.table = nil
            position.tables += 1
            tellPosition()
        case .statement, .copyData, .metaCommand: break
        }
    }

    // MARK: Script

    private func nextOfScript() throws -> ScriptEvent? {
        do throws(ScriptSyntaxError) {
            let event = try script.next()
            if case .statement(let statement)? = event, Self.holdsZero(statement.bytes) {
                throw ScriptSyntaxError(
                    line: statement.line, message: "a byte of value 0, which no text file has")
            }
            return event
        } catch {
            throw damage(error)
        }
    }

    /// By the C library, because a debug build takes its time for `contains`.
    private static func holdsZero(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        }
    }

    /// The error for text that is no script.
    func damage(_ cause: ScriptSyntaxError) -> FixtureFileError {
        var failure = FixtureFileError(
            code: .damaged, message: "cannot load \(path), \(cause)", path: path.string, cause: cause
        )
        failure.line = cause.line
        return failure
    }

    /// Reads on; the bytes are valid until the next call.
    ///
    /// - Throws: `CancellationError`, too, between pieces.
    private func readPiece() throws -> UnsafeRawBufferPointer {
        try Task.checkCancellation()
        let bytes = try reader.read()
        if bytes.isEmpty {
            isAtEnd = true
            try checkIsWhole()
            script.finish()
        } else {
            if tail.isEmpty, bytes.starts(with: Self.archiveMark) { throw archive() }
            script.append(bytes)
            let length = FixtureWriter.lastLine.utf8.count
            tail = (tail + bytes.suffix(length)).suffix(length)
        }
        return bytes
    }

    // MARK: What cannot be loaded

    /// A fixture without its last line is damaged. gzip notices by itself when its file is cut short; a plain
    /// one could end after any statement, or in one that means something else then.
    private func checkIsWhole() throws {
        guard header != nil, !tail.elementsEqual(FixtureWriter.lastLine.utf8) else { return }
        throw FixtureFileError(
            code: .damaged,
            message:
                "\(path) does not end with \"\(FixtureWriter.lastLine.dropLast())\": it is cut short or was added "
                + "to; restore it from version control or generate it again",
            path: path.string
        )
    }

    private func archive() -> FixtureFileError {
        FixtureFileError(
            code: .refused,
            message: "cannot load \(path): it is an archive of pg_dump; "
                + "restore it with pg_restore, or dump as plain SQL (-Fp)",
            path: path.string
        )
    }
}
