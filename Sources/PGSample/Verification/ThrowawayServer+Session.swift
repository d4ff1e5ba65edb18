import PGSampleLibPQ
import PGSampleLocalServer
import SystemPackage

extension ThrowawayServer {
    /// Runs `body` with a session of its own.
    ///
    /// - Parameter user: By default the server's superuser.
    /// - Throws: `DatabaseError`, and what `body` throws.
    nonisolated func run<T: Sendable>(
        in database: String = "postgres", as user: String? = nil, _ body: @Sendable (Session) throws -> T
    ) async throws -> T {
        var parameters = connectionParameters(database: database)
        if let user { parameters.user = user }
        let connection = try await Connection.open(parameters)
        do {
            let result = try await connection.run(body)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// A client program that fits the server: the one beside it, else the lowest version that is not below
    /// its own, because a newer `pg_restore` writes settings that only newer servers have. nil when there is
    /// none.
    nonisolated func clientProgram(_ name: String) async throws -> FilePath? {
        if let program = installation.program(name) { return program }
        let found = try await ClientProgram.find(name)
        return found.first { $0.version.major >= installation.version.major }?.path
    }

    /// Runs clean-up of a server that lives on. It goes on when the task was cancelled; what fails is lost,
    /// because the server and all that is left in it go away at the end of the run.
    nonisolated func cleanUp(_ body: @escaping @Sendable (ThrowawayServer) async throws -> Void) async {
        await Task.detached { [self] in try? await body(self) }.value
    }
}
