import PGSampleLibPQ
import PGSampleLocalServer
import Testing

@Suite struct ConnectionThreadTests {
    /// On the cooperative pool, which has as many threads as the machine has cores, a few statements that
    /// wait for each other's clients would stop everything. The check traps, as the runtime's checks do.
    @Test func workRunsOnTheConnectionsOwnThread() async throws {
        try await withThrowawayServer { server in
            let connection = try await Connection.open(server.connectionParameters())
            let answer = try await connection.run { session in
                connection.preconditionIsolated("the body runs elsewhere")
                return try session.query("SELECT 1")[0, 0]
            }
            await connection.close()
            #expect(answer == "1")
        }
    }
}
