import PGSampleLibPQ

/// Ends a run that stands in somebody's way.
///
/// A session that waits for an exclusive lock on one of our tables makes everybody who comes after it wait
/// too, behind a lock that we hold only to read. So once a second somebody looks, and the run gives way.
struct LockWatch: Sendable {
    static let interval = Duration.seconds(1)

    var parameters: ConnectionParameters
    /// Those that hold the locks.
    let sessions: WatchedSessions

    init(parameters: ConnectionParameters, backendProcessIDs: [Int]) {
        self.parameters = parameters
        sessions = WatchedSessions(backendProcessIDs)
    }

    /// Runs `work` and cancels it when a migration waits for us.
    ///
    /// - Throws: what `work` throws, or the reason why it was cancelled.
    func during<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
        try await watching(watch, during: work)
    }

    /// Looks until the task is cancelled or somebody waits.
    ///
    /// Without a second connection the run goes on unwatched: lock_timeout and the user's own limits remain.
    @Sendable private func watch() async throws {
        while let connection = try? await Connection.open(parameters) {
            do {
                try await look(on: connection)
            } catch let error as DatabaseError where error.code == .connectionLost {
                // Somebody has ended it: the next one may last.
            } catch {
                await connection.close()
                throw error
            }
        }
    }

    private func look(on connection: Connection) async throws {
        while true {
            try await Task.sleep(for: Self.interval)
            let pids = sessions.backendProcessIDs
            do {
                if let conflict = try await connection.run({ try TableLocks.waiter(for: pids, $0) }) {
                    throw conflict
                }
            } catch let error as DatabaseError where error.code == .statementFailed {
                // Such as by a limit of the role's: a look that failed is no reason to end the run.
            }
        }
    }
}
