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

    /// The SQLSTATEs that speak of what the server has no room or no right for (PostgreSQL documentation,
    /// appendix A): disk full, read-only transaction, no right, a limit such as the width of a row, and
    /// functions of indexes that do not run under a pinned search path.
    private static let classes = ["53100", "25006", "42501", "54", "42883", "42P01", "42704"]

    /// The obstacle behind a failed statement, nil where the run has to fail.
    static func behind(_ error: any Error) -> StagingObstacle? {
        if let obstacle = error as? StagingObstacle { return obstacle }
        guard let error = error as? DatabaseError, let state = error.sqlState,
            classes.contains(where: { state.hasPrefix($0) })
        else { return nil }
        return StagingObstacle(reason: "the server refused it: \(error.wordsWithoutData)")
    }
}
