import Dispatch

/// A connection for asynchronous code: one owner, one thread of its own, never the cooperative pool.
///
/// Work is handed over as a closure that runs on the connection's thread with the synchronous ``Session``, so
/// a loop over a COPY of a million rows is one hop. Cancelling the task cancels the statement on the server.
package actor Connection {
    private let executor: QueueExecutor
    private var session: Session?
    private nonisolated let canceller: CancellerBox

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init() {
        executor = QueueExecutor(label: "pg-sample connection")
        canceller = CancellerBox()
    }

    /// Opens a connection.
    ///
    /// libpq cannot be called off while it connects. A task that is cancelled does not wait for it: the
    /// attempt goes on by itself for as long as `connect_timeout` allows, and what comes of it is closed.
    ///
    /// - Throws: ``DatabaseError`` with `.invalidParameters` or `.connectionFailed`; `CancellationError`.
    package static func open(_ parameters: ConnectionParameters) async throws -> Connection {
        let connection = Connection()
        let attempt = FirstOutcome<Void>()
        Task.detached {
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await connection.connect(parameters))
            } catch {
                outcome = .failure(error)
            }
            if !attempt.decide(outcome) { await connection.close() }
        }
        try await withTaskCancellationHandler {
            try await attempt.wait()
        } onCancel: {
            attempt.decide(.failure(CancellationError()))
        }
        return connection
    }

    /// Whether a server answers and takes connections in, be it only to refuse this one, such as for being
    /// too many: what tells, after an attempt has failed, whether the server is gone.
    package static func isServing(_ parameters: ConnectionParameters) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "pg-sample ping").async {
                continuation.resume(returning: Session.isServing(parameters))
            }
        }
    }

    private func connect(_ parameters: ConnectionParameters) throws {
        let session = try Session(parameters)
        self.session = session
        canceller.set(session.canceller)
    }

    /// Runs `body` on the connection's thread.
    ///
    /// - Throws: what `body` throws; `CancellationError` when the task is cancelled, after the server has
    ///   given up the statement; ``DatabaseError`` with `.connectionLost` after ``close()``.
    package func run<T: Sendable>(_ body: @Sendable (Session) throws -> T) async throws -> T {
        guard let session else {
            throw DatabaseError(code: .connectionLost, message: "the connection was closed")
        }
        session.canceller.rearm()
        try Task.checkCancellation()
        return try await withTaskCancellationHandler {
            // A closure belongs to an actor only if it uses the actor: without `self` in it the body would
            // run, and block, on the cooperative pool.
            try self.perform(body)
        } onCancel: {
            canceller.cancel()
        }
    }

    private func perform<T>(_ body: (Session) throws -> T) throws -> T {
        guard let session else {
            throw DatabaseError(code: .connectionLost, message: "the connection was closed")
        }
        return try body(session)
    }

    /// Ends the session on the server, after whatever runs on it. Idempotent.
    package func close() {
        session = nil
    }

    /// Ends the session on the server, and with it what runs on it or waits to: that fails with
    /// `CancellationError` or ``DatabaseError``. Idempotent.
    package nonisolated func abort() async {
        canceller.cancel(permanently: true)
        await close()
    }
}
