import CPGSampleLibPQ

/// One of several statements that are sent together.
package struct PipelinedStatement {
    /// In the session's `client_encoding`, without a byte of value 0.
    package var sql: [UInt8]
    /// The value of its one parameter, closed by a zero byte; nil for a statement without parameters.
    package var textParameter: [UInt8]?

    package init(_ sql: [UInt8], textParameter: [UInt8]? = nil) {
        precondition(textParameter.map { $0.last == 0 } ?? true, "a parameter ends with a zero byte")
        self.sql = sql
        self.textParameter = textParameter
    }

    /// As libpq takes it: the text, how many parameters there are, and their values.
    fileprivate func withCStrings<R>(
        _ body: (UnsafePointer<CChar>, Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> R
    ) -> R {
        Session.withCString(sql) { sql in
            guard let textParameter else { return body(sql, 0, nil) }
            return textParameter.withUnsafeBytes { bytes in
                var value = bytes.bindMemory(to: CChar.self).baseAddress
                return body(sql, 1, &value)
            }
        }
    }
}

extension Session {
    /// Runs statements one after the other, and waits for the server once and not after each of them
    /// (PostgreSQL documentation, 34.5 "Pipeline Mode").
    ///
    /// For use in a transaction. Statements after one that fails are not run. COPY and scripts of several
    /// statements are not for it. Where libpq has no pipelines, which it has since 14, each statement waits
    /// for the one before it; all else is the same.
    ///
    /// The answers are kept in memory until all statements are sent, so statements and answers are to be
    /// small.
    ///
    /// - Parameters:
    ///   - binary: Whether the fields come in the types' binary format.
    ///   - answer: Gets the number of a statement, from 0, and its rows; in order. If it throws, what was
    ///     sent is run without it, and the error is passed on.
    /// - Throws: ``DatabaseError`` of the first statement that fails, when `answer` was called for all before
    ///   it; `CancellationError` when the work was cancelled.
    package func pipeline(
        _ statements: [PipelinedStatement], binary: Bool = false,
        answer: (_ number: Int, _ result: borrowing QueryResult) throws -> Void = { _, _ in }
    ) throws {
        guard statements.count > 1, pgsample_has_pipelines() == 1 else {
            var failure: (any Error)?
            for (number, statement) in statements.enumerated() {
                let result = try run(statement, binary: binary)
                guard failure == nil else { continue }
                do { try answer(number, result) } catch { failure = error }
            }
            if let failure { throw failure }
            return
        }
        try canceller.statementBegins()
        defer { canceller.statementEnds() }
        guard pgsample_enter_pipeline(connection) == 1 else { throw connectionError() }
        // Refused only while answers are outstanding, after a connection is lost.
        defer { _ = pgsample_exit_pipeline(connection) }
        // libpq reads while it cannot write, so that a server that cannot write either does not hold it up.
        let isSent = statements.allSatisfy { send($0, binary: binary) }
        let isEnded = pgsample_end_pipeline(connection) == 1
        // What the server has said before it was lost is still to be read.
        if isEnded || PQstatus(connection) != CONNECTION_OK { try receive(statements.count, answer) }
        guard isSent, isEnded else { throw connectionError() }
    }

    private func run(_ statement: PipelinedStatement, binary: Bool) throws -> QueryResult {
        try self.statement { connection in
            statement.withCStrings { sql, count, values in
                PQexecParams(connection, sql, count, nil, values, nil, nil, binary ? 1 : 0)
            }
        }
    }

    private func send(_ statement: PipelinedStatement, binary: Bool) -> Bool {
        statement.withCStrings { sql, count, values in
            PQsendQueryParams(connection, sql, count, nil, values, nil, nil, binary ? 1 : 0) == 1
        }
    }

    /// Reads all answers, whatever becomes of them, so that the connection can be used afterwards.
    private func receive(
        _ count: Int, _ answer: (Int, borrowing QueryResult) throws -> Void
    ) throws {
        var failure: (any Error)?
        var number = 0
        var isAtEnd = false
        // PQgetResult returns nil after each statement, and once more if the transaction fails at the end.
        while !isAtEnd, number <= count + 1 {
            guard let pointer = PQgetResult(connection) else {
                number += 1
                continue
            }
            let result = QueryResult(owning: pointer)
            isAtEnd = pgsample_is_end_of_pipeline(pointer) == 1
            guard !isAtEnd, failure == nil, pgsample_is_skipped(pointer) == 0 else { continue }
            // There is no way on from COPY in a pipeline: the connection cannot be used any more.
            if Self.copies.contains(PQresultStatus(pointer)) { return try check(pointer, expecting: []) }
            do {
                try check(pointer, expecting: [PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY])
                try answer(number, result)
            } catch {
                failure = error
            }
        }
        let isLost = PQstatus(connection) != CONNECTION_OK
        if var error = failure as? DatabaseError, isLost {
            // The server's last words come before the end of the connection.
            error.code = .connectionLost
            throw error
        }
        if let failure { throw failure }
        guard isAtEnd, !isLost else { throw connectionError() }
    }

    private static let copies = [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH]
}
