#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Cuts a SQL script, which arrives in pieces, into statements, rows of COPY and psql commands.
///
///     var reader = ScriptReader()
///     while let chunk = try source.read() {
///         reader.append(chunk)
///         while let event = try reader.next() { … }
///     }
///     reader.finish()
///     while let event = try reader.next() { … }
///
/// The rules are psql's. Memory holds the current statement and the last piece; rows pass through in pieces.
/// Where the pieces are cut changes no event, but for the cuts between ``ScriptEvent/copyData(_:)``.
package struct ScriptReader: Sendable {
    private enum Mode {
        case statements
        /// After the semicolon of a `COPY … FROM stdin`, on its line.
        case copyLine(statementLine: Int)
        case copyRows(statementLine: Int, atLineStart: Bool)
    }

    private var buffer: [UInt8] = []
    private var isComplete = false
    /// Whether a byte order mark may still come, which psql passes over too.
    private var isAtBeginning = true
    private var mode = Mode.statements
    private var scanner = SQLScanner()
    private var tracker = StatementTracker()
    private var failure: ScriptSyntaxError?
    /// Lines of rows in all that was delivered as ``ScriptEvent/copyData(_:)``.
    package private(set) var rowCount = 0

    /// The first token of the statement that is being read, and the end of its last one so far.
    private var statement: (start: Int, end: Int, line: Int)?
    /// The backslash of the psql command that is being read.
    private var metaStart: Int?

    package init() {}

    /// Adds the next bytes of the script.
    package mutating func append(_ bytes: [UInt8]) {
        discardRead()
        buffer.append(contentsOf: bytes)
    }

    /// Adds the next bytes of the script.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        discardRead()
        buffer.append(contentsOf: bytes)
    }

    /// Tells the reader that nothing follows. A last statement may lack its semicolon.
    package mutating func finish() {
        isComplete = true
    }

    /// The next event; nil when more bytes are needed, or after ``finish()`` when there is none.
    ///
    /// - Throws: ``ScriptSyntaxError``, again at each further call: the script cannot be cut from there on.
    package mutating func next() throws(ScriptSyntaxError) -> ScriptEvent? {
        if let failure { throw failure }
        do throws(ScriptSyntaxError) {
            return try read()
        } catch {
            failure = error
            throw error
        }
    }

    private mutating func read() throws(ScriptSyntaxError) -> ScriptEvent? {
        if isAtBeginning, !skipByteOrderMark() { return nil }
        if case .copyLine(let line) = mode, try !skipCopyLine(statementLine: line) { return nil }
        if case .copyRows(let line, let atLineStart) = mode {
            return try readRows(statementLine: line, atLineStart: atLineStart)
        }
        if metaStart != nil { return readMetaCommand() }
        return try readTokens()
    }

    /// - Returns: Whether enough bytes are there to tell.
    private mutating func skipByteOrderMark() -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if buffer.starts(with: mark) {
            scanner.position = mark.count
        } else if !isComplete, mark.starts(with: buffer) {
            return false
        }
        isAtBeginning = false
        return true
    }

    /// Forgets what has been delivered, when that is worth moving the rest.
    private mutating func discardRead() {
        let read = statement?.start ?? metaStart ?? scanner.pending?.start ?? scanner.position
        guard read > 0, read >= buffer.count - read else { return }
        buffer.removeSubrange(0..<read)
        scanner.shift(by: read)
        metaStart = metaStart.map { $0 - read }
        statement = statement.map { ($0.start - read, $0.end - read, $0.line) }
    }
}

// MARK: - Statements

extension ScriptReader {
    private mutating func readTokens() throws(ScriptSyntaxError) -> ScriptEvent? {
        while true {
            switch nextToken() {
            case .needsMore: return nil
            case .unterminated(let kind, let line): throw .unterminated(kind, line: line)
            case .end: return try lastStatement()
            case .token(let token):
                if token.isComment { continue }
                if token.kind == .backslash {
                    guard statement == nil else {
                        throw ScriptSyntaxError(line: token.line, message: "a backslash inside a statement")
                    }
                    metaStart = token.range.lowerBound
                    return readMetaCommand()
                }
                if buffer[token.range.lowerBound] == UInt8(ascii: ";"), tracker.isOutermost {
                    if let event = try endStatement() { return event }
                    continue
                }
                statement = (
                    statement?.start ?? token.range.lowerBound, token.range.upperBound,
                    statement?.line ?? token.line
                )
            }
        }
    }

    /// The next token, which the tracker has seen.
    private mutating func nextToken() -> SQLScanner.Outcome {
        let isComplete = isComplete
        return buffer.withUnsafeBufferPointer { [count = buffer.count] bytes in
            guard let base = bytes.baseAddress, count > 0 else { return isComplete ? .end : .needsMore }
            let outcome = scanner.next(in: .init(base: base, end: count, isComplete: isComplete))
            if case .token(let token) = outcome { tracker.see(token, base: base) }
            return outcome
        }
    }

