import Foundation
import SystemPackage
import Testing

@testable import PGSample

/// Schemas from a seed, sampled, loaded and judged. A failing seed is in the test case's name; to see it
/// again: `PG_SAMPLE_RANDOM_SEEDS=17` (or `1-500`).
@Suite(.usesServer) struct RandomSchemaTests {
    static let seeds: [UInt64] = {
        let words = ProcessInfo.processInfo.environment["PG_SAMPLE_RANDOM_SEEDS"] ?? "1-6"
        let bounds = words.split(separator: "-").compactMap { UInt64($0) }
        guard let first = bounds.first, let last = bounds.last, first <= last else { return [] }
        return Array(first...last)
    }()

    @Test(arguments: seeds)
    func `a fixture of a random schema loads as an ordinary owner and is the source's`(_ seed: UInt64)
        async throws
    {
        let source = try await Trial.randomSource(seed: seed)
        try await withTemporaryFolder { folder in
            for (index, limits) in ["*=3", "*", "*t0*=5,*=0", "*=25%"].enumerated() {
                var options = SamplingOptions()
                options.limits = try LimitRules(parsing: [limits])
                options.order = RowOrder.allCases[(index + Int(seed)) % RowOrder.allCases.count]
                try await check(source, options, in: folder)
            }
        }
        try await TestServer.execute("DROP DATABASE \(source)", in: "postgres")
    }

    private func check(_ source: String, _ options: SamplingOptions, in folder: FilePath) async throws {
        let file = folder.appending("fixture.sql")
        let engine = SamplingEngine(source: try await TestServer.source(source), options: options)
        let report = try await engine.sampleAll(to: .file(file.string))
        let copy = try await TestServer.database(ownedByOrdinaryRole: true)
        try await TestServer.load(file, into: copy, as: TestServer.ordinaryRole)
        try await Judge(source: source, copy: copy).check(report)
        try await SchemaComparison.check(source: source, copy: copy, report.diagnostics)
        try await TestServer.execute("DROP DATABASE \(copy)", in: "postgres")
    }
}
