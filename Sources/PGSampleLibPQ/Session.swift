import CPGSampleLibPQ
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One connection to a server, synchronous and bound to the thread that uses it: the core inside
/// ``Connection``.
///
/// Not `Sendable`, because libpq allows one thread at a time on a connection (PostgreSQL documentation,
/// 34.20 "Behavior in Threaded Programs"). Every call blocks its thread until the server has answered.
package final class Session {
    /// The client encoding of every session; a source in SQL_ASCII is read with its bytes as they are.
    static let clientEncoding = "UTF8"
    /// Seconds, when neither the connection string nor PGCONNECT_TIMEOUT nor a service says otherwise.
    static let defaultConnectTimeout = "15"

    private struct Handle: ~Copyable {
        let pointer: OpaquePointer
        deinit { PQfinish(pointer) }
    }

    private let handle: Handle
    let canceller: Canceller
    /// Called with the SQLSTATE and the message of each warning of the server's, while it answers; notices of a
    /// lower level are dropped.
    package var onWarning: ((_ sqlState: String, _ message: String) -> Void)?
    var connection: OpaquePointer { handle.pointer }

    /// Connects and waits until the server accepts.
    ///
    /// - Throws: ``DatabaseError`` with `.invalidParameters` or `.connectionFailed`.
    package init(_ parameters: ConnectionParameters) throws(DatabaseError) {
        try parameters.validate()
        let pointer = Self.withCStringArrays(Self.settings(parameters)) { PQconnectdbParams($0, $1, 1) }
        guard let pointer else {
            throw DatabaseError(code: .connectionFailed, message: "libpq is out of memory")
        }
        let handle = Handle(pointer: pointer)
        guard PQstatus(pointer) == CONNECTION_OK, let canceller = Canceller(connection: pointer) else {
            throw DatabaseError(code: .connectionFailed, message: Self.lastWords(of: pointer))
        }
        self.handle = handle
        self.canceller = canceller
        receiveNotices()
    }

    static func settings(_ parameters: ConnectionParameters) -> [(keyword: String, value: String)] {
        var settings = parameters.keywordsAndValues
        settings.append(("client_encoding", clientEncoding))
        if !limitsConnecting(parameters) { settings.append(("connect_timeout", defaultConnectTimeout)) }
        return settings
    }

    /// Whether something else says how long connecting may take. What we say goes before what a service file
    /// says; which service that is, libpq tells of PGSERVICE, but not of a connection string.
    private static func limitsConnecting(_ parameters: ConnectionParameters) -> Bool {
        if let defaults = PQconndefaults() {
            defer { PQconninfoFree(defaults) }
            if value(of: "connect_timeout", in: defaults) != nil { return true }
        }
        return ["connect_timeout", "service"].contains { parameters.namedValue(of: $0) != nil }
    }

    /// Whether a server answers and takes connections in, be it only to refuse this one, such as for being
    /// too many. Waits for the answer.
    static func isServing(_ parameters: ConnectionParameters) -> Bool {
        withCStringArrays(settings(parameters)) { PQpingParams($0, $1, 1) } == PQPING_OK
    }

    /// The server's version as libpq counts it: 150018 is 15.18.
    package var serverVersion: Int { Int(PQserverVersion(connection)) }

    /// The server's process for this session; behind a connection pool a number of the pool's own.
    package var backendProcessID: Int32 { PQbackendPID(connection) }

    /// Whether statements are part of a transaction, which has not failed.
    package var isInTransaction: Bool { PQtransactionStatus(connection) == PQTRANS_INTRANS }

    // MARK: Statements

    /// Runs one statement with parameters and returns its rows.
    ///
    /// - Parameters:
    ///   - sql: One statement; `$1`, `$2`, … stand for the parameters.
    ///   - parameters: Values as text, nil for NULL; their types are inferred by the server.
    ///   - binary: Whether the fields come in the types' binary format.
    /// - Throws: ``DatabaseError``, or `CancellationError` when the work was cancelled.
    @discardableResult
    package func query(_ sql: String, _ parameters: [String?] = [], binary: Bool = false) throws
        -> QueryResult
    {
        try statement { connection in
            Self.withCStrings(parameters) { values in
                PQexecParams(
                    connection, sql, Int32(parameters.count), nil, values, nil, nil, binary ? 1 : 0
                )
            }
        }
    }

    /// Runs a statement whose one parameter is `text`, which needs no copy into a Swift string.
    @discardableResult
    package func query(
        _ sql: String, textParameter text: borrowing [UInt8], binary: Bool = false
    ) throws -> QueryResult {
        precondition(text.last == 0, "the text ends with a zero byte, as libpq asks")
        return try statement { connection in
            text.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    var value: UnsafePointer<CChar>? = characters.baseAddress
                    return PQexecParams(connection, sql, 1, nil, &value, nil, nil, binary ? 1 : 0)
                }
            }
        }
    }

    /// Runs a script of one or more statements and drops their rows.
    package func execute(_ sql: String) throws {
        _ = try statement { PQexec($0, sql) }
    }

    /// Runs a script whose bytes are in the session's `client_encoding`, whichever a script before has made
    /// it, and drops its rows.
    ///
    /// - Parameter script: Without a byte of value 0, at which libpq would stop.
    package func execute(bytes script: [UInt8]) throws {
        _ = try statement { connection in
            Self.withCString(script) { text in
                precondition(strlen(text) == script.count, "a script has no zero bytes")
                return PQexec(connection, text)
            }
        }
    }

    // MARK: COPY

    /// Runs a `COPY … TO STDOUT` and hands on its data, a row at a time, as the server formatted it.
    ///
    /// - Parameter row: Gets the bytes of a row with its newline, valid only during the call. If it throws,
    ///   the statement is cancelled, the connection is usable afterwards, and the error is passed on.
    /// - Returns: The number of rows by the server's own count.
    package func copyOut(_ sql: String, row: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        try begin(sql, expecting: PGRES_COPY_OUT)
        defer { canceller.statementEnds() }
        do {
            while true {
                var buffer: UnsafeMutablePointer<CChar>?
                let length = PQgetCopyData(connection, &buffer, 0)
                guard length > 0, let buffer else { break }
                defer { PQfreemem(buffer) }
                try row(UnsafeRawBufferPointer(start: buffer, count: Int(length)))
            }
        } catch {
            canceller.cancelRunningStatement()
            drainCopyOut()
            _ = try? finish()  // the outcome of the statement that we cancelled
            throw error
        }
        return try finish()
    }

    /// Runs a `COPY … FROM STDIN` with the data that `body` hands over.
    ///
    /// - Parameter body: Calls its argument with pieces of any length. If it throws, the statement fails on
    ///   the server and nothing of it remains.
    /// - Returns: The number of rows by the server's own count.
    package func copyIn(
        _ sql: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> Int {
        try copyIn(bytes: Array(sql.utf8), body)
    }

    /// As ``copyIn(_:_:)``, with a statement in the session's `client_encoding`.
    package func copyIn(
        bytes sql: [UInt8], _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> Int {
        try Self.withCString(sql) { try begin($0, expecting: PGRES_COPY_IN) }
        defer { canceller.statementEnds() }
        do {
            try body { piece in
                // libpq does not read what the server says before the rows have come to their end.
                if canceller.isCancelled { throw CancellationError() }
                let bytes = piece.bindMemory(to: CChar.self)
                guard PQputCopyData(connection, bytes.baseAddress, Int32(bytes.count)) == 1 else {
                    throw connectionError()
                }
            }
        } catch {
            PQputCopyEnd(connection, "the client gave up")
            _ = try? finish()  // the server's answer to our giving up; the reason is the error at hand
            throw error
        }
        guard PQputCopyEnd(connection, nil) == 1 else { throw connectionError() }
        return try finish()
    }

    // MARK: One statement's life

    func statement(_ send: (OpaquePointer) -> OpaquePointer?) throws -> QueryResult {
        try canceller.statementBegins()
        defer { canceller.statementEnds() }
        guard let pointer = send(connection) else { throw connectionError() }
        let result = QueryResult(owning: pointer)
        try check(pointer, expecting: [PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY])
        return result
    }

    private func begin(_ sql: UnsafePointer<CChar>, expecting status: ExecStatusType) throws {
        try canceller.statementBegins()
        do {
            // The extended protocol takes one statement only: a condition cannot smuggle in another.
            guard let pointer = PQexecParams(connection, sql, 0, nil, nil, nil, nil, 0) else {
                throw connectionError()
            }
            let result = QueryResult(owning: pointer)
            try check(result.pointer, expecting: [status])
        } catch {
            canceller.statementEnds()
            throw error
        }
    }

    /// Reads what follows COPY data: the outcome, then the end of the statement.
    private func finish() throws -> Int {
        var rows = 0
        var failure: (any Error)?
        while let pointer = PQgetResult(connection) {
            let result = QueryResult(owning: pointer)
            do {
                try check(result.pointer, expecting: [PGRES_COMMAND_OK])
                rows = result.affectedRows
            } catch {
                failure = failure ?? error
            }
            guard PQstatus(connection) == CONNECTION_OK else { break }
        }
        if let failure { throw failure }
        guard PQstatus(connection) == CONNECTION_OK else { throw connectionError() }
        return rows
    }

    /// Reads and drops the data that the server sent before it heard that nobody wants it.
    private func drainCopyOut() {
        var buffer: UnsafeMutablePointer<CChar>?
        while PQgetCopyData(connection, &buffer, 0) > 0 {
            PQfreemem(buffer)
            buffer = nil
        }
    }

    // MARK: Outcomes, in one place

    func check(_ result: OpaquePointer, expecting expected: [ExecStatusType]) throws {
        let status = PQresultStatus(result)
        guard !expected.contains(status) else { return }
        guard status == PGRES_FATAL_ERROR || status == PGRES_NONFATAL_ERROR || status == PGRES_BAD_RESPONSE
        else {
            throw DatabaseError(
                code: .unexpectedAnswer,
                message: "the server answered with \(String(cString: PQresStatus(status)))"
            )
        }
        guard let sqlState = Self.field(result, UInt8(ascii: "C")) else { throw connectionError() }
        if sqlState == SQLState.queryCanceled, canceller.isCancelled { throw CancellationError() }
        var error = DatabaseError(
            code: PQstatus(connection) == CONNECTION_OK && !sqlState.hasPrefix("57P")
                ? .statementFailed : .connectionLost,
            message: Self.field(result, UInt8(ascii: "M")) ?? Self.lastWords(of: connection),
            sqlState: sqlState
        )
        error.detail = Self.field(result, UInt8(ascii: "D"))
        error.hint = Self.field(result, UInt8(ascii: "H"))
        error.schemaName = Self.field(result, UInt8(ascii: "s"))
        error.tableName = Self.field(result, UInt8(ascii: "t"))
        error.columnName = Self.field(result, UInt8(ascii: "c"))
        error.constraintName = Self.field(result, UInt8(ascii: "n"))
        error.context = Self.field(result, UInt8(ascii: "W"))
        error.statementPosition = Self.field(result, UInt8(ascii: "P")).flatMap { Int($0) }
        throw error
    }

    func connectionError() -> DatabaseError {
        DatabaseError(
            code: PQstatus(connection) == CONNECTION_OK ? .unexpectedAnswer : .connectionLost,
            message: Self.lastWords(of: connection)
        )
    }

    /// A field of the server's error report (PostgreSQL documentation, 55.8 "Error and Notice Message
    /// Fields").
    static func field(_ result: OpaquePointer, _ name: UInt8) -> String? {
        PQresultErrorField(result, Int32(name)).map { String(cString: $0) }
    }

    private static func lastWords(of connection: OpaquePointer) -> String {
        let words = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        let line = words.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.isEmpty ? "the connection failed without a reason" : line
    }

    // MARK: C strings

    static func withCString<R>(
        _ bytes: [UInt8], _ body: (UnsafePointer<CChar>) throws -> R
    ) rethrows -> R {
        try (bytes + [0]).withUnsafeBufferPointer { buffer in
            // The buffer holds at least the closing zero, so it has an address.
            try buffer.withMemoryRebound(to: CChar.self) { try body($0.baseAddress.unsafelyUnwrapped) }
        }
    }

    static func withCStrings<R>(
        _ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        let copies = strings.map { $0.flatMap { strdup($0) } }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { $0.map { UnsafePointer($0) } } + [nil]
        return pointers.withUnsafeBufferPointer { buffer in
            // The buffer holds at least the closing nil, so it has an address.
            buffer.withMemoryRebound(to: UnsafePointer<CChar>?.self) {
                body($0.baseAddress.unsafelyUnwrapped)
            }
        }
    }

    private static func withCStringArrays<T>(
        _ settings: [(keyword: String, value: String)],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> T
    ) -> T {
        withCStrings(settings.map(\.keyword)) { keywords in
            withCStrings(settings.map(\.value)) { values in body(keywords, values) }
        }
    }
}
