import PGSampleLibPQ
import PGSampleLocalServer

/// One throwaway server for all tests of the process.
enum TestServer {
    private static let started = Task {
        try await ThrowawayServer.start(settings: [
            "max_connections": "100", "shared_preload_libraries": "pg_stat_statements",
        ])
    }

    static var shared: ThrowawayServer {
        get async throws { try await started.value }
    }

    static func withConnection<T: Sendable>(
        _ body: @Sendable (Connection) async throws -> T
    ) async throws -> T {
        let connection = try await Connection.open(try await shared.connectionParameters())
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }
}
