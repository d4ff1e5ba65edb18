import ArgumentParser
import PGSample

/// How long a run may wait, and last.
struct RunOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long to wait for a table that somebody holds exclusively. Default: 5s.",
            valueName: "duration"),
        transform: Self.duration)
    var lockTimeout: Duration?

    @Option(
        help: ArgumentHelp(
            "Give the run up after this time (500ms, 5s, 10min, 2h). Default: never.", valueName: "duration"),
        transform: Self.duration)
    var maxDuration: Duration?

    func apply(to options: inout SamplingOptions) {
        if let lockTimeout { options.lockTimeout = lockTimeout }
        options.maximumDuration = maxDuration
    }

    @Sendable private static func duration(_ text: String) throws -> Duration {
        guard let duration = DurationText.parse(text) else {
            throw ValidationError("a duration is \(DurationText.expectation)")
        }
        return duration
    }
}
