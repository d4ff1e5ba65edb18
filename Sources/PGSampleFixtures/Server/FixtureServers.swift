import PGSampleLibPQ

/// This process's servers: one, unless tests of ours say otherwise.
package actor FixtureServers {
    /// The server of the code that runs, instead of the environment's.
    @TaskLocal package static var override: FixtureServer?
    private static let shared = FixtureServers()
    private var opening: Task<FixtureServer, any Error>?

    /// The server that the environment leads to, opened at the first call.
    ///
    /// - Throws: ``FixtureError``; `CancellationError`.
    package static func current() async throws -> FixtureServer {
        if let override { return override }
        return try await shared.server()
    }

    private func server() async throws -> FixtureServer {
        if let opening {
            // One that could not be opened, or that is gone, is tried again: the next test may have more
            // luck.
            if let server = try? await FirstOutcome.value(of: opening), !server.isLost { return server }
            try Task.checkCancellation()
            if self.opening == opening { self.opening = nil }
            if let other = self.opening { return try await FirstOutcome.value(of: other) }
        }
        // Not in the task of the test that happens to be first, which may be cancelled.
        let task = Task.detached { try await FixtureServer.open(try FixtureSettings()) }
        opening = task
        return try await FirstOutcome.value(of: task)
    }
}
