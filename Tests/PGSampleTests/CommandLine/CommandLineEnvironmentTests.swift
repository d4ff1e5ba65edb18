import Foundation
import PGSampleLocalServer
import SystemPackage
import Testing

@testable import PGSample

/// What is written does not tell on whose machine, nor in which process.
@Suite(.usesServer) struct CommandLineEnvironmentTests {
    private static let environments: [[String: String]] = [
        // Every process of Swift's has a hash seed of its own, but for the last of these.
        [:], [:], ["SWIFT_DETERMINISTIC_HASHING": "1"],
        ["LC_ALL": "C", "TZ": "Asia/Kathmandu"],
        ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "de", "TZ": "America/St_Johns"],
        ["LC_MESSAGES": "de_DE.UTF-8", "LC_CTYPE": "C.UTF-8", "LC_NUMERIC": "de_DE.UTF-8"],
        [
            "PGTZ": "Asia/Kathmandu", "PGDATESTYLE": "SQL, DMY", "PGCLIENTENCODING": "LATIN1",
            "PGAPPNAME": "x",
        ],
        [
            "PGOPTIONS": "-c search_path=tools -c extra_float_digits=-5 -c bytea_output=escape "
                + "-c quote_all_identifiers=on -c intervalstyle=iso_8601 -c xmloption=document "
                + "-c default_transaction_isolation=serializable -c standard_conforming_strings=off "
                + "-c enable_indexscan=off -c enable_sort=off -c row_security=off"
        ],
    ]

    private struct Place {
        let folder: TestFolder
        let source: String

        init(_ database: String) async throws {
            folder = try TestFolder()
            let server = try await TestServer.shared
            source =
                "postgresql://\(ThrowawayServer.user)@/\(database)?host=\(server.folder)&port=\(ThrowawayServer.port)"
            try folder.write(
                """
                fixtures:
                  - { name: first, source: { url: "${SOURCE}" }, limits: "*=4" }
                  - { name: random, source: { url: "${SOURCE}" }, limits: "*=30%", order: random, seed: 5 }
                """, to: "fixtures.yml"
            )
        }

        func generate(_ arguments: [String], _ variables: [String: String]) async throws
            -> ToolProcess.Outcome
        {
            var tool = ToolProcess(
                ["generate", "--config", folder.file("fixtures.yml"), "--no-verify"] + arguments)
            tool.variables = variables.merging(["SOURCE": source]) { given, _ in given }
            return try await tool.run()
        }

        func files() throws -> [String: Data] {
            let names = try folder.names().filter { $0 != "fixtures.yml" }
            return try Dictionary(
                uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: folder.file($0)))) }
            )
        }
    }

    @Test(
        "the files of generate are the same in every process, whatever its locale, time zone and PG* variables",
        arguments: ["objects", "values", "hostile-names"])
    func environment(_ name: String) async throws {
        let database = try await Trial.oddSource(name)
        var expected: [String: Data] = [:]
        for environment in Self.environments {
            let place = try await Place(database)
            let outcome = try await place.generate([], environment)
            #expect(outcome.status == 0, "\(environment): \(outcome.errors)")
            let files = try place.files()
            if expected.isEmpty { expected = files }
            #expect(files.count == 4)
            #expect(files == expected, "\(environment)")
        }
    }

    @Test(
        "a fixture is not stale because another release of pg_dump is there", arguments: ServerVersion.others)
    func check(_ version: ServerVersion) async throws {
        let place = try await Place(try await Trial.oddSource("objects"))
        let written = try await place.generate([], [:])
        #expect(written.status == 0, "\(written.errors)")
        let program = try #require(try await version.installation.program("pg_dump"))
        let check = try await place.generate(["--check"], ["PG_SAMPLE_PG_DUMP": program.string])
        #expect(check.status == 0, "\(check.errors)")
    }
}
