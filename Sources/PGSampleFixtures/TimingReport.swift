import Foundation
import Synchronization

/// How long tests waited for what, when PG_SAMPLE_TIMING asks for it.
final class TimingReport: Sendable {
    enum Work: String, Sendable {
        case wait = "waiting for a place"
        case template = "template"
        case copy = "copy made on demand"
        case copyInHand = "copy in hand"
        case schema = "schema loaded"
        case drop = "drop"
    }

    private let isOn: Bool

    init(isOn: Bool) { self.isOn = isOn }

    nonisolated(nonsending) func measure<T>(
        _ work: Work, _ body: nonisolated(nonsending) () async throws -> T
    ) async rethrows -> T {
        let start = ContinuousClock.now
        defer { add(work, ContinuousClock.now - start) }
        return try await body()
    }

    /// One line on standard error, where test runners show it beside the test's own.
    func add(_ work: Work, _ duration: Duration) {
        guard isOn else { return }
        let (seconds, rest) = duration.components
        let milliseconds = Double(seconds) * 1e3 + Double(rest) * 1e-15
        let text = String((milliseconds * 100).rounded() / 100)
        Notice.show("\(work.rawValue) \(text) ms")
    }
}
