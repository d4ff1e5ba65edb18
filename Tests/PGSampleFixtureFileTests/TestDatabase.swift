import Foundation
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import SystemPackage
import Testing

/// The server of this module's tests. It is taken down by its watcher when the test process ends.
actor SharedServer {
    static let shared = SharedServer()
    private var start: Task<ThrowawayServer, any Error>?

    func server() async throws -> ThrowawayServer {
        let start = start ?? Task { try await ThrowawayServer.start() }
        self.start = start
        return try await start.value
    }
}

/// A database of one test's own.
struct TestDatabase: Sendable {
    let server: ThrowawayServer
    let name: String

    /// Makes an empty database, runs `body`, and removes the database.
    static func with<T: Sendable>(
        encoding: String? = nil, _ body: @Sendable (TestDatabase) async throws -> T
    ) async throws -> T {
        let server = try await SharedServer.shared.server()
        let database = TestDatabase(server: server, name: "t'\"\\ \(UUID().uuidString)")
        var options = ThrowawayServer.DatabaseOptions(encoding: encoding)
        options.collate = encoding == nil ? nil : "C"
        options.characterType = encoding == nil ? nil : "C"
        try await server.createDatabase(database.name, options)
        let result: T
        do {
            result = try await body(database)
        } catch {
            try? await server.dropDatabase(database.name)
            throw error
        }
        try await server.dropDatabase(database.name)
        return result
    }

    /// Runs `body` with a session of its own, as the superuser unless a role is given.
    func run<T: Sendable>(as role: String? = nil, _ body: @Sendable (Session) throws -> T) async throws -> T {
        var parameters = server.connectionParameters(database: name)
        if let role { parameters.user = role }
        let connection = try await Connection.open(parameters)
        do {
            let result = try await connection.run(body)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    func execute(_ sql: String) async throws {
        try await run { try $0.execute(sql) }
    }

    func rows(_ sql: String) async throws -> [[String?]] {
        try await run { try $0.query(sql).textRows() }
    }

    func load(
        _ path: FilePath, as role: String? = nil, inOneTransaction: Bool = false
    ) async throws -> [FixtureLoader.LoadedTable] {
        try await run(as: role) {
            try FixtureLoader($0, inOneTransaction: inOneTransaction).load(path).tables
        }
    }

    // MARK: PostgreSQL's programs

    /// Loads a plain file by psql, which stops at the first error.
    func loadByPsql(_ path: FilePath, as role: String = ThrowawayServer.user) async throws {
        let outcome = try await program(
            "psql",
            ["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--username", role, "--file", path.string]
        ).outcome
        #expect(outcome.succeeded, "psql: \(outcome.standardError)")
    }

    /// What pg_dump says about the database, but for large objects, and without the key that it makes up anew
    /// each time.
    func dump(_ arguments: [String] = []) async throws -> String {
        let (outcome, output) = try await program(
            "pg_dump", ["--no-blobs", "--encoding", "UTF8"] + arguments)
        try #require(outcome.succeeded, "pg_dump: \(outcome.standardError)")
        let lines = String(decoding: output, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        return lines.filter { !$0.hasPrefix("\\restrict ") && !$0.hasPrefix("\\unrestrict ") }.joined(
            separator: "\n")
    }

    func program(
        _ name: String, _ arguments: [String]
    ) async throws -> (outcome: ChildProcess.Outcome, output: [UInt8]) {
        let major = server.installation.version.major
        let program = try #require(try await ClientProgram.find(name).first { $0.version.major >= major })
        let variables = server.clientVariables(database: self.name)
        return try await ChildProcess(program.path, arguments, variables: .inherited(variables)).collect(
            limit: 1 << 26)
    }
}
