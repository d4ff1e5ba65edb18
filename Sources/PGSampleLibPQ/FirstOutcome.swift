import Synchronization

/// The first of two outcomes of one wait: what is waited for, or the cancellation of the wait.
final class FirstOutcome: Sendable {
    private enum State {
        case pending
        case waited(CheckedContinuation<Void, any Error>)
        case decided(Result<Void, any Error>)
    }

    private let state = Mutex(State.pending)

    /// Waits until ``decide(_:)`` was called. To be called once.
    func wait() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let outcome: Result<Void, any Error>? = state.withLock { state in
                if case .decided(let outcome) = state { return outcome }
                state = .waited(continuation)
                return nil
            }
            if let outcome { continuation.resume(with: outcome) }
        }
    }

    /// - Returns: Whether this was the first call: only the first counts.
    @discardableResult
    func decide(_ outcome: Result<Void, any Error>) -> Bool {
        let (isFirst, continuation) = state.withLock { state in
            switch state {
            case .decided: return (false, CheckedContinuation<Void, any Error>?.none)
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
