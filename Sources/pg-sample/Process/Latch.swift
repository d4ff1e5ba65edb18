import Synchronization

/// Something that happens once.
final class Latch: Sendable {
    private let value = Atomic(false)

    var isRaised: Bool { value.load(ordering: .relaxed) }

    /// - Returns: Whether it was raised before.
    @discardableResult
    func raise() -> Bool { value.exchange(true, ordering: .relaxed) }
}
