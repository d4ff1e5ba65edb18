import Foundation
import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage
import Testing

@testable import PGSample

/// Short ways to a source, a sample of it in direct mode, and the sample's copy.
enum Trial {
    /// What a run gave.
    struct Fixture: Sendable {
        var report: SamplingReport
        /// The file, unpacked.
        var bytes: [UInt8]

        var script: String { String(decoding: bytes, as: UTF8.self) }

        /// Rows of a table, named as in the report.
        func rows(of table: String) -> Int? { report.tables.first { $0.name == table }?.rows }

        /// The lines of the COPY data of a table.
        func data(of table: String) -> [String] {
            var lines = script.components(separatedBy: "\n")[...]
            guard let start = lines.firstIndex(where: { $0.hasPrefix("COPY \(table) ") }) else { return [] }
            lines = lines[(start + 1)...]
            return Array(lines.prefix { $0 != "\\." })
        }
    }

    /// A database made by `script`.
    static func source(_ script: String) async throws -> String {
        let name = try await TestServer.database()
        try await TestServer.execute(script, in: name)
        return name
    }

    /// A database made by one of the odd schemas.
    static func oddSource(_ name: String) async throws -> String {
        let database = try await TestServer.database()
        try await TestServer.load(OddSchemaTests.folder.appending("\(name).sql"), into: database)
        return database
    }

    /// A database made by a random schema.
    static func randomSource(seed: UInt64) async throws -> String {
        let database = try await TestServer.database()
        try await withTemporaryFolder { folder in
            let script = folder.appending("source.sql")
            try RandomSchema(seed: seed).script.write(
                toFile: script.string, atomically: true, encoding: .utf8)
            try await TestServer.load(script, into: database)
        }
        return database
    }

    static func sample(
        _ database: String, _ limits: String = "*=100", as user: String? = nil,
        _ configure: (inout SamplingOptions) -> Void = { _ in },
        progress: @escaping @Sendable (SamplingProgress) -> Void = { _ in }
    ) async throws -> Fixture {
        try await sample(
            from: try await TestServer.source(database, user: user), limits, configure, progress: progress)
    }

    static func sample(
        from source: DatabaseSource, _ limits: String = "*=100", environment: [String: String]? = nil,
        _ configure: (inout SamplingOptions) -> Void = { _ in },
        progress: @escaping @Sendable (SamplingProgress) -> Void = { _ in }
    ) async throws -> Fixture {
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: [limits])
        options.staging.choice = .never
        configure(&options)
        var engine = SamplingEngine(source: source, options: options)
        engine.environment = environment ?? ServerVersion.environment
        engine.progress = progress
        return try await withTemporaryFolder { folder in
            let file = folder.appending("fixture.sql").string
            do {
                let report = try await engine.sampleAll(to: .file(file))
                return Fixture(report: report, bytes: Array(try Data(contentsOf: URL(filePath: file))))
            } catch {
                let left = try FileManager.default.contentsOfDirectory(atPath: folder.string)
                guard left.isEmpty else { throw LeftOver(files: left) }
                throw error
            }
        }
    }

    /// A run that failed left something behind.
    struct LeftOver: Error { var files: [String] }

    /// Loads a fixture by psql as an ordinary owner into a database of its own.
    static func copy(_ fixture: Fixture, into database: String? = nil) async throws -> String {
        let target: String
        if let database {
            target = database
        } else {
            target = try await TestServer.database(ownedByOrdinaryRole: true)
        }
        try await withTemporaryFolder { folder in
            let file = folder.appending("fixture.sql")
            try Data(fixture.bytes).write(to: URL(filePath: file.string))
            try await TestServer.load(file, into: target, as: TestServer.ordinaryRole)
        }
        return target
    }

    /// Samples, loads, and lets PostgreSQL judge.
    static func judgedCopy(
        _ database: String, _ limits: String = "*=100",
        _ configure: (inout SamplingOptions) -> Void = { _ in }
    ) async throws -> (fixture: Fixture, copy: String) {
        let fixture = try await sample(database, limits, configure)
        let copy = try await copy(fixture)
        try await Judge(source: database, copy: copy).check(fixture.report)
        return (fixture, copy)
    }

    /// The plan of `database` with its locks held, on a session of the caller's thread.
    static func withLockedSource<T: Sendable>(
        _ database: String, _ limits: String = "*=100",
        _ body: @Sendable (Session, LockedSource) throws -> T
    ) async throws -> T {
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: [limits])
        options.isDataOnly = true
        let fixed = options
        return try await TestServer.withSession(database) { session in
            try body(
                session, try LockedSource.open(session, facts: SourceFacts.read(session), options: fixed))
        }
    }
}
