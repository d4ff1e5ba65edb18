import Foundation
import PGSampleLibPQ
import PGSampleLocalServer
import SystemPackage

@testable import PGSampleFixtures

/// A server with as many of "our processes" on it as a test wants: each has its own lease and its own
/// sessions.
struct Bench: Sendable {
    let server: ThrowawayServer

    /// With room for all tests at once: each has several processes of its own, none of which waits for the
    /// others' sessions.
    private static let started = Task {
        try await ThrowawayServer.start(settings: ["max_connections": "300"])
    }

    /// One server for tests that leave each other alone.
    static var shared: Bench {
        get async throws { Bench(server: try await started.value) }
    }

    /// What a process that starts now would work with.
    func process(_ environment: [String: String] = [:], gateWidth: Int? = nil) async throws -> FixtureServer {
        let parameters = server.connectionParameters()
        let lease = try await Connection.open(parameters)
        let connection = try await ServerConnection.complete(
            parameters, try await lease.run(\.endpoint), lease, urlQuery: "")
        return try await FixtureServer.open(
            connection, try FixtureSettings(environment: environment), gateWidth: gateWidth)
    }

    /// Ends a process as SIGKILL would: its sessions are gone, and nothing was cleaned up.
    func kill(_ process: FixtureServer) async {
        await process.connection.leaseConnection.close()
    }

    func value(_ sql: String, _ parameters: [String?] = [], in database: String = "postgres") async throws
        -> String?
    {
        let connection = try await Connection.open(server.connectionParameters(database: database))
        do {
            let value = try await connection.run { session -> String? in
                let result = try session.query(sql, parameters)
                return result.rowCount == 0 ? nil : result[0, 0]
            }
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    func has(_ database: String) async throws -> Bool {
        try await value("SELECT count(*) FROM pg_database WHERE datname = $1", [database]) == "1"
    }
}

/// Looks every fiftieth of a second until `condition` holds, for at least two minutes.
///
/// - Parameter what: What holds then, in the words of the error.
/// - Throws: ``NeverCame``; whatever `condition` throws.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    for _ in 0..<6000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw NeverCame(what: what)
}

/// What a test has waited for in vain.
struct NeverCame: Error {
    var what: String
}

/// A request for fixtures of this folder.
func request(
    _ names: String..., isolation: FixtureIsolation = .database, migrate: FixtureStep? = nil,
    then: FixtureStep? = nil, revision: String? = nil, file: String = #filePath
) -> FixtureRequest {
    FixtureRequest(
        names, isolation: isolation, migrate: migrate, then: then, revision: revision,
        places: FixturePlaces(sourceFile: file))
}

/// A folder with a fixture of its own, removed with its last reference.
final class OwnFixture: Sendable {
    let folder: FilePath
    static let name = "own"

    init(_ text: String) throws {
        folder = FilePath("/tmp/pg-sample-fixture-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        try write(text)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.string) }

    func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.appending(Self.name + ".sql").string))
    }

    var environment: [String: String] { ["PG_SAMPLE_FIXTURES": folder.string] }
}

/// Counts what happens, from any task.
actor Counter {
    private(set) var count = 0
    func add() { count += 1 }
}
