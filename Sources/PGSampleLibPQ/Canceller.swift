import CPGSampleLibPQ
import Dispatch
import Synchronization

/// Cancels what a session runs, from any thread, without ever hitting the statement after it.
///
/// A cancel request that is sent after its statement ended would kill the next one (PostgreSQL documentation,
/// 34.7). So the session holds a lock at the start and at the end of each statement, and a request is sent
/// only under the same lock while the session is busy. A request that reaches the server before its statement
/// is lost, therefore it is repeated, less and less often, until the session comes to rest.
///
/// Unchecked, because of `handle`, a pointer: it never changes, and PQcancel, which only reads it, is called
/// under the mutex `state`, which holds everything else.
final class Canceller: @unchecked Sendable {  // by the mutex `state`
    private struct State {
        var isBusy = false
        var isCancelled = false
        /// Whether ``rearm()`` leaves it cancelled.
        var isPermanent = false
    }

    /// The time before a request is repeated, which doubles up to the longest: each opens a connection.
    private static let firstWaitMilliseconds = 50
    private static let longestWaitMilliseconds = 2_000
    /// Its own, because a global queue's threads are those of Swift's tasks, which may all be at work.
    private let queue = DispatchQueue(label: "pg-sample cancel requests")
    private let handle: OpaquePointer
    private let state = Mutex(State())

    init?(connection: OpaquePointer) {
        guard let handle = PQgetCancel(connection) else { return nil }
        self.handle = handle
    }

    deinit { PQfreeCancel(handle) }

    /// - Throws: `CancellationError` when cancellation was asked for before.
    func statementBegins() throws {
        try state.withLock { state in
            if state.isCancelled { throw CancellationError() }
            state.isBusy = true
        }
    }

    /// Waits for a request that is on its way.
    func statementEnds() {
        state.withLock { $0.isBusy = false }
    }

    /// Whether cancellation was asked for since the last ``rearm()``.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Forgets an earlier request: called at the start of a new unit of work. A permanent
    /// request is kept.
    func rearm() {
        state.withLock { $0.isCancelled = $0.isPermanent }
    }

    /// Asks the server to stop the running statement, and refuses those that would follow it. Returns at
    /// once.
    ///
    /// - Parameter permanently: Whether ``rearm()`` does not forget it.
    func cancel(permanently: Bool = false) {
        state.withLock { state in
            state.isCancelled = true
            if permanently { state.isPermanent = true }
        }
        queue.async { self.sendWhileBusy(wait: Self.firstWaitMilliseconds) }
    }

    /// Sends one request now if a statement runs; blocks for a round trip.
    func cancelRunningStatement() {
        state.withLock { state in
            guard state.isBusy else { return }
            send()
        }
    }

    /// - Parameter wait: Milliseconds.
    private func sendWhileBusy(wait: Int) {
        let isBusy = state.withLock { state in
            if state.isBusy && state.isCancelled { send() }
            return state.isBusy && state.isCancelled
        }
        guard isBusy else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(wait)) {
            self.sendWhileBusy(wait: min(wait * 2, Self.longestWaitMilliseconds))
        }
    }

    private func send() {
        // A request that cannot be sent leaves the statement running; it ends by itself or with its
        // connection.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { words in
            _ = PQcancel(handle, words.baseAddress, Int32(words.count))
        }
    }
}
