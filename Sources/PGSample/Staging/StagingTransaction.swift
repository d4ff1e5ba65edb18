import PGSampleLibPQ
import PGSampleSQL

/// One step of a staged run: a transaction of its own, with the settings that a sample depends on.
///
/// Unlike in direct mode, the role's own statement and transaction timeouts hold: no step is meant to be long.
struct StagingTransaction: Sendable {
    var facts: SourceFacts
    var options: SamplingOptions

    enum Isolation: String {
        /// Every statement sees what is committed when it begins.
        case readCommitted = "READ COMMITTED, READ WRITE"
        /// All statements see the same rows, so that addresses mean something.
        case snapshot = "REPEATABLE READ, READ WRITE"
        /// The same, and nothing can be written.
        case readOnlySnapshot = "REPEATABLE READ, READ ONLY"
    }

    /// Runs `body` and commits.
    ///
    /// - Parameters:
    ///   - timeouts: Off for what is to be done however long it takes.
    ///   - locking: Relations to lock against change of structure before the first look at them.
    /// - Throws: ``PGSampleError`` when a lock is not to be had; what `body` throws, after a rollback.
    func run<T>(
        _ session: Session, _ isolation: Isolation = .readCommitted,
        timeouts: SourceSettings.Timeouts = .kept, locking: [QualifiedName] = [], _ body: () throws -> T
    ) throws -> T {
        try session.execute("BEGIN TRANSACTION ISOLATION LEVEL \(isolation.rawValue)")
        do {
            try session.execute(
                SourceSettings.pinned(
                    facts, lockTimeoutMilliseconds: options.lockTimeoutMilliseconds, timeouts: timeouts)
            )
            // What is staged is lost in a crash anyway, so that no commit has to wait for the disk.
            try session.execute("SET LOCAL synchronous_commit = off; SET LOCAL client_min_messages = error")
            try lock(locking, session)
            let value = try body()
            try session.execute("COMMIT")
            return value
        } catch {
            // The connection may be gone; the error at hand says why.
            try? session.execute("ROLLBACK")
            throw error
        }
    }

    private func lock(_ relations: [QualifiedName], _ session: Session) throws {
        guard try !TableLocks.take(on: relations, session, options) else { return }
        throw PGSampleError(
            code: .sourceChanged, message: "a table went away while the source was staged",
            object: relations.first?.sql, remedy: "Run again when no migration runs."
        )
    }
}
