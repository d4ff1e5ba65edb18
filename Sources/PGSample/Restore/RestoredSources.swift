import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL

/// Sources that are restored for a while, one at a time: roles are of a whole server, and two scripts may
/// make the same.
struct RestoredSources: Sendable {
    let servers: ServerOnDemand

    static let database = "restored source"
    /// OIDs below this are of the cluster itself (`FirstNormalObjectId` in `transam.h`).
    private static let firstOwnObjectID = 16_384

    /// Restores a script or a dump, runs `body` with the database, and removes it with all of its roles.
    ///
    /// - Throws: ``PGSampleError`` with `.restoreFailed`; `LocalServerError`; what `body` throws.
    func with<T: Sendable>(_ path: String, _ body: (DatabaseSource) async throws -> T) async throws -> T {
        _ = try SourceFile(path: path)  // before a server is started for nothing
        let server = try await servers.server()
        do {
            try await SourceRestorer(server: server).restore(path, into: Self.database)
            let result = try await body(Self.source(on: server))
            await Self.remove(from: server)
            return result
        } catch {
            await Self.remove(from: server)
            throw error
        }
    }

    /// The database as a source, sampled as the server's superuser.
    private static func source(on server: ThrowawayServer) -> DatabaseSource {
        let parameters = server.connectionParameters(database: database)
        return DatabaseSource(
            database: parameters.database, host: parameters.host, port: parameters.port.flatMap { Int($0) },
            user: parameters.user
        )
    }

    private static func remove(from server: ThrowawayServer) async {
        await server.cleanUp { server in
            try await server.dropDatabase(database)
            try await server.run { session in
                let roles = try session.query(
                    "SELECT rolname FROM pg_catalog.pg_roles WHERE oid >= \(firstOwnObjectID)"
                )
                for role in roles.textRows().compactMap({ $0[0] }) {
                    try session.execute("DROP ROLE \(Identifier(role).quoted)")
                }
            }
        }
    }
}
