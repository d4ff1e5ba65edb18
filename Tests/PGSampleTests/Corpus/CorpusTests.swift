import Foundation
import SystemPackage
import Testing

@testable import PGSample

/// Schemas of real applications, from a folder of SQL files outside of the package, each with rows of our own
/// making. The folder of SQL files, and how much is done with it, as environment variables name them.
enum Corpus {
    static let folder = ProcessInfo.processInfo.environment["PG_SAMPLE_CORPUS"].map { FilePath($0) }
    /// What the names of the only files to run begin with.
    static let only = ProcessInfo.processInfo.environment["PG_SAMPLE_CORPUS_ONLY"].map {
        $0.split(separator: ",").map(String.init)
    }
    /// Whether each table in turn is left out, and each schema taken alone, which takes long.
    static let isExhaustive = ProcessInfo.processInfo.environment["PG_SAMPLE_CORPUS_EXHAUSTIVE"] != nil

    /// The roles that the other files' policies and grants speak of.
    static let rolesFile = "roles.sql"
    static let roles = Task {
        guard let file = folder?.appending(rolesFile), FileManager.default.fileExists(atPath: file.string)
        else { return }
        try await TestServer.load(file, into: "postgres")
    }

    static var names: [String] {
        guard let folder, let files = try? FileManager.default.contentsOfDirectory(atPath: folder.string)
        else { return [] }
        return files.filter { $0.hasSuffix(".sql") && $0 != rolesFile }.sorted().filter { name in
            only?.contains { name.hasPrefix($0) } ?? true
        }
    }
}

/// Schemas of real applications, from a folder of SQL files outside of the package, each with rows of our own
/// making.
@Suite(.usesServer) struct CorpusTests {
    @Test(
        .enabled(if: Corpus.folder != nil, "PG_SAMPLE_CORPUS names no folder of SQL files"),
        arguments: Corpus.names)
    func `a schema of a real application is sampled, loads, and is the source's`(_ name: String) async throws
    {
        let source = try await Self.filledSource(name)
        for limits in ["*=5", "*", "*=0"] {
            var options = SamplingOptions()
            options.limits = try LimitRules(parsing: [limits])
            try await Self.checkSample(
                of: source, options, "\(name) \(limits)", comparesSchema: limits == "*=5")
        }
        var random = SamplingOptions()
        random.limits = try LimitRules(parsing: ["*=3"])
        random.order = .random
        try await Self.checkSample(of: source, random, "\(name) random", comparesSchema: false)
    }

    @Test(
        .enabled(if: Corpus.folder != nil && Corpus.isExhaustive, "PG_SAMPLE_CORPUS_EXHAUSTIVE is not set"),
        arguments: Corpus.names
    )
    func `leaving out any one table, or taking one schema, loads or is refused by name`(_ name: String)
        async throws
    {
        let source = try await Self.filledSource(name)
        let tables = try await TestServer.rows(
            """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname <> 'information_schema'
                AND n.nspname !~ '^pg_' AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')
            ORDER BY 1, 2
            """, in: source
        ).map { ($0[0] ?? "", $0[1] ?? "") }
        for (schema, table) in tables {
            var options = SamplingOptions()
            options.limits = try LimitRules(parsing: ["*=2"])
            options.excludedTables = [try TablePattern(parsing: "\"\(schema)\".\"\(table)\"")]
            try await Self.checkSample(
                of: source, options, "\(name) without \(schema).\(table)", mayBeRefused: true)
        }
        for schema in Set(tables.map(\.0)) {
            var options = SamplingOptions()
            options.limits = try LimitRules(parsing: ["*=2"])
            options.schemas = [try NamePattern(parsing: "\"\(schema)\"")]
            try await Self.checkSample(of: source, options, "\(name) only \(schema)", mayBeRefused: true)
        }
    }

    static func filledSource(_ name: String) async throws -> String {
        let source = try await TestServer.database()
        let folder = try #require(Corpus.folder)
        try await Corpus.roles.value
        try await TestServer.load(folder.appending(name), into: source)
        let outcome = try await TestServer.withSession(source) { session in
            var filler = CorpusFiller(session, seed: 1)
            return try filler.fill()
        }
        print("\(name): \(outcome.rows) rows; empty: \(outcome.emptyTables.joined(separator: ", "))")
        return source
    }

    private static func checkSample(
        of source: String, _ options: SamplingOptions, _ what: String, mayBeRefused: Bool = false,
        comparesSchema: Bool = false
    ) async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending("fixture.sql.gz")
            let engine = SamplingEngine(source: try await TestServer.source(source), options: options)
            let report: SamplingReport
            do {
                report = try await engine.sampleAll(to: .file(file.string))
            } catch let error as PGSampleError where mayBeRefused && error.code == .unsupportedTable {
                print("\(what): refused: \(error)")
                return
            } catch {
                Issue.record("\(what): \(error)")
                return
            }
            let copy = try await TestServer.database(ownedByOrdinaryRole: true)
            do {
                try await TestServer.load(file, into: copy, as: TestServer.ordinaryRole)
                try await Judge(source: source, copy: copy, comparesConstraints: !mayBeRefused).check(report)
                if comparesSchema {
                    print("\(what): \(report.rows) rows", report.diagnostics)
                    try await SchemaComparison.check(
                        source: source, copy: copy, report.diagnostics, toleratesOmissions: true)
                }
            } catch {
                Issue.record("\(what): \(error)")
            }
            try await TestServer.execute("DROP DATABASE \(copy)", in: "postgres")
        }
    }
}
