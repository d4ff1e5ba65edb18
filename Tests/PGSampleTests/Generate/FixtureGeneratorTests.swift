import Foundation
import PGSampleFixtureFile
import PGSampleLocalServer
import Synchronization
import SystemPackage
import Testing

@testable import PGSample

@Suite(.serialized, .usesServer) struct FixtureGeneratorTests {
    private static let shop = """
        CREATE ROLE keeper;
        CREATE TABLE users (id serial PRIMARY KEY, name text);
        INSERT INTO users (name) SELECT 'n' || i FROM generate_series(1, 300) i;
        CREATE TABLE orders (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users);
        INSERT INTO orders SELECT i, 301 - i FROM generate_series(1, 300) i;
        ALTER TABLE orders OWNER TO keeper;
        """

    /// A folder with `fixtures.yml` and `shop.sql`.
    private func withPackage(
        _ yaml: String, _ body: (_ folder: String, _ generator: FixtureGenerator) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            try GenerateWorld.write(Self.shop, to: "\(folder)/shop.sql")
            try await body(folder, try generator(yaml, in: folder))
        }
    }

    private func generator(
        _ yaml: String, in folder: String, environment: [String: String] = [:]
    ) throws -> FixtureGenerator {
        let configuration = try FixtureConfiguration(yaml: yaml, path: "\(folder)/fixtures.yml")
        return FixtureGenerator(declarations: configuration.fixtures, environment: environment)
    }

    private func made(_ outcomes: [FixtureGenerator.Outcome]) throws -> [FixtureGenerator.Made] {
        try outcomes.map { try $0.result.get() }
    }

    private func verified(by generator: FixtureGenerator) async throws -> [Bool] {
        try made(try await generator.generate(.write)).map(\.report.isVerified)
    }

    private func rows(by generator: FixtureGenerator) async throws -> [Int] {
        try made(try await generator.generate(.write)).map(\.report.rows)
    }

    private static let one =
        "fixtures: [{ name: shop, source: { script: shop.sql }, limits: \"users=3, *=10\" }]"

    @Test func aFixtureIsWrittenVerifiedAndFoundCurrentAfterwards() async throws {
        try await withPackage(Self.one) { folder, generator in
            let events = Mutex<[SamplingProgress]>([])
            var generator = generator
            generator.progress = { name, event in
                #expect(name == "shop")
                events.withLock { $0.append(event) }
            }
            let outcomes = try await generator.generate(.write)
            #expect(outcomes.map(\.name) == ["shop"])
            #expect(outcomes.map(\.path) == ["\(folder)/shop.sql.gz"])
            let made = try #require(try made(outcomes).first)
            #expect(made.report.isVerified)
            #expect(made.report.rows == 23)
            #expect(!made.isUnchanged && !made.isStale)
            let size = try Data(contentsOf: URL(filePath: outcomes[0].path)).count
            #expect(made.fileBytes == size)
            #expect(try GenerateWorld.names(in: folder) == ["shop.manifest.json", "shop.sql", "shop.sql.gz"])
            #expect(events.withLock { $0.first } == .restoring(file: "\(folder)/shop.sql"))
            let trial = events.withLock { $0 }.drop { $0 != .verifying }.dropFirst()
            let positions = trial.compactMap { if case .reading(let position) = $0 { position } else { nil } }
            #expect(positions.count == trial.count, "after the trial has begun, only how far it is")
            #expect(positions.last?.rows == 23 && positions.last?.bytes == size)

            let check = try await self.made(generator.generate(.check))
            #expect(check.map(\.isStale) == [false])
        }
    }

    @Test func aFixtureThatHoldsTheSameIsNotTouchedHoweverItIsCompressed() async throws {
        try await withPackage(Self.one) { folder, generator in
            let path = "\(folder)/shop.sql.gz"
            _ = try await made(generator.generate(.write))
            try FileManager.default.removeItem(atPath: "\(folder)/shop.sql")
            try await ChildProcess("/usr/bin/env", ["gunzip", path]).run().requireSuccess()
            try await ChildProcess("/usr/bin/env", ["gzip", "-1", "\(folder)/shop.sql"]).run()
                .requireSuccess()
            try GenerateWorld.write(Self.shop, to: "\(folder)/shop.sql")
            let old = try Data(contentsOf: URL(filePath: path))
            let made = try await made(generator.generate(.write))
            #expect(made.map(\.isUnchanged) == [true])
            #expect(made.map(\.fileBytes) == [old.count])
            #expect(try Data(contentsOf: URL(filePath: path)) == old)
        }
    }

    @Test func aFixtureIsCompressedAsDeclared() async throws {
        let yaml = """
            fixtures:
              - { name: stored, source: { script: shop.sql }, compress: 0, verify: false }
              - { name: small, source: { script: shop.sql }, compress: 9, verify: false }
            """
        try await withPackage(yaml) { folder, generator in
            let sizes = try await made(generator.generate(.write)).map(\.fileBytes)
            #expect(sizes[0] > 2 * sizes[1])
        }
    }

    @Test func aCheckFindsEveryWayToBeStaleAndTouchesNothing() async throws {
        try await withPackage(Self.one) { folder, generator in
            func isStale() async throws -> Bool {
                let before = try contents(of: folder)
                let made = try await made(generator.generate(.check))
                #expect(try contents(of: folder) == before)
                return made[0].isStale
            }
            #expect(try await isStale())
            _ = try await made(generator.generate(.write))
            #expect(try await !isStale())

            let manifest = "\(folder)/shop.manifest.json"
            let text = try String(contentsOfFile: manifest, encoding: .utf8)
            try GenerateWorld.write(text + " ", to: manifest)
            #expect(try await isStale())
            try FileManager.default.removeItem(atPath: manifest)
            #expect(try await isStale())
            try GenerateWorld.write(text, to: manifest)
            #expect(try await !isStale())

            let fixture = URL(filePath: "\(folder)/shop.sql.gz")
            let bytes = try Data(contentsOf: fixture)
            try bytes.prefix(bytes.count - 10).write(to: fixture)
            #expect(try await isStale())
            try bytes.write(to: fixture)
            try GenerateWorld.write(
                Self.shop + "UPDATE users SET name = 'new' WHERE id = 1;", to: "\(folder)/shop.sql")
            #expect(try await isStale())
        }
    }

    private func contents(of folder: String) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try GenerateWorld.names(in: folder) {
            contents[name] = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
        }
        return contents
    }

    @Test func oneThatFailsDoesNotKeepTheOthersFromBeingMadeAndTheOrderStays() async throws {
        let yaml = """
            fixtures:
              - { name: a, source: { script: shop.sql }, limits: "users=1, *=0" }
              - { name: unset, source: { url: "${PG_SAMPLE_NO_SUCH_VARIABLE}" } }
              - { name: bad, source: { script: bad.sql } }
              - { name: missing, source: { dump: nightly.dump } }
              - { name: b, source: { script: shop.sql }, limits: "users=2, *=0", order: descending }
              - { name: wrong, source: { script: shop.sql }, limits: "usres=2" }
              - { name: rows, source: { script: shop.sql }, limits: "users=2, *=0", data_only: true }
            """
        try await withPackage(yaml) { folder, generator in
            try GenerateWorld.write("CREATE ROLE keeper;\nSELECT nothing;\n", to: "\(folder)/bad.sql")
            let outcomes = try await generator.generate(.write)
            #expect(outcomes.map(\.name) == ["a", "unset", "bad", "missing", "b", "wrong", "rows"])
            let codes = outcomes.map { outcome -> PGSampleError.Code? in
                guard case .failure(let error) = outcome.result else { return nil }
                return error.code
            }
            #expect(
                codes == [
                    nil, .invalidConfiguration, .restoreFailed, .restoreFailed, nil, .unknownTable, nil,
                ])
            #expect(try outcomes[0].result.get().report.rows == 1)
            #expect(try outcomes[4].result.get().report.rows == 2)
            let rows = try outcomes[6].result.get().report
            #expect(!rows.isVerified)
            #expect(rows.diagnostics.contains { $0.description.contains("not verified") })
            #expect(try GenerateWorld.names(in: folder).filter { $0.hasSuffix(".gz") }.count == 3)
        }
    }

    @Test func verificationIsAsDeclaredUnlessItIsOverridden() async throws {
        let yaml = """
            fixtures:
              - { name: a, source: { script: shop.sql } }
              - { name: b, source: { script: shop.sql }, verify: false }
            """
        try await withPackage(yaml) { _, generator in
            var generator = generator
            let asDeclared = try await verified(by: generator)
            #expect(asDeclared == [true, false])
            generator.verifies = false
            let never = try await verified(by: generator)
            #expect(never == [false, false])
            generator.verifies = true
            let always = try await verified(by: generator)
            #expect(always == [true, true])
        }
    }

    @Test func aDatabaseThatRunsIsNamedByTheEnvironment() async throws {
        try await GenerateWorld.withSource("CREATE TABLE t (id integer); INSERT INTO t VALUES (1);") {
            source, _ in
            try await TemporaryFolder.with { folder in
                let database = try #require(source.database)
                let url = "\(database) host='\(source.host ?? "")' port=5432 user=postgres"
                let generator = try generator(
                    "fixtures: [{ name: t, source: { url: \"${THE_SOURCE}\" } }]", in: folder,
                    environment: ["THE_SOURCE": url]
                )
                #expect(try await rows(by: generator) == [1])
            }
        }
    }

    @Test func aRunThatIsCancelledEndsAndLeavesNothing() async throws {
        try await withPackage(Self.one) { folder, generator in
            var generator = generator
            let task = Mutex<Task<Void, any Error>?>(nil)
            generator.progress = { _, event in
                if case .locked = event { task.withLock { $0?.cancel() } }
            }
            let started = generator
            let running = task.withLock { task in
                let running = Task<Void, any Error> { _ = try await started.generate(.write) }
                task = running
                return running
            }
            await #expect(throws: CancellationError.self) { try await running.value }
            let names = try GenerateWorld.names(in: folder)
            #expect(names == ["shop.sql"])
        }
    }
}
