import PGSampleCatalog
import PGSampleLibPQ

/// Why a source cannot be staged in, although the run can go on in direct mode.
struct StagingObstacle: Error, Sendable, Hashable {
    /// Part of a sentence: "the role may not create a schema".
    var reason: String

    var diagnostic: Diagnostic {
        Diagnostic(
            "warning: not staged, because \(reason); sampled directly instead (--no-staging asks for that)")
    }

    /// Looks whether the role may create a schema here at all.
    static func check(_ session: Session, _ facts: SourceFacts) throws {
        if facts.isStandby { throw StagingObstacle(reason: "the server is a standby") }
        let rights = try session.query(
            """
            SELECT has_database_privilege(current_database(), 'CREATE'),
                   current_setting('default_transaction_read_only')::bool
            """
        )
        guard try rights.bool(0, 0) else {
            throw StagingObstacle(reason: "the role has no CREATE right on the database")
        }
        guard try !rights.bool(0, 1) else {
            throw StagingObstacle(reason: "the role's transactions are read only")
        }
    }

    /// Runs `body`, which makes an object of ours in the source. Whatever the server has against that is an
    /// obstacle: direct mode makes none, and an event trigger may forbid it with any SQLSTATE.
    ///
    /// - Throws: ``StagingObstacle``; the error itself where the run was told to end, or others were in the way.
    static func making<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            guard let state = error.sqlState, !endings.contains(where: { state.hasPrefix($0) }) else {
                throw error
            }
            throw StagingObstacle(error)
        }
    }

    /// Connection lost, transaction rolled back, lock not available, ended by an operator (PostgreSQL
    /// documentation, appendix A).
    private static let endings = ["08", "40", "55P03", "57"]

    /// The SQLSTATEs that speak of what the server has no room or no right for (PostgreSQL documentation,
    /// appendix A): out of disk, memory or locks, an error of the file system, read-only transaction, no right,
    /// a limit such as the width of a row, and functions of indexes that do not run under a pinned search path.
    private static let classes = ["53", "58", "25006", "42501", "54", "42883", "42P01", "42704"]

    /// The obstacle behind a failed statement, nil where the run has to fail.
    static func behind(_ error: any Error) -> StagingObstacle? {
        if let obstacle = error as? StagingObstacle { return obstacle }
        guard let error = error as? DatabaseError, let state = error.sqlState,
            classes.contains(where: { state.hasPrefix($0) })
        else { return nil }
        return StagingObstacle(error)
    }

    init(reason: String) {
        self.reason = reason
    }

    private init(_ error: DatabaseError) {
        reason = "the server refused it: \(error.wordsWithoutData)"
    }
}
