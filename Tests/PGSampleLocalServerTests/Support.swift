import PGSampleLibPQ
@testable import PGSampleLocalServer
import SystemPackage

/// The first field of a query's first row.
func firstField(
    of query: String, on server: ThrowawayServer, database: String = "postgres"
) async throws -> String? {
    let connection = try await Connection.open(server.connectionParameters(database: database))
    let field: String?
    do {
        field = try await connection.run { try $0.query(query)[0, 0] }
    } catch {
        await connection.close()
        throw error
    }
    await connection.close()
    return field
}

/// The server's main process, from the first line of its `postmaster.pid`.
func serverProcessID(of server: ThrowawayServer) -> Int32? {
    SmallFile.text(server.files.data.appending("postmaster.pid"))?.split(separator: "\n").first.flatMap { Int32($0) }
}

/// Whether a process runs, whoever's it is; one that only waits to be reaped does not.
func isRunning(_ processID: Int32) async throws -> Bool {
    try await Watcher.startTime(of: processID) != nil
}

/// Looks every tenth of a second until `condition` holds, for at most a minute.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<600 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(100))
    }
    return try await condition()
}
