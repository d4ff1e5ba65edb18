import Foundation
import PGSampleFixtureFile
import Synchronization
import SystemPackage
import Testing

@testable import PGSample

/// Verification as a part of a whole run.
@Suite(.usesServer) struct VerifiedRunTests {
    /// A domain's check that holds for the whole source and for no sample of it.
    private static let cannotBeSampled = """
        CREATE TABLE a (id integer PRIMARY KEY);
        INSERT INTO a SELECT generate_series(1, 500);
        CREATE FUNCTION enough() RETURNS boolean LANGUAGE sql AS 'SELECT count(*) >= 300 FROM public.a';
        CREATE DOMAIN counted AS integer CONSTRAINT needs_many CHECK (VALUE > 0 AND enough());
        CREATE TABLE b (id counted PRIMARY KEY);
        INSERT INTO b VALUES (1);
        """

    @Test func aFixtureThatDoesNotLoadLeavesTheOldFilesAsTheyWere() async throws {
        try await GenerateWorld.withSource(Self.cannotBeSampled) { source, _ in
            try await TemporaryFolder.with { folder in
                let path = try GenerateWorld.write("old", to: "\(folder)/t.sql.gz")
                try GenerateWorld.write("old too", to: "\(folder)/t.manifest.json")
                var engine = SamplingEngine(source: source)
                engine.writesManifest = true
                engine.verifies = true
                engine.verifier = FixtureVerifier(servers: GenerateWorld.trials)
                let error = try await GenerateWorld.failure {
                    _ = try await engine.sampleAll(to: .file(path))
                }
                #expect(error.code == .verificationFailed)
                #expect(error.description.contains("needs_many"))
                #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
                #expect(try GenerateWorld.names(in: folder) == ["t.manifest.json", "t.sql.gz"])

                engine.verifies = false
                let report = try await engine.sampleAll(to: .file(path))
                #expect(!report.isVerified)
                #expect(try FixtureHeader.read(from: FilePath(path)) != nil)
            }
        }
    }

    @Test func aRunOfItsOwnBringsItsOwnServer() async throws {
        try await GenerateWorld.withSource("CREATE TABLE t (id serial); INSERT INTO t VALUES (7);") {
            source, _ in
            try await TemporaryFolder.with { folder in
                var engine = SamplingEngine(source: source)
                engine.verifies = true
                let positions = Mutex<[LoadPosition]>([])
                engine.progress = { step in
                    guard case .reading(let position) = step else { return }
                    positions.withLock { $0.append(position) }
                }
                let report = try await engine.sampleAll(to: .file("\(folder)/t.sql"))
                #expect(report.isVerified)
                #expect(report.rows == 1)
                #expect(positions.withLock { $0.map(\.rows) } == [0, 1], "the trial tells how far it is")
                engine.options.isDataOnly = true
                let rows = try await engine.sampleAll(to: .file("\(folder)/rows.sql"))
                #expect(!rows.isVerified)
                #expect(rows.diagnostics.contains { $0.description.contains("not verified") })
            }
        }
    }

    /// The planner looks into the functions of an index for whatever query on its table.
    @Test func indexesOfFunctionsThatNameOthersWithoutASchemaAreRead() async throws {
        let script = """
            CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
            CREATE FUNCTION twice(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT folded(folded($1))';
            CREATE TABLE people (id serial PRIMARY KEY, name text);
            INSERT INTO people VALUES (1, 'É'); CREATE INDEX ON people (twice(name));
            """
        try await verify(script)
    }

    @Test func aDescendingSequenceOfATableWithoutRowsIsWhereItShouldBe() async throws {
        try await verify("CREATE TABLE i (a int GENERATED ALWAYS AS IDENTITY (INCREMENT BY -1) PRIMARY KEY)")
    }

    private func verify(_ script: String) async throws {
        try await GenerateWorld.withSource(script) { source, _ in
            try await TemporaryFolder.with { folder in
                var engine = SamplingEngine(source: source)
                engine.verifies = true
                engine.verifier = FixtureVerifier(servers: GenerateWorld.trials)
                let report = try await engine.sampleAll(to: .file("\(folder)/t.sql.gz"))
                #expect(report.isVerified)
            }
        }
    }
}
