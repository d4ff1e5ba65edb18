/// Gives a run up when it takes too long, all its attempts together.
struct Deadline: Sendable {
    /// More than a century: `Task.sleep` traps on durations that it cannot count.
    private static let longest = Duration.seconds(1 << 32)

    /// Nil for a run that may take as long as it does.
    private let maximumDuration: Duration?
    private let start = ContinuousClock.now

    /// Begins to count.
    init(maximumDuration: Duration?) {
        self.maximumDuration = maximumDuration
    }

    /// Runs `work` and cancels it when time is up.
    ///
    /// - Throws: what `work` throws; ``PGSampleError`` with ``PGSampleError/Code/interrupted``.
    func during<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
        guard let maximumDuration else { return try await work() }
        let end = start.advanced(by: min(maximumDuration, Self.longest))
        return try await watching(
            {
                try await Task.sleep(until: end)
                throw PGSampleError(
                    code: .interrupted,
                    message: "the run took longer than \(Self.words(maximumDuration.milliseconds))",
                    remedy: "Nothing was written. Sample fewer rows, or raise --max-duration."
                )
            }, during: work)
    }

    private static func words(_ milliseconds: Int) -> String {
        milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000) seconds" : "\(milliseconds) milliseconds"
    }
}
