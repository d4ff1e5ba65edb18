import Synchronization

/// Who gets SIGINT, SIGTERM and SIGHUP: we, or for a while the program that a command runs in our place.
final class SignalReceiver: Sendable {
    private let receiver = Mutex<(@Sendable (Int32) -> Void)?>(nil)

    /// - Parameter take: Gets every signal from now on; with nil they end our own work again.
    func receive(_ take: (@Sendable (_ signal: Int32) -> Void)?) {
        receiver.withLock { $0 = take }
    }

    /// - Returns: False when the signal is meant for us.
    func pass(_ signal: Int32) -> Bool {
        guard let take = receiver.withLock({ $0 }) else { return false }
        take(signal)
        return true
    }
}
