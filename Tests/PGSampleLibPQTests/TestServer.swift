import PGSampleLibPQ
import PGSampleLocalServer

/// Looks every fiftieth of a second until `condition` holds, for at least two minutes.
///
/// - Parameter what: What holds then, in the words of the error.
/// - Throws: ``NeverCame``; whatever `condition` throws.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    for _ in 0..<6000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw NeverCame(what: what)
}

/// What a test has waited for in vain.
struct NeverCame: Error {
    var what: String
}

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
