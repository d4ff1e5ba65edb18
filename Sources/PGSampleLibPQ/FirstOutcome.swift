import Synchronization

/// The first of two outcomes of one wait: what is waited for, or the cancellation of the wait.
package final class FirstOutcome<Value: Sendable>: Sendable {
    private enum State {
        case pending
        case waited(CheckedContinuation<Value, any Error>)
        case decided(Result<Value, any Error>)
    }

    private let state = Mutex(State.pending)

    /// Waits for a task that several wait for: whoever is cancelled waits no longer, and the task goes on.
    ///
    /// - Throws: What the task throws; `CancellationError`.
    package static func value(of task: Task<Value, any Error>) async throws -> Value {
        let outcome = FirstOutcome()
        Task.detached { outcome.decide(await task.result) }
        return try await withTaskCancellationHandler {
            try await outcome.wait()
        } onCancel: {
            outcome.decide(.failure(CancellationError()))
        }
    }

    /// Waits until ``decide(_:)`` was called. To be called once.
    func wait() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let outcome: Result<Value, any Error>? = state.withLock { state in
                if case .decided(let outcome) = state { return outcome }
                state = .waited(continuation)
                return nil
            }
            if let outcome { continuation.resume(with: outcome) }
        }
    }

    /// - Returns: Whether this was the first call: only the first counts.
    @discardableResult
    func decide(_ outcome: Result<Value, any Error>) -> Bool {
        let (isFirst, continuation) = state.withLock { state in
            switch state {
            case .decided: return (false, CheckedContinuation<Value, any Error>?.none)
            case .pending:
                state = .decided(outcome)
                return (true, nil)
            case .waited(let continuation):
                state = .decided(outcome)
                return (true, continuation)
            }
        }
        continuation?.resume(with: outcome)
        return isFirst
    }
}
