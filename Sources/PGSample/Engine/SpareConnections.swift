import PGSampleCatalog
import PGSampleLibPQ

/// Opens connections beside a run's own, as far as the source has some to spare.
struct SpareConnections: Sendable {
    /// Connections that are left for `pg_dump`, for the one that looks for waiting migrations, and for others.
    static let reserve = 4
    /// Of the others a run takes at most one in so many: several may run at once.
    static let share = 4

    let parameters: ConnectionParameters
    let facts: SourceFacts

    /// - Parameter wanted: How many more than the run's own.
    /// - Returns: At most `wanted`, maybe none: the run takes longer then, and that is all.
    func open(_ wanted: Int) async throws -> [Connection] {
        var opened: [Connection] = []
        while opened.count < min(wanted, (facts.spareConnections - Self.reserve) / Self.share) {
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
    /// Asked outside of the run's transaction: within it, a VACUUM FULL of the shared catalogs, which this
    /// reads, would wait for the run, and every new connection for that VACUUM.
    ///
    /// Columns: the least of the three.
    static func count(_ session: Session) throws -> Int {
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
