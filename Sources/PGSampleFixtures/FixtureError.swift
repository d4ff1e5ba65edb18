/// Why a fixture could not be handed to a test.
///
/// Printed, it is complete in itself: what failed, for which fixture and server, why, in the server's own
/// words, and what to do. It holds no row's values and no password.
public struct FixtureError: Error, Sendable {
    /// The kind of failure. An extensible set: compare with the static members.
    public struct Code: Sendable, Hashable {
        private let name: String

        /// No file of the fixture's name was found.
        public static let fixtureNotFound = Code(name: "fixtureNotFound")
        /// A variable of the environment has a value that means nothing.
        public static let invalidSettings = Code(name: "invalidSettings")
        /// The server to test on is not of this machine and not allowed by name.
        public static let hostRefused = Code(name: "hostRefused")
        /// There is no server: PostgreSQL is not installed, does not start, or cannot be reached.
        public static let serverUnavailable = Code(name: "serverUnavailable")
        /// The connection to the server broke while it was used.
        public static let serverLost = Code(name: "serverLost")
        /// The fixture does not load.
        public static let loadFailed = Code(name: "loadFailed")
        /// The `migrate` or `then` step of a fixture threw.
        public static let stepFailed = Code(name: "stepFailed")
        /// The server refused to make, seal or copy a database.
        public static let databaseFailed = Code(name: "databaseFailed")
        /// The server refused a query of the test.
        public static let queryFailed = Code(name: "queryFailed")
        /// A row cannot be read as the type that was asked for.
        public static let decodingFailed = Code(name: "decodingFailed")
        /// There is no fixture here: no trait, no `withFixture` around the code.
        public static let noCurrentDatabase = Code(name: "noCurrentDatabase")
        /// The isolation that was asked for is not to be had.
        public static let isolationUnavailable = Code(name: "isolationUnavailable")
    }

    /// What to decide by; the words are for people.
    public var code: Code
    /// One sentence or several, each with what to do.
    public var message: String
    /// The server's error code (PostgreSQL documentation, appendix A), when the server refused.
    public var sqlState: String?
    /// What was thrown underneath.
    public var cause: (any Error)?

    package init(_ code: Code, _ message: String, sqlState: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
        self.cause = cause
    }
}

extension FixtureError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
