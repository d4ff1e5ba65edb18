import PGSampleLibPQ
import PGSampleLocalServer
import SystemPackage

@testable import PGSampleFixtures

/// A role that may do nothing but make schemas in one database, which belongs to somebody else.
struct Tenant: Sendable {
    let bench: Bench
    let role: String
    let database: String

    /// - Parameter mayCreate: Whether it may make schemas, indeed.
    init(on bench: Bench, mayCreate: Bool = true) async throws {
        self.bench = bench
        let number = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        role = "tenant_\(number)"
        database = "app_\(number)"
        try await bench.server.createDatabase(database)
        _ = try await bench.value("CREATE ROLE \(role) LOGIN")
        if mayCreate { _ = try await bench.value("GRANT CREATE ON DATABASE \(database) TO \(role)") }
    }

    /// As the database's owner.
    @discardableResult
    func value(_ sql: String, _ parameters: [String?] = []) async throws -> String? {
        try await bench.value(sql, parameters, in: database)
    }

    /// What a process that starts now would work with.
    ///
    /// - Parameter query: Further parameters of the URL.
    func process(_ environment: [String: String] = [:], query: String = "") async throws -> FixtureServer {
        let url = "postgresql://\(role)@/\(database)?host=\(bench.server.host)&port=5432\(query)"
        let settings = try FixtureSettings(
            environment: environment.merging(["PG_SAMPLE_TEST_URL": url]) { $1 })
        return try await FixtureServer.open(settings)
    }

    /// The schemas that look like ours, by name.
    func schemas() async throws -> String? {
        try await value(
            "SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE nspname ~ '^fx_'")
    }

    /// What a line of shell prints, with the server's psql at hand and nothing of libpq's set but `variables`.
    func shell(_ line: String, _ variables: [String: String] = [:]) async throws -> String {
        let path = "\(bench.server.installation.binDirectory):/usr/bin:/bin"
        let process = ChildProcess(
            "/bin/sh", ["-c", line], variables: .only(variables.merging(["PATH": path]) { $1 }))
        let (outcome, output) = try await process.collect()
        try outcome.requireSuccess()
        return String(decoding: output, as: UTF8.self).split(separator: "\n").joined(separator: "\n")
    }
}
