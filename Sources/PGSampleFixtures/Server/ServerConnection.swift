import PGSampleLibPQ
import PGSampleLocalServer

/// The server that tests run on, with the session that proves that we live.
///
/// The session holds an advisory lock of a random number. Every database and schema of ours names that number,
/// and whoever finds one whose number nobody holds knows that its owner is dead.
struct ServerConnection: Sendable {
    /// Where every process makes databases from, so that those who build one template meet there.
    static let maintenanceDatabase = "postgres"

    /// A query whose only field lists the leases (advisory locks of one bigint key) of all living processes,
    /// separated by spaces. The locks of all databases count, because not every role gets into the
    /// maintenance database. 13 and later.
    static let heldLeases = """
        SELECT pg_catalog.string_agg((classid::int8 << 32 | objid::int8)::text, ' ')
        FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
        """

    /// Leads to the maintenance database, or, where we are not let in, to the one that the user named; with
    /// another ``ConnectionParameters/overridingDatabase``, elsewhere.
    let parameters: ConnectionParameters
    let endpoint: Session.Endpoint
    /// libpq's version number: 150018 is 15.18.
    let version: Int
    let lease: Int64
    let leaseConnection: Connection
    /// What a URL of the user's says beside server, role and database, such as `sslmode=require`.
    let urlQuery: String
    /// The database that the user's connection string names; nil when it names none, and on the throwaway
    /// server.
    let namedDatabase: String?
    let limits: Limits

    var major: Int { version / 10_000 }

    /// What the server allows and how it is set up.
    struct Limits: Sendable {
        /// Sessions that ordinary roles may open.
        var connections: Int
        /// Whether `fsync` is on. Where it is off, cloning a template by copying its files is fast (see
        /// `DatabaseMaker.strategy`).
        var hasFsync: Bool
        var mayCreateDatabases: Bool
        var role: String
    }

    /// How to reach a database of the server.
    func parameters(for database: String) -> ConnectionParameters {
        var parameters = parameters
        parameters.overridingDatabase = database
        return parameters
    }

    // MARK: Opening

    static func open(_ settings: FixtureSettings) async throws -> ServerConnection {
        guard let given = settings.server else { return try await openLocal() }
        var parameters = ConnectionParameters(database: given)
        parameters.overridingDatabase = maintenanceDatabase
        do {
            // A name without more would be taken for a database on whatever server libpq's variables lead to.
            guard parameters.databaseIsConnectionString else {
                throw FixtureError(
                    .invalidSettings,
                    "\(FixtureSettings.serverVariable) is neither a URL (postgresql://user@host:port) nor a list of "
                        + "keyword=value pairs"
                )
            }
            let namedDatabase = parameters.namedDatabase
            let connection = try await firstSession(&parameters, orIn: namedDatabase)
            let endpoint = try await connection.run(\.endpoint)
            do {
                try HostRule(allowed: settings.allowedHosts).check(endpoint.host)
            } catch {
                await connection.close()
                throw error
            }
            return try await complete(
                parameters, endpoint, connection, urlQuery: FixtureAddress.query(ofURL: given),
                namedDatabase: namedDatabase)
        } catch let error as DatabaseError {
            throw FixtureError(
                .serverUnavailable,
                "cannot reach the server that \(FixtureSettings.serverVariable) names: \(error.wordsWithoutData); "
                    + "check the variable, or unset it to use a throwaway server of this machine",
                sqlState: error.sqlState, cause: error
            )
        }
    }

    private static func firstSession(
        _ parameters: inout ConnectionParameters, orIn namedDatabase: String?
    ) async throws -> Connection {
        do {
            return try await .open(parameters)
        } catch let error as DatabaseError where error.code == .connectionFailed {
            guard let namedDatabase else { throw error }
            parameters.overridingDatabase = namedDatabase
            do {
                return try await .open(parameters)
            } catch is DatabaseError {
                // The server cannot be reached at all: the first reason is as good.
                throw error
            }
        }
    }

    private static func openLocal() async throws -> ServerConnection {
        do {
            let server = try await SharedServer.join()
            let connection = server.lease
            return try await complete(
                server.connectionParameters(), try await connection.run(\.endpoint), connection, urlQuery: "")
        } catch let error as LocalServerError {
            throw FixtureError(
                .serverUnavailable,
                "\(error)\nor name a server to test on in \(FixtureSettings.serverVariable)", cause: error
            )
        }
    }

    static func complete(
        _ parameters: ConnectionParameters, _ endpoint: Session.Endpoint, _ connection: Connection,
        urlQuery: String, namedDatabase: String? = nil
    ) async throws -> ServerConnection {
        let lease = Int64.random(in: 1...Int64.max)
        let (version, limits) = try await connection.run { session in
            try liftTimeouts(of: session)
            try session.query("SELECT pg_catalog.pg_advisory_lock($1)", ["\(lease)"])
            return (session.serverVersion, try readLimits(session))
        }
        return ServerConnection(
            parameters: parameters, endpoint: endpoint, version: version, lease: lease,
            leaseConnection: connection, urlQuery: urlQuery, namedDatabase: namedDatabase, limits: limits
        )
    }

    /// For a session that is kept and idle by nature: a server that ends idle ones (14 and later) would end it.
    static func liftTimeouts(of session: Session) throws {
        try session.execute(
            "SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings "
                + "WHERE name IN ('idle_session_timeout', 'statement_timeout', 'lock_timeout')")
    }

    /// Columns: sessions beside those for superusers, fsync, whether we may create databases, our role. 13
    /// and later; reserved_connections is of 16.
    private static func readLimits(_ session: Session) throws -> Limits {
        let result = try session.query(
            """
            SELECT pg_catalog.current_setting('max_connections')::int
                - pg_catalog.current_setting('superuser_reserved_connections')::int
                - coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0),
                pg_catalog.current_setting('fsync'), rolcreatedb OR rolsuper, rolname
            FROM pg_catalog.pg_roles WHERE rolname = current_user
            """)
        guard result.rowCount == 1 else {
            throw DatabaseError(code: .unexpectedAnswer, message: "the server does not list our own role")
        }
        return Limits(
            connections: result[0, 0].flatMap { Int($0) } ?? 20, hasFsync: result[0, 1] == "on",
            mayCreateDatabases: result[0, 2] == "t", role: result[0, 3] ?? ""
        )
    }
}
