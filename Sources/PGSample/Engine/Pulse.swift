/// Tells from time to time that it is time, and looks at the clock only after so many bytes.
struct Pulse {
    private let bytes: Int
    private let interval: Duration
    private var rest: Int
    private var last = ContinuousClock.now

    init(bytes: Int, interval: Duration) {
        (self.bytes, self.interval) = (bytes, interval)
        rest = bytes
    }

    /// - Parameter count: Bytes since the last call.
    mutating func isDue(after count: Int) -> Bool {
        rest -= count
        guard rest <= 0 else { return false }
        rest = bytes
        guard last.duration(to: .now) >= interval else { return false }
        last = .now
        return true
    }
}
