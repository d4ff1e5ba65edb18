import PGSampleLibPQ

/// The one session of a test's database that its helpers use, opened at the first of them.
actor DatabaseSession {
    private let parameters: ConnectionParameters
    private let title: String
    private var opening: Task<Connection, any Error>?
    private var isClosed = false

    init(_ parameters: ConnectionParameters, title: String) {
        self.parameters = parameters
        self.title = title
    }

    func run<T: Sendable>(_ body: @Sendable (Session) throws -> T) async throws -> T {
        do {
            return try await connection().run(body)
        } catch let error as DatabaseError {
            throw Self.error(for: error, title: title)
        } catch is CancellationError where isClosed {
            throw goneError
        }
    }

    /// Ends the session, for good, and with it what a test has left running on it.
    func close() async {
        isClosed = true
        guard let opening else { return }
        self.opening = nil
        // One that could not be opened needs no closing.
        await (try? opening.value)?.abort()
    }

    private func connection() async throws -> Connection {
        guard !isClosed else { throw goneError }
        if let opening { return try await FirstOutcome.value(of: opening) }
        let parameters = parameters
        let task = Task { try await Connection.open(parameters) }
        opening = task
        return try await FirstOutcome.value(of: task)
    }

    private var goneError: FixtureError {
        FixtureError(.serverLost, "\(title) is gone: its test has ended, and the database ended with it")
    }

    private static func error(for error: DatabaseError, title: String) -> FixtureError {
        switch error.code {
        case .connectionFailed, .connectionLost:
            return FixtureError(
                .serverLost, "the connection to \(title) is lost: \(error.wordsWithoutData)",
                sqlState: error.sqlState, cause: error
            )
        default:
            return FixtureError(
                .queryFailed, "a query on \(title) failed: \(error.wordsWithoutData)",
                sqlState: error.sqlState,
                cause: error
            )
        }
    }
}
