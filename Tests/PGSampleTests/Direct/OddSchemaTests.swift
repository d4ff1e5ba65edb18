import Foundation
import SystemPackage
import Testing

@testable import PGSample

/// The odd schemas under Schemas/: each is sampled, loaded by psql and judged by PostgreSQL.
@Suite(.usesServer) struct OddSchemaTests {
    static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent().appending(
        "Schemas")
    static let names = [
        "bigcycle", "exclusion", "generated", "hostile-names", "inheritance", "keys", "loops", "objects",
        "partitions", "storage", "superuser", "two-schemas", "values",
    ]

    @Test func `every schema of the folder is in the list`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.string)
        #expect(files.filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted() == Self.names)
    }

    @Test(arguments: names, ["*=3", "*", "*=0", "*=20%"])
    func `a fixture of an odd schema loads as an ordinary owner and every foreign key in it holds`(
        _ name: String, _ limits: String
    ) async throws {
        try await check(name, limits) { _ in }
    }

    @Test(arguments: names)
    func `random rows of an odd schema load too`(_ name: String) async throws {
        try await check(name, "*=5") {
            $0.order = .random
            $0.seed = 7
        }
    }

    @Test func `a table whose check needs what only a superuser may create is refused by name`() async throws
    {
        let source = try await TestServer.database()
        try await TestServer.load(Self.folder.appending("superuser.sql"), into: source)
        let engine = SamplingEngine(source: try await TestServer.source(source))
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: PGSampleError.self) {
                try await engine.sampleAll(to: .file(folder.appending("fixture.sql").string))
            }
            #expect(error?.object == "public.depends")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.string)
            #expect(left.isEmpty)
        }
    }

    @Test func `an heir with a default is refused by name when the table that it inherits from is left out`()
        async throws
    {
        let source = try await TestServer.database()
        try await TestServer.execute(
            "CREATE TABLE up (id int DEFAULT 1); CREATE TABLE heir (more int DEFAULT 2) INHERITS (up)",
            in: source
        )
        var options = SamplingOptions()
        options.excludedTables = [try TablePattern(parsing: "up")]
        let engine = SamplingEngine(source: try await TestServer.source(source), options: options)
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: PGSampleError.self) {
                try await engine.sampleAll(to: .file(folder.appending("fixture.sql").string))
            }
            #expect(error?.object == "public.heir")
        }
    }

    private func check(
        _ name: String, _ limits: String, _ configure: (inout SamplingOptions) -> Void
    ) async throws {
        let source = try await TestServer.database()
        try await TestServer.load(Self.folder.appending("\(name).sql"), into: source)
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: [limits])
        if name == "superuser" {  // its CHECK calls a function that an ordinary owner cannot have
            options.excludedTables = [try TablePattern(parsing: "depends")]
        }
        configure(&options)
        try await withTemporaryFolder { folder in
            let file = folder.appending("fixture.sql.gz")
            let engine = SamplingEngine(source: try await TestServer.source(source), options: options)
            let report = try await engine.sampleAll(to: .file(file.string))
            let copy = try await TestServer.database(ownedByOrdinaryRole: true)
            try await TestServer.load(file, into: copy, as: TestServer.ordinaryRole)
            try await Judge(source: source, copy: copy).check(report)
            if report.diagnostics.isEmpty, limits == "*=0" {
                try await SchemaComparison.check(source: source, copy: copy, report.diagnostics)
            }
        }
    }
}
