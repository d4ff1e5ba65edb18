import PGSampleCatalog
import PGSampleLibPQ

/// Opens connections beside a run's own, as far as the source has some to spare.
struct SpareConnections: Sendable {
    /// Connections that are left for `pg_dump`, for the one that looks for waiting migrations, and for others.
    static let reserve = 4

    let parameters: ConnectionParameters

    /// - Parameters:
    ///   - wanted: How many more than the run's own.
    ///   - connection: The run's own.
    /// - Returns: At most `wanted`, maybe none: the run takes longer then, and that is all.
    func open(_ wanted: Int, beside connection: Connection) async throws -> [Connection] {
        guard wanted > 0 else { return [] }
        let spare = try await connection.run { try Self.count($0) }
        var opened: [Connection] = []
        while opened.count < min(wanted, spare - Self.reserve) {
            do {
                opened.append(try await Connection.open(parameters))
            } catch is DatabaseError {
                break  // somebody else was quicker
            }
        }
        return opened
    }

    /// Connections that the server, the database and the role still allow.
    ///
    /// Columns: the least of the three.
    private static func count(_ session: Session) throws -> Int {
        try session.query(
            """
            SELECT least(
                current_setting('max_connections')::int8 - current_setting('superuser_reserved_connections')::int8
                    - (SELECT sum(numbackends) FROM pg_catalog.pg_stat_database),
                (SELECT nullif(d.datconnlimit, -1) - s.numbackends
                 FROM pg_catalog.pg_database d JOIN pg_catalog.pg_stat_database s ON s.datid = d.oid
                 WHERE d.datname = current_database()),
                (SELECT nullif(r.rolconnlimit, -1)
                    - (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usesysid = r.oid)
                 FROM pg_catalog.pg_roles r WHERE r.rolname = current_user))::int8
            """
        ).integer(0, 0)
    }
}
