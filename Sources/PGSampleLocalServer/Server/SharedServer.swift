package import PGSampleLibPQ
package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The throwaway server that all test processes of one user share: one for each major version of PostgreSQL.
///
/// Whoever comes first starts it. It lives as long as somebody has a session, and a minute longer, so that
/// the next run finds it warm. Its folder's name is kept in a file in a private folder of the user's, under a
/// lock that ends with the process which holds it.
package struct SharedServer: Sendable {
    /// The advisory lock on database `postgres` that everybody shares who uses the server. A watcher that is
    /// about to stop it takes the lock for itself.
    static let leaseKey: Int64 = 5_074_206_581_431_200_001

    package let installation: PostgreSQLInstallation
    /// Holds the server's data, log and socket.
    package let folder: FilePath
    /// The session whose life keeps the server up.
    package let lease: Connection

    package var logTail: String { SmallFile.tail(ServerFolder(path: folder).log) }

    /// How to connect to one of the server's databases as its superuser, whatever PG* variables are set.
    package func connectionParameters(database: String = "postgres") -> ConnectionParameters {
        ThrowawayServer.connectionParameters(host: folder.string, database: database)
    }

    /// Joins the server that runs, or starts it.
    ///
    /// - Parameters:
    ///   - installation: By default the newest of this machine.
    ///   - settings: For a server that has to be started; one that runs keeps its own.
    ///   - idle: How long the server stays when the last session has ended.
    /// - Throws: ``LocalServerError``, also when for three minutes the server neither takes us in nor ends, as
    ///   when the process that starts it is stopped; `CancellationError`.
    package static func join(
        installation: PostgreSQLInstallation? = nil, settings: [String: String] = [:],
        idle: Duration = .seconds(60)
    ) async throws -> SharedServer {
        try await join(
            installation: installation, settings: settings, idle: idle, interval: .seconds(5),
            in: ServerFolder.parents()
        )
    }

    /// - Parameters:
    ///   - starter: The process in whose name a server is started; it lives as long as that one at least.
    ///   - patience: How long others may keep us from joining or starting one.
    static func join(
        installation: PostgreSQLInstallation? = nil, settings: [String: String] = [:], idle: Duration,
        interval: Duration, starter: Int32 = getpid(), patience: Duration = .seconds(180),
        in parents: [FilePath]
    ) async throws -> SharedServer {
        let chosen: PostgreSQLInstallation
        if let installation { chosen = installation } else { chosen = try await .preferred() }
        let registry = try SharedServerRegistry(major: chosen.version.major, parents: parents)
        // Without psql nobody could count the sessions; the server then lives for us alone.
        let idle = chosen.program("psql") == nil ? nil : idle
        var deadline = ContinuousClock.now + patience
        var obstacle = ""
        while ContinuousClock.now < deadline {
            switch await attempt(registry, chosen) {
            case .joined(let server): return server
            case .busy(let words): obstacle = words
            case .absent:
                guard let lock = try registry.tryLock() else {
                    obstacle = "another process is starting it, and has locked \(registry.lockFile)"
                    break
                }
                defer { lock.release() }
                // Somebody may have been quicker than our lock.
                switch await attempt(registry, chosen) {
                case .joined(let server): return server
                case .busy(let words): obstacle = words
                case .absent:
                    let server = try await ThrowawayServer.start(
                        installation: chosen, settings: settings,
                        watch: .init(ownerProcessID: starter, interval: interval, idle: idle), in: parents)
                    try registry.publish(server.folder)
                    deadline = ContinuousClock.now + patience
                }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw LocalServerError(
            code: .startFailed,
            message:
                "could not join the shared test server of PostgreSQL \(chosen.version.major) within \(patience)",
            details: obstacle,
            remedy: "end the process that keeps it, or name another server with PG_SAMPLE_TEST_URL"
        )
    }

    private enum Attempt {
        case joined(SharedServer)
        /// It runs, and is being looked at or stopped, or has no room; in words.
        case busy(String)
        case absent
    }

    private static func attempt(
        _ registry: SharedServerRegistry, _ installation: PostgreSQLInstallation
    ) async -> Attempt {
        guard let folder = registry.published() else { return .absent }
        let parameters = ThrowawayServer.connectionParameters(host: folder.string, database: "postgres")
        do {
            let lease = try await Connection.open(parameters)
            let isShared = try await lease.run { session in
                try session.query("SELECT pg_catalog.pg_try_advisory_lock_shared(\(leaseKey))")[0, 0]
            }
            if isShared == "t" {
                return .joined(SharedServer(installation: installation, folder: folder, lease: lease))
            }
            await lease.close()
            return .busy("it is being stopped, by the process that watches over \(folder)")
        } catch let error as DatabaseError where error.code == .connectionFailed {
            // A server that has no room for us is there nevertheless; libpq tells no SQLSTATE of a refused
            // connection.
            return registry.isServing(folder) ? .busy(error.message) : .absent
        } catch {
            return .busy("\(error)")
        }
    }
}
