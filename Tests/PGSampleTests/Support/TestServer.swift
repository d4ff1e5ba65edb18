import Foundation
import PGSampleLibPQ
import PGSampleLocalServer
import SystemPackage

@testable import PGSample

/// One throwaway server for all tests of the process, with a private database per test.
enum TestServer {
    /// Another server for what a test does: see ``ServerVersion/run(_:)``.
    @TaskLocal static var chosen: ThrowawayServer?

    private static let started = Task {
        try await ThrowawayServer.start(settings: ["max_connections": "300"])
    }

    /// - Throws: ``OutsideOfGate``.
    static var shared: ThrowawayServer {
        get async throws {
            guard ServerGate.isPassed else { throw OutsideOfGate() }
            if let chosen { return chosen }
            return try await started.value
        }
    }

    /// A role that may log in and nothing else.
    static let ordinaryRole = "ordinary_owner"

    /// Makes an empty database.
    ///
    /// - Parameter owner: ``ordinaryRole`` for a database as users load fixtures into.
    static func database(ownedByOrdinaryRole: Bool = false) async throws -> String {
        let name = "t_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let server = try await shared
        try await server.createDatabase(name)
        if ownedByOrdinaryRole {
            try await execute(
                """
                DO $$ BEGIN
                    CREATE ROLE \(ordinaryRole) LOGIN;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                END $$;
                ALTER DATABASE \(name) OWNER TO \(ordinaryRole);
                """, in: "postgres"
            )
            try await execute("ALTER SCHEMA public OWNER TO pg_database_owner", in: name)
        }
        return name
    }

    static func execute(_ sql: String, in database: String) async throws {
        try await withSession(database) { try $0.execute(sql) }
    }

    /// The first row's first column.
    static func value(_ sql: String, in database: String) async throws -> String? {
        try await withSession(database) { session in
            let result = try session.query(sql)
            return result.rowCount == 0 ? nil : result[0, 0]
        }
    }

    /// Every row, each as one text.
    static func rows(_ sql: String, in database: String) async throws -> [[String?]] {
        try await withSession(database) { try $0.query(sql).textRows() }
    }

    static func withSession<T: Sendable>(
        _ database: String, _ body: @Sendable (Session) throws -> T
    ) async throws -> T {
        try await shared.run(in: database, body)
    }

    static func source(_ database: String, user: String? = nil) async throws -> DatabaseSource {
        let server = try await shared
        return DatabaseSource(
            database: database, host: server.folder.string, port: Int(ThrowawayServer.port),
            user: user ?? ThrowawayServer.user
        )
    }

    /// Runs a script with psql, which stops at the first error.
    static func load(_ script: FilePath, into database: String, as user: String? = nil) async throws {
        let server = try await shared
        var variables = server.clientVariables(database: database)
        if let user { variables["PGUSER"] = user }
        let psql = try required(server.installation.program("psql"))
        let command =
            script.string.hasSuffix(".gz")
            ? "gunzip -c \"$1\" | \"$0\" -X -q -v ON_ERROR_STOP=1"
            : "\"$0\" -X -q -v ON_ERROR_STOP=1 -f \"$1\""
        let process = ChildProcess(
            "/bin/bash", ["-o", "pipefail", "-c", command, psql.string, script.string],
            variables: .inherited(variables)
        )
        let outcome = try await process.run()
        guard outcome.succeeded else { throw LoadFailure(words: outcome.standardError) }
    }

    /// `pg_dump` of a database's schema, as lines.
    static func schema(of database: String) async throws -> String {
        let server = try await shared
        let dump = try required(server.installation.program("pg_dump"))
        let process = ChildProcess(
            dump, ["--schema-only", "--no-owner", "--no-privileges"],
            variables: .inherited(server.clientVariables(database: database))
        )
        let (outcome, output) = try await process.collect(limit: 64 << 20)
        try outcome.requireSuccess()
        return String(decoding: output, as: UTF8.self)
    }

    /// Its tests would not be counted.
    struct OutsideOfGate: Error, CustomStringConvertible {
        var description: String { "a suite that uses the tests' server needs the trait .usesServer" }
    }

    struct LoadFailure: Error, CustomStringConvertible {
        var words: String
        var description: String { words }
    }

    private static func required<T>(_ value: T?) throws -> T {
        guard let value else { throw LoadFailure(words: "a program of PostgreSQL is missing") }
        return value
    }
}
