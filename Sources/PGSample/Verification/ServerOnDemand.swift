import PGSampleLocalServer

/// The throwaway server of one run: started when somebody first asks for it, the newest of this machine.
actor ServerOnDemand {
    private let start: @Sendable () async throws -> ThrowawayServer
    private var starting: Task<ThrowawayServer, any Error>?

    init(start: @escaping @Sendable () async throws -> ThrowawayServer = { try await .start() }) {
        self.start = start
    }

    /// The server; every call gives the same one, or the same failure.
    ///
    /// - Throws: `LocalServerError`.
    func server() async throws -> ThrowawayServer {
        // Not cancelled with who asks first: the server would be lost to `stop()` while it starts.
        let starting = starting ?? Task { [start] in try await start() }
        self.starting = starting
        return try await starting.value
    }

    /// Ends the server, if there is one, and removes its files; cancellation does not hold that up.
    func stop() async {
        guard case .success(let server)? = await starting?.result else { return }
        await server.stop()
    }

    /// Runs `body` and stops the server after it, however it ends.
    static func with<T: Sendable>(_ body: (ServerOnDemand) async throws -> T) async throws -> T {
        let servers = ServerOnDemand()
        do {
            let result = try await body(servers)
            await servers.stop()
            return result
        } catch {
            await servers.stop()
            throw error
        }
    }
}
