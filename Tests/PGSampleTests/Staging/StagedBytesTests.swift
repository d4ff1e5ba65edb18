import Foundation
import SystemPackage
import Testing

@testable import PGSample

/// On a source that nobody writes to, both modes write the same bytes.
@Suite(.usesServer) struct StagedBytesTests {
    struct Files: Equatable {
        var fixture: Data
        var manifest: String
        var diagnostics: [Diagnostic]
    }

    /// - Parameter choice: The mode, which must then be the one that was taken.
    static func files(
        of source: DatabaseSource, _ options: SamplingOptions, _ choice: StagingSettings.Choice
    ) async throws -> Files {
        var engine = SamplingEngine(source: source, options: options, name: "trial")
        engine.options.staging.choice = choice
        engine.options.staging.schema = "_pg_sample_\(UUID().uuidString.prefix(8).lowercased())"
        engine.writesManifest = true
        return try await withTemporaryFolder { folder in
            let report = try await engine.sampleAll(to: .file(folder.appending("trial.sql").string))
            return Files(
                fixture: try Data(contentsOf: URL(filePath: folder.appending("trial.sql").string)),
                manifest: try String(
                    contentsOfFile: folder.appending("trial.manifest.json").string, encoding: .utf8),
                diagnostics: report.diagnostics
            )
        }
    }

    /// - Parameter mayFallBack: Whether the schema has a table that cannot be staged.
    static func compare(
        _ source: DatabaseSource, _ options: SamplingOptions, mayFallBack: Bool = false
    ) async throws {
        let direct = try await files(of: source, options, .never)
        let staged = try await files(of: source, options, .always)
        #expect(staged.fixture == direct.fixture)
        #expect(staged.manifest == direct.manifest)
        let warnings = staged.diagnostics.filter { $0.description.hasPrefix("warning: not staged") }
        #expect(warnings.isEmpty != mayFallBack, "\(warnings)")
        #expect(staged.diagnostics.filter { !warnings.contains($0) } == direct.diagnostics)
    }

    @Test(arguments: OddSchemaTests.names, ["*=3", "*", "*=0", "*=20%"])
    func `an odd schema gives the same fixture and manifest by both modes`(_ name: String, _ limits: String)
        async throws
    {
        let source = try await Trial.oddSource(name)
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: [limits])
        if name == "superuser" { options.excludedTables = [try TablePattern(parsing: "depends")] }
        // One of its tables has as many columns as a table can have.
        try await Self.compare(
            try await TestServer.source(source), options, mayFallBack: name == "storage")
    }

    @Test(arguments: [RowOrder.descending, .random])
    func `the order and the seed mean the same in both modes`(_ order: RowOrder) async throws {
        let source = try await Trial.oddSource("keys")
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: ["*=2"])
        options.order = order
        options.seed = 17
        try await Self.compare(try await TestServer.source(source), options)
    }

    @Test(arguments: RandomSchemaTests.seeds)
    func `a random schema gives the same fixture by both modes`(_ seed: UInt64) async throws {
        let source = try await Trial.randomSource(seed: seed)
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: ["*=4"])
        try await Self.compare(try await TestServer.source(source), options)
    }

    @Test func `the number of jobs changes no byte`() async throws {
        let source = try await TestServer.source(try await Trial.oddSource("partitions"))
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: ["*=5"])
        options.jobs = 1
        let alone = try await Self.files(of: source, options, .always)
        options.jobs = 8
        #expect(try await Self.files(of: source, options, .always) == alone)
        #expect(try await Self.files(of: source, options, .never) == alone)
    }

    @Test func `values of the user's own types come out as COPY writes them, casts to text or not`()
        async throws
    {
        let source = try await Trial.source(
            """
            CREATE TYPE mood AS ENUM ('sad', 'glad');
            CREATE FUNCTION shout(mood) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'LOUD' $$;
            CREATE CAST (mood AS text) WITH FUNCTION shout(mood);
            CREATE DOMAIN flag AS bool; CREATE DOMAIN code AS char(5); CREATE DOMAIN deep AS code;
            CREATE TYPE pair AS (a int, b text);
            CREATE TABLE t (
                id int PRIMARY KEY, m mood, ms mood[], f flag, c code, d deep, p pair, ps pair[], r regtype, n numeric(9, 3));
            INSERT INTO t VALUES
                (1, 'sad', '{sad,NULL,glad}', true, 'ab', 'cd', ROW(NULL, NULL), ARRAY[ROW(1, E'x"\\\\\\n')::pair], 'mood', 1.5),
                (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
            """)
        let options = SamplingOptions()
        try await Self.compare(try await TestServer.source(source), options)
    }

    @Test func `names that agree in their first 61 bytes, of letters of several, stay apart`() async throws {
        let start = String(repeating: "ö", count: 30) + "x"
        let source = try await Trial.source(
            """
            CREATE TABLE "\(start)1" (id int PRIMARY KEY, pg_sample_row int);
            CREATE TABLE "\(start)2" (id int PRIMARY KEY REFERENCES "\(start)1", pg_sample_row_2 int);
            INSERT INTO "\(start)1" VALUES (1, 5); INSERT INTO "\(start)2" VALUES (1, 6);
            """)
        try await Self.compare(try await TestServer.source(source), SamplingOptions())
    }

    @Test(
        .enabled(if: Corpus.folder != nil, "PG_SAMPLE_CORPUS names no folder of SQL files"),
        arguments: Corpus.names)
    func `a schema of a real application gives the same fixture by both modes`(_ name: String) async throws {
        let source = try await TestServer.source(try await CorpusTests.filledSource(name))
        for limits in ["*=5", "*"] {
            var options = SamplingOptions()
            options.limits = try LimitRules(parsing: [limits])
            try await Self.compare(source, options)
        }
    }

    @Test func `chains that cross each other give the same fixture and the same reasons by both modes`()
        async throws
    {
        let source = try await Trial.source(
            """
            CREATE TABLE a (id int PRIMARY KEY, next int REFERENCES a, other int);
            CREATE TABLE b (id int PRIMARY KEY, next int REFERENCES b, a int REFERENCES a, far int REFERENCES a);
            CREATE TABLE c (id int PRIMARY KEY, b int REFERENCES b, a int REFERENCES a);
            INSERT INTO a SELECT g, nullif(g + 1, 401), CASE WHEN g % 50 = 0 THEN 600 - g END FROM generate_series(1, 400) g;
            INSERT INTO b SELECT g, CASE WHEN g < 594 THEN g + 7 END, 1 + g % 90, 401 - (g + 1) / 2 FROM generate_series(1, 600) g;
            ALTER TABLE a ADD FOREIGN KEY (other) REFERENCES b;
            INSERT INTO c SELECT g, g, 400 - g FROM generate_series(1, 20) g;
            """)
        for limits in ["c=2, *=0", "a=1, *=0", "b=3, c=*, *=1"] {
            var options = SamplingOptions()
            options.limits = try LimitRules(parsing: [limits])
            try await Self.compare(try await TestServer.source(source), options)
        }
    }
}
