import PGSampleLibPQ
import PGSampleSQL

/// The database that throwaway schemas are made in: the one that PG_SAMPLE_TEST_URL names, else one of our
/// own.
struct SchemaSpace: Sendable {
    let server: ServerConnection
    let database: String
    /// Whether the database is a throwaway of ours too.
    let isOurs: Bool
    let administration: Administration
    /// What the user's own connection string or PGOPTIONS asks the server for.
    let startupOptions: String?
    /// The locks that the server has room for, all sessions together.
    let lockCapacity: Int

    /// - Throws: ``FixtureError``, `DatabaseError`, `CancellationError`.
    static func open(
        on server: ServerConnection, databases: DatabaseMaker, settings: FixtureSettings
    ) async throws -> SchemaSpace {
        if let named = server.namedDatabase {
            return try await open(named, isOurs: false, on: server, settings)
        }
        guard server.limits.mayCreateDatabases else {
            throw FixtureError(
                .isolationUnavailable,
                "isolation .schema makes its schemas in the database that \(FixtureSettings.serverVariable) names, and "
                    + "it names none: write postgresql://user@host/database"
            )
        }
        let name = databases.newName(for: .schemas)
        try await databases.create(name, from: "template0")
        return try await open(name, isOurs: true, on: server, settings)
    }

    private static func open(
        _ database: String, isOurs: Bool, on server: ServerConnection, _ settings: FixtureSettings
    ) async throws -> SchemaSpace {
        let connection: Connection
        do {
            connection = try await .open(server.parameters(for: database))
        } catch let error as DatabaseError where error.code == .connectionFailed {
            throw FixtureError(
                .serverUnavailable,
                "cannot reach database \"\(database)\", in which isolation .schema makes its schemas: "
                    + "\(error.wordsWithoutData); check the database that \(FixtureSettings.serverVariable) names",
                sqlState: error.sqlState, cause: error
            )
        }
        do {
            let facts = try await connection.run { try Facts($0) }
            // Of several hosts another one may have answered than before.
            if !isOurs { try HostRule(allowed: settings.allowedHosts).check(facts.host) }
            guard facts.mayCreate else {
                throw FixtureError(
                    .isolationUnavailable,
                    "role \"\(server.limits.role)\" may not create schemas in database \"\(database)\": GRANT CREATE ON "
                        + "DATABASE \(Identifier(database).sql) TO \(Identifier(server.limits.role).sql), or use a role "
                        + "with CREATEDB and isolation .database"
                )
            }
            await connection.close()
            return SchemaSpace(
                server: server, database: database, isOurs: isOurs,
                administration: Administration(parameters: server.parameters(for: database), width: 2),
                startupOptions: facts.startupOptions, lockCapacity: facts.lockCapacity
            )
        } catch {
            await connection.close()
            throw error
        }
    }

    private struct Facts: Sendable {
        var host: String
        var startupOptions: String?
        var mayCreate: Bool
        var lockCapacity: Int

        /// Columns: whether we may make schemas; the server's lock table (PostgreSQL documentation, 20.12
        /// "max_locks_per_transaction"). 13 and later.
        init(_ session: Session) throws {
            let result = try session.query(
                """
                SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
                    pg_catalog.current_setting('max_locks_per_transaction')::int8
                    * (pg_catalog.current_setting('max_connections')::int8
                        + pg_catalog.current_setting('max_prepared_transactions')::int8)
                """)
            host = session.endpoint.host
            startupOptions = session.startupOptions
            mayCreate = result[0, 0] == "t"
            lockCapacity = result[0, 1].flatMap { Int($0) } ?? 0
        }
    }
}
