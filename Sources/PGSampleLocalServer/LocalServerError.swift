/// What kept PostgreSQL's own programs, or a server that they start, from doing their work.
package struct LocalServerError: Error, Sendable, Hashable {
    /// The kind of failure. An extensible set: compare with the static members.
    package struct Code: Sendable, Hashable {
        private let name: String

        /// No folder holds `initdb`, `postgres` and `pg_ctl`, or none of a version that is new enough.
        package static let noInstallation = Code(name: "noInstallation")
        /// PG_SAMPLE_POSTGRES_BIN names a folder that is no server installation.
        package static let unusableInstallation = Code(name: "unusableInstallation")
        /// We are root, and there is no other user, or no program to become one with, to run a server.
        package static let noServerAccount = Code(name: "noServerAccount")
        /// No folder for the server's files could be made.
        package static let noFolder = Code(name: "noFolder")
        /// A setting has a name that PostgreSQL's configuration file cannot hold.
        package static let invalidSetting = Code(name: "invalidSetting")
        /// A program is not there or may not be executed.
        package static let programNotFound = Code(name: "programNotFound")
        /// A program could not be run, or ended with a failure.
        package static let programFailed = Code(name: "programFailed")
        /// The server's own programs ran, but no server came of it.
        package static let startFailed = Code(name: "startFailed")
    }

    package var code: Code
    /// What failed, on which program or folder, and why: one sentence without a full stop.
    package var message: String
    /// What the program or server wrote last, what it waited for, or the places that were looked at; empty
    /// when there is nothing to show.
    package var details: String
    /// What the user can do; one line or several, without a capital and a full stop.
    package var remedy: String

    package init(code: Code, message: String, details: String = "", remedy: String = "") {
        self.code = code
        self.message = message
        self.details = details
        self.remedy = remedy
    }
}

extension LocalServerError: CustomStringConvertible {
    package var description: String {
        [message, details, remedy].filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