    /// The statement up to here; nil for a semicolon that ends nothing.
    private mutating func endStatement() throws(ScriptSyntaxError) -> ScriptEvent? {
        defer {
            statement = nil
            tracker = StatementTracker()
        }
        guard let statement else { return nil }
        let copies = tracker.copiesFromStdin
        if copies { mode = .copyLine(statementLine: statement.line) }
        let bytes = Array(buffer[statement.start..<statement.end])
        return .statement(.init(bytes: bytes, line: statement.line, copiesFromStdin: copies))
    }

    private mutating func lastStatement() throws(ScriptSyntaxError) -> ScriptEvent? {
        guard let statement else { return nil }
        guard tracker.isOutermost else {
            throw ScriptSyntaxError(
                line: statement.line,
                message: "the statement that begins here does not end: a parenthesis or a body is open"
            )
        }
        guard !tracker.copiesFromStdin else { throw .unfinishedCopy(line: statement.line) }
        return try endStatement()
    }

    private mutating func readMetaCommand() -> ScriptEvent? {
        guard let start = metaStart else { return nil }
        var end = scanner.position
        while end < buffer.count, buffer[end] != 0x0A { end += 1 }
        scanner.position = end
        guard end < buffer.count || isComplete else { return nil }
        metaStart = nil
        while end > start, ByteClass.isSpace(buffer[end - 1]) { end -= 1 }
        return .metaCommand(String(decoding: buffer[start..<end], as: UTF8.self), line: scanner.line)
    }
}

// MARK: - Rows

extension ScriptReader {
    /// Goes to the first row. Only white space may follow the semicolon on its line.
    ///
    /// - Returns: Whether the end of the line is there.
    private mutating func skipCopyLine(statementLine: Int) throws(ScriptSyntaxError) -> Bool {
        while scanner.position < buffer.count {
            let byte = buffer[scanner.position]
            guard ByteClass.isSpace(byte) else {
                throw ScriptSyntaxError(
                    line: scanner.line, message: "text after COPY … FROM stdin on the same line"
                )
            }
            scanner.position += 1
            if byte == 0x0A {
                scanner.line += 1
                mode = .copyRows(statementLine: statementLine, atLineStart: true)
                return true
            }
        }
        if isComplete { throw .unfinishedCopy(line: statementLine) }
        return false
    }

    private mutating func readRows(
        statementLine: Int, atLineStart: Bool
    ) throws(ScriptSyntaxError) -> ScriptEvent? {
        let start = scanner.position
        if atLineStart {
            switch terminator(at: start) {
            case .undecided: return nil
            case .length(let length):
                mode = .statements
                scanner.position += length
                // Without a newline the script ends here.
                scanner.line += 1
                return .copyEnd
            case .none: break
            }
        }
        let rows = rows(from: start)
        if rows.end == start {
            if isComplete { throw .unfinishedCopy(line: statementLine) }
            return nil
        }
        scanner.position = rows.end
        scanner.line += rows.newlines
        rowCount += rows.newlines
        mode = .copyRows(statementLine: statementLine, atLineStart: buffer[rows.end - 1] == 0x0A)
        return .copyData(Array(buffer[start..<rows.end]))
    }

    /// The longest run of row bytes from `start`: up to the end of the buffer, or to a line that ends the
    /// rows or may turn out to.
    private func rows(from start: Int) -> (end: Int, newlines: Int) {
        buffer.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return (start, 0) }
            let end = bytes.count
            var (position, newlines) = (start, 0)
            while position < end, let newline = memchr(base + position, 0x0A, end - position) {
                position += newline - UnsafeMutableRawPointer(mutating: base + position) + 1
                newlines += 1
                guard position < end, base[position] == UInt8(ascii: "\\") else { continue }
                if case .none = terminator(at: position) { continue }
                return (position, newlines)
            }
            return (end, newlines)
        }
    }

    private enum Terminator {
        case none
        case undecided
        /// The line's length with its newline.
        case length(Int)
    }

    /// Whether the line at `position` is `\.` and nothing else.
    private func terminator(at position: Int) -> Terminator {
        let expected: [UInt8] = [UInt8(ascii: "\\"), UInt8(ascii: ".")]
        var index = position
        for byte in expected {
            guard index < buffer.count else { return isComplete ? .none : .undecided }
            guard buffer[index] == byte else { return .none }
            index += 1
        }
        if index < buffer.count, buffer[index] == 0x0D { index += 1 }
        guard index < buffer.count else { return isComplete ? .length(index - position) : .undecided }
        return buffer[index] == 0x0A ? .length(index + 1 - position) : .none
    }
}

extension ScriptSyntaxError {
    fileprivate static func unfinishedCopy(line: Int) -> ScriptSyntaxError {
        ScriptSyntaxError(line: line, message: "the rows of the COPY that begins here do not end with \\.")
    }
}
