import PGSampleLibPQ

/// A database to sample, in libpq's words.
///
/// What is not given comes from the PG* variables, the connection service file and `.pgpass`, as with psql
/// (PostgreSQL documentation, 34.15 to 34.17).
public struct DatabaseSource: Sendable {
    /// A database name, a conninfo string (`host=… dbname=…`) or a URL (`postgresql://…`).
    public var database: String?
    /// A host name, an address, or the folder of a unix socket.
    public var host: String?
    /// 1 … 65535.
    public var port: Int?
    /// The role to connect as.
    public var user: String?
    /// Kept in memory only: never printed, logged, written, or passed on a command line.
    public var password: String?

    /// Creates a source; all that is nil comes from the environment.
    public init(
        database: String? = nil, host: String? = nil, port: Int? = nil, user: String? = nil,
        password: String? = nil
    ) {
        self.database = database
        self.host = host
        self.port = port
        self.user = user
        self.password = password
    }

    var parameters: ConnectionParameters {
        ConnectionParameters(
            database: database, host: host, port: port.map { String($0) }, user: user, password: password
        )
    }
}

extension DatabaseSource: CustomReflectable {
    /// Without the password, and without the database, which may be a URL that holds one.
    public var customMirror: Mirror {
        Mirror(
            self, children: ["host": host as Any, "port": port as Any, "user": user as Any],
            displayStyle: .struct)
    }
}
