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

    @Option(
        help: ArgumentHelp(
            "Connections that read the source at the same time, if it can spare them; the result is the same. "
                + "Default: 2.",
            valueName: "n"))
    var jobs: Int?

    func validate() throws {
        guard let jobs, !(1...Self.maximumJobs).contains(jobs) else { return }
        throw ValidationError("--jobs is a number from 1 to \(Self.maximumJobs), not \(jobs).")
    }

    private static let maximumJobs = 64

    func apply(to options: inout SamplingOptions) {
        if let lockTimeout { options.lockTimeout = lockTimeout }
        options.maximumDuration = maxDuration
        if let jobs { options.jobs = jobs }
    }

    @Sendable private static func duration(_ text: String) throws -> Duration {
        guard let duration = DurationText.parse(text) else {
            throw ValidationError("a duration is \(DurationText.expectation)")
        }
        return duration
    }
}
