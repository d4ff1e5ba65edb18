/// What went wrong between us and a PostgreSQL server, with every field that the server sent kept apart.
///
/// Nothing parses the text: decisions rest on ``sqlState`` alone, because `lc_messages` belongs to the server
/// (PostgreSQL documentation, appendix A, "PostgreSQL Error Codes").
package struct DatabaseError: Error, Sendable, Hashable {
    /// The kind of failure. An extensible set: compare with the static members.
    package struct Code: Sendable, Hashable {
        private let name: String

        /// The connection string cannot be read.
        package static let invalidParameters = Code(name: "invalidParameters")
        /// No connection could be made.
        package static let connectionFailed = Code(name: "connectionFailed")
        /// A connection that was open is gone.
        package static let connectionLost = Code(name: "connectionLost")
        /// The server refused a statement; ``DatabaseError/sqlState`` says why.
        package static let statementFailed = Code(name: "statementFailed")
        /// libpq answered with something that the statement cannot lead to.
        package static let unexpectedAnswer = Code(name: "unexpectedAnswer")
    }

    package var code: Code
    /// The server's or libpq's primary message, one line, without a trailing newline.
    package var message: String
    /// Five characters, or nil when the failure did not come from the server.
    package var sqlState: String?
    package var detail: String?
    package var hint: String?
    package var schemaName: String?
    package var tableName: String?
    package var columnName: String?
    package var constraintName: String?
    /// Where the server was, such as the row of a COPY. It quotes row values: never shown, never logged.
    package var context: String?
    /// 1-based position in the statement, counted in characters.
    package var statementPosition: Int?
    /// The table that was being read, quoted where needed, if whoever read it has noted it.
    package var readTable: String?

    package init(code: Code, message: String, sqlState: String? = nil) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
    }

    /// The server's words as they may be shown: in classes 22 (data exception), 23 (integrity constraint
    /// violation) and P0 (raised by a function) the message itself carries row values, so there only the
    /// SQLSTATE and the object are named.
    package var wordsWithoutData: String {
        guard let sqlState else { return message }
        var words: String
        switch sqlState.prefix(2) {
        case "22": words = "a value is not valid"
        case "23": words = "a constraint is violated"
        case "P0": words = "a function raised an error"
        default: return "\(message) (SQLSTATE \(sqlState))"
        }
        if let constraintName { words += ": constraint \"\(constraintName)\"" }
        if let schemaName, let tableName { words += " on \"\(schemaName)\".\"\(tableName)\"" }
        if let columnName { words += ", column \"\(columnName)\"" }
        return words + " (SQLSTATE \(sqlState))"
    }
}

extension DatabaseError: CustomStringConvertible {
    package var description: String { wordsWithoutData }
}

/// The SQLSTATEs that decisions rest on (PostgreSQL documentation, appendix A).
package enum SQLState {
    package static let undefinedDatabase = "3D000"
    package static let serializationFailure = "40001"
    package static let insufficientPrivilege = "42501"
    package static let deadlockDetected = "40P01"
    package static let undefinedSchema = "3F000"
    package static let undefinedTable = "42P01"
    package static let undefinedFunction = "42883"
    package static let undefinedObject = "42704"
    package static let outOfMemory = "53200"
    package static let objectInUse = "55006"
    package static let lockNotAvailable = "55P03"
    package static let queryCanceled = "57014"
    package static let diskFull = "53100"
    package static let dependentObjectsStillExist = "2BP01"
    /// Ours, in the class of warnings: something of a fixture stays undone, for which its rows are not enough.
    package static let rowsDoNotFit = "01PGS"
}
