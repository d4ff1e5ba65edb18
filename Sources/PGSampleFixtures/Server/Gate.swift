import Synchronization

/// An asynchronous counting semaphore, first come, first served.
package final class Gate: Sendable {
    private struct State {
        /// Negative after ``Gate/enterWithoutWaiting()`` without a free place: then as many have to leave
        /// before the next is let in.
        var free: Int
        var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
        var cancelled: Set<UInt64> = []
        var lastTicket: UInt64 = 0
    }

    package let width: Int
    private let state: Mutex<State>

    package init(width: Int) {
        precondition(width > 0, "width must be at least 1")
        self.width = width
        state = Mutex(State(free: width))
    }

    /// Places that nobody has.
    var free: Int { state.withLock(\.free) }

    /// Waits for a place; whoever got one gives it back by ``leave()``.
    ///
    /// - Throws: `CancellationError`, and then there is nothing to give back.
    package func enter() async throws {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(ticket) != nil { return .failure(CancellationError()) }
                    guard state.free <= 0 else {
                        state.free -= 1
                        return .success(())
                    }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiting = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
                    state.cancelled.insert(ticket)
                    return nil
                }
                return state.waiting.remove(at: index).continuation
            }
            waiting?.resume(throwing: CancellationError())
        }
        // Cancelled after it was let in: the note that the handler left is not for anybody.
        _ = state.withLock { $0.cancelled.remove(ticket) }
    }

    /// Takes a place, be there one or not: for whoever has one already.
    func enterWithoutWaiting() {
        state.withLock { $0.free -= 1 }
    }

    package func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            state.free += 1
            guard state.free > 0, !state.waiting.isEmpty else { return nil }
            state.free -= 1
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}
