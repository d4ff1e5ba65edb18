/// Gives a run up when it takes too long.
struct Deadline: Sendable {
    /// Nil for a run that may take as long as it does.
    var maximumDuration: Duration?

    /// More than a century: `Task.sleep` traps on durations that it cannot count.
    private static let longest = Duration.seconds(1 << 32)

    /// Runs `work` and cancels it when time is up.
    ///
    /// - Throws: what `work` throws; ``PGSampleError`` with ``PGSampleError/Code/interrupted``.
    func during<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
        guard let maximumDuration else { return try await work() }
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: min(maximumDuration, Self.longest))
                throw PGSampleError(
                    code: .interrupted,
                    message: "the run took longer than \(Self.words(maximumDuration.milliseconds))",
                    remedy: "Nothing was written. Sample fewer rows, or raise --max-duration."
                )
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let value = result { return value }
            }
            throw CancellationError()
        }
    }

    private static func words(_ milliseconds: Int) -> String {
        milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000) seconds" : "\(milliseconds) milliseconds"
    }
}
