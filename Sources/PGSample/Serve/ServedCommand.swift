import PGSampleLibPQ
import PGSampleLocalServer

/// A command that runs with a throwaway server of its own, which is gone when it ends.
///
/// libpq's variables lead it to a new, empty database, and PG_SAMPLE_TEST_URL leads the tests of a package to the server.
package struct ServedCommand: Sendable {
    /// A shell says this of a program that a signal has ended, with the signal's number added.
    private static let killed: Int32 = 128

    private let name: String
    private let database: String
    private let command: ForegroundCommand

    /// - Parameters:
    ///   - name: A path, or a name that is looked for in PATH.
    ///   - database: The name of the database that is made for it.
    /// - Throws: ``PGSampleError`` with `.commandNotFound`.
    package init(_ name: String, _ arguments: [String], database: String) throws(PGSampleError) {
        self.name = name
        self.database = database
        do {
            command = try ForegroundCommand(name, arguments)
        } catch {
            throw PGSampleError(
                code: .commandNotFound, message: "cannot run the command", object: name, reason: error.message
            )
        }
    }

    /// Starts the server, runs the command to its end with our standard streams, and removes the server.
    ///
    /// - Parameter takingSignals: Gets, when the server is ready, what passes a signal on to the command; and nil when
    ///   the command has ended. In between a cancelled task does not end the command.
    /// - Returns: The command's exit status; as in a shell, 128 and the number of the signal that ended it.
    /// - Throws: ``PGSampleError``; `CancellationError`. No server is left then.
    package func run(
        takingSignals: @Sendable ((@Sendable (_ signal: Int32) -> Void)?) -> Void
    ) async throws -> Int32 {
        do {
            return try await withThrowawayServer { server in
                try await server.createDatabase(database)
                takingSignals { [command] in command.send($0) }
                defer { takingSignals(nil) }
                // A signal that came before the command could take it.
                try Task.checkCancellation()
                var variables = server.clientVariables(database: database)
                variables["PG_SAMPLE_TEST_URL"] = server.url
                return switch try await command.run(variables: variables) {
                case .exited(let status): status
                case .killed(let signal): Self.killed + signal
                }
            }
        } catch let error as DatabaseError {
            throw PGSampleError(
                code: .localServerFailed, message: "cannot make the database", object: database,
                reason: error.wordsWithoutData, sqlState: error.sqlState, cause: error)
        } catch {
            throw PGSampleError.wrapping(error, doing: "running the command")
        }
    }
}
