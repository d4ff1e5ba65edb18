import Foundation
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL
import SystemPackage
import Testing

@testable import PGSample

/// Sources of every major that can be had, each sampled with the lowest `pg_dump` that reads it.
@Suite(.usesServer) struct ServerVersionTests {
    private static let newer = OddSchemaTests.folder.appending("Newer")
    private static let majors = [17, 18]

    private static func script(_ name: String) -> FilePath {
        switch name {
        case "shop": RelocatedLoadTests.shop
        case let name where name.hasPrefix("postgresql-"): newer.appending("\(name).sql")
        default: OddSchemaTests.folder.appending("\(name).sql")
        }
    }

    private static func source(_ name: String) async throws -> String {
        let database = try await TestServer.database()
        try await TestServer.load(script(name), into: database)
        return database
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["CI"] != nil, "this is not CI"))
    func `in CI the servers of other majors are there`() async throws {
        var found: [Int] = []
        for version in ServerVersion.others { found.append(try await version.major) }
        #expect(found == Self.majors)
    }

    @Test(arguments: ServerVersion.all, OddSchemaTests.names + ["shop"])
    func `a fixture from a server of any major loads there and has the schema and the rows of its source`(
        _ version: ServerVersion, _ name: String
    ) async throws {
        try await version.run {
            try await check(try await Self.source(name), name)
        }
    }

    @Test(arguments: ServerVersion.others, Self.majors)
    func `what only a later major can is sampled there and loads there, under other schema names too`(
        _ version: ServerVersion, _ feature: Int
    ) async throws {
        guard try await version.major >= feature else { return }
        try await version.run {
            let source = try await Self.source("postgresql-\(feature)")
            try await check(source, "postgresql-\(feature)")
            try await RelocatedLoadTests.check(source)
        }
    }

    private func check(_ source: String, _ name: String) async throws {
        let (fixture, copy) = try await Trial.judgedCopy(source, "*=4") {
            // Its CHECK calls a function that an ordinary owner cannot have.
            if name == "superuser" {
                $0.excludedTables = [TablePattern(table: NamePattern(exactly: "depends"))]
            }
        }
        if name != "superuser" {
            try await SchemaEqualityTests.expectSameSchema(source, copy)
            let theirs = try await Self.foreignKeys(in: source), ours = try await Self.foreignKeys(in: copy)
            #expect(ours == theirs)
        }
        #expect(fixture.report.rows > 0 || name == "bigcycle")
    }

    /// Every foreign key, and whether PostgreSQL has held the rows against it.
    private static func foreignKeys(in database: String) async throws -> [[String?]] {
        try await TestServer.rows(
            """
            SELECT conrelid::regclass, conname, convalidated FROM pg_constraint
            WHERE contype = 'f' AND conparentid = 0 ORDER BY conrelid::regclass::text COLLATE "C", conname
            """, in: database
        )
    }

    // MARK: From one major to another

    /// Without ICU, lz4 and libxml, which not every build of PostgreSQL has.
    private static let portable = [
        "shop", "partitions", "generated", "hostile-names", "two-schemas", "inheritance", "loops",
        "exclusion",
    ]

    @Test(arguments: ServerVersion.all, portable + majors.map { "postgresql-\($0)" })
    func
        `a fixture loads into every major from the one that it names, and needs no later one than its source's`(
            _ version: ServerVersion, _ name: String
        ) async throws
    {
        let major = try await version.major
        if let feature = Int(name.suffix(2)), feature > major { return }
        let (fixture, keys) = try await version.run {
            let source = try await Self.source(name)
            return (try await Trial.sample(source, "*=4"), try await Self.foreignKeys(in: source))
        }
        let minimum = try #require(try await Self.minimumServerMajor(of: fixture))
        #expect(minimum <= major)
        if Self.portable.contains(name) { #expect(minimum == min(major, 15)) }
        for other in ServerVersion.all where other != version {
            guard try await other.major >= minimum else { continue }
            try await other.run {
                let copy = try await Trial.copy(fixture)
                let loaded = try await Self.foreignKeys(in: copy)
                #expect(loaded == keys)
            }
        }
    }

    private static func minimumServerMajor(of fixture: Trial.Fixture) async throws -> Int? {
        try await withTemporaryFolder { folder in
            let file = folder.appending("fixture.sql")
            try Data(fixture.bytes).write(to: URL(filePath: file.string))
            return try FixtureHeader.read(from: file)?.minimumServerMajor
        }
    }

    @Test(arguments: ServerVersion.others)
    func `a fixture says which major it needs, and our loader refuses an earlier server in one sentence`(
        _ version: ServerVersion
    ) async throws {
        let major = try await version.major
        let fixture = try await version.run {
            try await Trial.sample(try await Self.source("postgresql-\(major)"), "*=4")
        }
        try await withTemporaryFolder { folder in
            let file = folder.appending("fixture.sql")
            try Data(fixture.bytes).write(to: URL(filePath: file.string))
            let header = try #require(try FixtureHeader.read(from: file))
            #expect(header.minimumServerMajor == major)
            for earlier in ServerVersion.all where try await earlier.major < major {
                try await earlier.run { try await refuses(file, header) }
            }
        }
    }

    /// Also that the header is right: without it the file does not load there.
    private func refuses(_ file: FilePath, _ header: FixtureHeader) async throws {
        let target = try await TestServer.database()
        let error = await #expect(throws: FixtureFileError.self) {
            try await TestServer.withSession(target) { session in
                let loader = FixtureLoader(session)
                _ = try loader.load(file)
            }
        }
        #expect(error?.code == .refused)
        #expect(
            error?.message.contains("it needs PostgreSQL \(header.minimumServerMajor) or later") == true)
        let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        #expect(try await TestServer.value(tables, in: target) == "0")
        await #expect(throws: TestServer.LoadFailure.self) { try await TestServer.load(file, into: target) }
    }
}
