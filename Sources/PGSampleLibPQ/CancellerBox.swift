import Synchronization

/// Holds a connection's canceller where any thread may reach it, from the time that the connection is open.
final class CancellerBox: Sendable {
    private let canceller = Mutex<Canceller?>(nil)

    func set(_ canceller: Canceller) {
        self.canceller.withLock { $0 = canceller }
    }

    func cancel(permanently: Bool = false) {
        canceller.withLock { $0 }?.cancel(permanently: permanently)
    }
}
