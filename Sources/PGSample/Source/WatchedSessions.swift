import Synchronization

/// The sessions of a run, as it opens them.
final class WatchedSessions: Sendable {
    private let ids: Mutex<[Int]>

    init(_ backendProcessIDs: [Int]) {
        ids = Mutex(backendProcessIDs)
    }

    var backendProcessIDs: [Int] { ids.withLock { $0 } }

    func add(_ backendProcessID: Int) {
        ids.withLock { $0.append(backendProcessID) }
    }
}
