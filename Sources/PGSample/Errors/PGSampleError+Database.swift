import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer

extension PGSampleError {
    /// Puts an error from below into the words of this module, once, at its border.
    static func wrapping(_ error: any Error, doing what: String) -> any Error {
        switch error {
        case let error as DatabaseError: PGSampleError(error, doing: what)
        case let error as LocalServerError:
            PGSampleError(
                code: .localServerFailed, message: error.message,
                reason: error.details.isEmpty ? nil : error.details,
                remedy: error.remedy.isEmpty ? nil : error.remedy,
                cause: error.details.isEmpty ? nil : error
            )
        case let error as FixtureFileError:
            PGSampleError(code: .outputFailed, message: error.message, cause: nil)
        default: error
        }
    }

    init(_ error: DatabaseError, doing what: String) {
        switch error.code {
        case .invalidParameters:
            self.init(code: .invalidArguments, message: error.message)
        case .connectionFailed:
            self.init(
                code: .connectionFailed, message: "cannot connect to the source", reason: error.message,
                remedy: "Check host, port, user and database. A password comes from PGPASSWORD, ~/.pgpass or "
                    + "the prompt of -W.",
                cause: error
            )
        case .connectionLost:
            self.init(
                code: .connectionFailed, message: "the connection to the source was lost while \(what)",
                reason: error.wordsWithoutData, remedy: "Nothing was written. Run again.", cause: error
            )
        default:
            self.init(
                code: error.sqlState == SQLState.insufficientPrivilege ? .permissionDenied : .statementFailed,
                message: "the server refused a statement while \(what)"
                    + (error.readTable == nil ? "" : " the table"),
                object: error.readTable, reason: error.wordsWithoutData,
                sqlState: error.sqlState, remedy: Self.remedy(for: error), cause: error
            )
        }
    }

    private static func remedy(for error: DatabaseError) -> String? {
        switch error.sqlState {
        case SQLState.serializationFailure:
            "A standby gives up long snapshots: raise max_standby_streaming_delay there, or set hot_standby_feedback = on."
        case SQLState.insufficientPrivilege:
            "The role needs SELECT on every sampled table, and BYPASSRLS (or ownership) where row security is on."
        case SQLState.outOfMemory:
            "The server's lock table is full: sample fewer tables or raise max_locks_per_transaction."
        case SQLState.undefinedFunction, SQLState.undefinedTable,
            SQLState.undefinedObject
        where error.readTable != nil:
            "A function that an index, statistics or a column of the table calls may name something without its schema, "
                + "and not find it: ALTER FUNCTION … SET search_path, or leave the table out (--exclude-table)."
        case SQLState.queryCanceled:
            "If it was statement_timeout: it holds for a run's first queries, and for all of a run that stages its sample. "
                + "Raise it for the role, or for this run: PGOPTIONS='-c statement_timeout=0'."
        default: nil
        }
    }
}
