import PGSampleLibPQ
import PGSampleSQL

/// A server's few sessions for making and removing databases; they are opened when needed and kept.
final class Administration: Sendable {
    private let parameters: ConnectionParameters
    private let gate: Gate
    private let idle = IdleConnections()

    init(parameters: ConnectionParameters, width: Int) {
        self.parameters = parameters
        gate = Gate(width: width)
    }

    /// Runs `body` with a session on the maintenance database. A session that broke is not used again.
    func run<T: Sendable>(_ body: @Sendable (Session) throws -> T) async throws -> T {
        try await withConnection { try await $0.run(body) }
    }

    nonisolated(nonsending) func withConnection<T>(
        _ body: nonisolated(nonsending) (Connection) async throws -> T
    ) async throws -> T {
        try await gate.enter()
        defer { gate.leave() }
        let connection: Connection
        var isNew = false
        if let idle = await idle.take() {
            connection = idle
        } else {
            connection = try await .open(parameters)
            isNew = true
        }
        do {
            if isNew { try await connection.run { try ServerConnection.liftTimeouts(of: $0) } }
            let value = try await body(connection)
            await idle.put(connection)
            return value
        } catch let error as DatabaseError where error.code == .statementFailed {
            await idle.put(connection)
            throw error
        } catch {
            await connection.close()
            throw error
        }
    }

    func execute(_ sql: String) async throws {
        try await run { try $0.execute(sql) }
    }

    func close() async {
        while let connection = await idle.take() { await connection.close() }
    }

    private actor IdleConnections {
        private var connections: [Connection] = []

        func take() -> Connection? { connections.popLast() }

        func put(_ connection: Connection) { connections.append(connection) }
    }
}
