import Foundation
import PGSampleFixtureFile
import Synchronization
import SystemPackage
import Testing

@testable import PGSample

/// Verification as a part of a whole run.
@Suite struct VerifiedRunTests {
    /// A check that holds for the whole source and for no sample of it.
    private static let cannotBeSampled = """
        CREATE TABLE a (id integer PRIMARY KEY);
        INSERT INTO a SELECT generate_series(1, 500);
        CREATE FUNCTION enough() RETURNS boolean LANGUAGE sql AS 'SELECT count(*) >= 300 FROM public.a';
        CREATE TABLE b (id integer PRIMARY KEY, CONSTRAINT needs_many CHECK (enough()));
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
}
