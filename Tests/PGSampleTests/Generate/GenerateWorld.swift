import Foundation
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import SystemPackage
import Testing

@testable import PGSample

/// What the tests of generating share: one server that sources live in, and one for trials. Their watchers
/// take them down when the test process ends.
enum GenerateWorld {
    private static let sources = ServerOnDemand()
    static let trials = ServerOnDemand()

    /// Makes a database from a script, runs `body` with it, and removes it.
    static func withSource<T: Sendable>(
        _ script: String, _ body: (_ source: DatabaseSource, _ database: String) async throws -> T
    ) async throws -> T {
        let server = try await sources.server()
        let name = "source \(UUID().uuidString)"
        try await server.createDatabase(name)
        do {
            try await server.run(in: name) { try $0.execute(script) }
            let parameters = server.connectionParameters(database: name)
            let source = DatabaseSource(
                database: parameters.database, host: parameters.host, port: 5432, user: parameters.user
            )
            let result = try await body(source, name)
            try await server.dropDatabase(name)
            return result
        } catch {
            try await server.dropDatabase(name)
            throw error
        }
    }

    /// Runs one of PostgreSQL's programs on a source.
    static func run(_ program: String, _ arguments: [String], on database: String) async throws {
        let server = try await sources.server()
        let path = try #require(try await server.clientProgram(program))
        let variables = server.clientVariables(database: database)
        try await ChildProcess(path, arguments, variables: .inherited(variables)).run().requireSuccess()
    }

    /// The first column of a query's rows, from a trial server or another one.
    static func column(_ sql: String, in database: String = "postgres", of server: ThrowawayServer)
        async throws
        -> [String?]
    {
        try await server.run(in: database) { try $0.query(sql).textRows().map { $0[0] } }
    }

    /// Writes a text file and returns its path.
    @discardableResult
    static func write(_ text: String, to path: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    static func gzip(_ path: String) async throws -> String {
        try await ChildProcess("/usr/bin/env", ["gzip", "-n", path]).run().requireSuccess()
        return path + ".gz"
    }

    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    /// The error that `body` throws.
    static func failure(_ body: () async throws -> Void) async throws -> PGSampleError {
        do {
            try await body()
        } catch {
            return try #require(error as? PGSampleError, "\(error)")
        }
        throw NoFailure()
    }

    struct NoFailure: Error {}
}
