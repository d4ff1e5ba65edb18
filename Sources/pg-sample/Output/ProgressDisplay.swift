import PGSample
import Synchronization

/// Shows on standard error how far a run has come.
final class ProgressDisplay: Sendable {
    enum Style: Sendable, Hashable {
        case none
        /// Only what has to be said before it is done.
        case announced
        /// One line, drawn over and over, at most ten times a second.
        case redrawn
        /// A line for every step.
        case lines
        /// A line every five seconds.
        case occasional

        var interval: Duration? {
            switch self {
            case .redrawn: .milliseconds(100)
            case .occasional: .seconds(5)
            case .none, .announced, .lines: nil
            }
        }
    }

    private struct State {
        var text = ProgressText()
        var lastLine = ""
        var hasEnded = false
    }

    private static let eraseLine = "\r\u{1B}[K"

    private let style: Style
    private let start = ContinuousClock.now
    private let state = Mutex(State())
    private let clock: Task<Void, Never>?

    init(_ style: Style) {
        self.style = style
        guard let interval = style.interval else {
            clock = nil
            return
        }
        let link = Link()
        clock = Task {
            // Sleeping ends early only when the display has ended.
            while (try? await Task.sleep(for: interval)) != nil { link.display.withLock { $0.value }?.tick() }
        }
        link.display.withLock { $0.value = self }
    }

    deinit { clock?.cancel() }

    /// Takes in a step of the run.
    func show(_ step: SamplingProgress, of fixture: String? = nil) {
        // Only for a line that moves: a log is told that the fixture is verified, and no more.
        if case .reading = step, style != .redrawn { return }
        state.withLock { state in
            guard !state.hasEnded else { return }
            state.text.note(step, of: fixture, at: .now - start)
            if style != .none, style != .lines, let announcement = ProgressText.announcement(of: step) {
                say(fixture.map { "\($0): \(announcement)" } ?? announcement, &state)
            }
            guard style == .lines, let line = ProgressText.line(for: step, of: fixture) else { return }
            if line != state.lastLine { StandardError.write(line) }
            state.lastLine = line
        }
    }

    /// Takes in a step of a load, which only a line that is redrawn shows.
    func show(_ step: DatabaseLoad.Progress) {
        redraw { $0.note(step, at: $1) }
    }

    /// Takes in a step of a file's verification, which only a line that is redrawn shows.
    func show(_ step: FileVerification.Progress) {
        redraw { $0.note(step, at: $1) }
    }

    private func redraw(_ note: (inout ProgressText, _ time: Duration) -> Void) {
        guard style == .redrawn else { return }
        state.withLock { note(&$0.text, .now - start) }
    }

    /// Says a line that stays, whatever the style.
    func say(_ line: String) {
        state.withLock { say(line, &$0) }
    }

    private func say(_ line: String, _ state: inout State) {
        let isDrawnOver = style == .redrawn && !state.hasEnded
        StandardError.write(isDrawnOver ? Self.eraseLine + line : line)
        if isDrawnOver { state.lastLine = "" }
    }

    /// Takes the line away, before anything else is said. Idempotent.
    func end() {
        clock?.cancel()
        state.withLock { state in
            let isShown = style == .redrawn && !state.hasEnded && !state.lastLine.isEmpty
            if isShown { StandardError.send(Self.eraseLine) }
            state.hasEnded = true
        }
    }

    private func tick() {
        state.withLock { state in
            guard !state.hasEnded else { return }
            switch style {
            case .redrawn:
                let line = state.text.line(width: Terminal.width - 1, at: .now - start)
                if line != state.lastLine { StandardError.send(Self.eraseLine + line) }
                state.lastLine = line
            case .occasional:
                StandardError.write(state.text.line(width: TextTable.defaultWidth, at: .now - start))
            case .none, .announced, .lines: break
            }
        }
    }
}

/// Lets the clock know a display that does not exist yet when the clock is made, without keeping it alive.
private final class Link: Sendable {
    struct Weak: Sendable { weak var value: ProgressDisplay? }
    let display = Mutex(Weak())
}
