import ArgumentParser
import PGSample

/// Where a server is and as whom to connect, as psql has it.
struct ServerOptions: ParsableArguments {
    @Option(
        name: [.customShort("h"), .long],
        help: "A name, an address, or a socket's folder. Default: PGHOST, else the local socket."
    )
    var host: String?

    @Option(name: .shortAndLong, help: "1 to 65535. Default: PGPORT, else 5432.")
    var port: Int?

    @Option(
        name: [.customShort("U"), .long], help: "The role to connect as. Default: PGUSER, else your own name."
    )
    var username: String?

    @Option(
        name: [.customShort("d"), .long],
        help: ArgumentHelp(
            "A database name, a conninfo string (host=… dbname=…) or a URL. Default: PGDATABASE.",
            valueName: "dbname"))
    var dbname: String?

    @Flag(
        name: [.customShort("W"), .long],
        help: "Ask for the password. Else it comes from PGPASSWORD or ~/.pgpass; it is never an argument."
    )
    var password = false

    func validate() throws {
        guard let port, !(1...65535).contains(port) else { return }
        throw ValidationError("The port is a number from 1 to 65535, and \(port) is none.")
    }

    /// The database; asks for the password if that was wished.
    ///
    /// - Parameter database: One that was named otherwise than by an option.
    func source(database: String? = nil) async throws -> DatabaseSource {
        DatabaseSource(
            database: database ?? dbname, host: host, port: port, user: username,
            password: password ? try await PasswordPrompt.ask() : nil
        )
    }
}
