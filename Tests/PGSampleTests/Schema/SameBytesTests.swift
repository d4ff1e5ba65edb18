import Foundation
import PGSampleLocalServer
import SystemPackage
import Testing

@testable import PGSample

/// Equal databases give equal files, whoever samples them and with whatever.
@Suite(.usesServer) struct SameBytesTests {
    private static func configure(_ options: inout SamplingOptions, _ name: String) throws {
        // Its CHECK calls a function that an ordinary owner cannot have.
        guard name == "superuser" else { return }
        options.excludedTables = [TablePattern(table: try NamePattern(parsing: "depends"))]
    }

    private static func sample(
        _ database: String, _ name: String, _ limits: String = "*=4", as user: String? = nil,
        environment: [String: String]? = nil
    ) async throws -> String {
        var options = SamplingOptions()
        try configure(&options, name)
        let excluded = options.excludedTables
        return try await Trial.sample(
            from: try await TestServer.source(database, user: user), limits, environment: environment
        ) { $0.excludedTables = excluded }.script
    }

    @Test(arguments: OddSchemaTests.names)
    func `pg_dump of every later major gives the same bytes`(_ name: String) async throws {
        let database = try await Trial.oddSource(name)
        let own = try await Self.sample(database, name)
        let major = try await ServerVersion.own.major
        for version in ServerVersion.others where try await version.major > major {
            let program = try #require(try await version.installation.program("pg_dump"))
            var environment = ProcessInfo.processInfo.environment
            environment["PG_SAMPLE_PG_DUMP"] = program.string
            let other = try await Self.sample(database, name, environment: environment)
            expectSame(other, own)
        }
    }

    @Test(arguments: OddSchemaTests.names)
    func `a reader without any other right gets the bytes that a superuser gets`(_ name: String) async throws
    {
        let database = try await Trial.oddSource(name)
        let role = "reader_\(database)"
        try await TestServer.execute("CREATE ROLE \(role) LOGIN BYPASSRLS", in: database)
        try await TestServer.execute(
            """
            DO $$ DECLARE s text; BEGIN
                FOR s IN SELECT oid::regnamespace FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
                    EXECUTE format('GRANT USAGE ON SCHEMA %s TO \(role)', s);
                    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %s TO \(role)', s);
                END LOOP;
            END $$;
            """, in: database
        )
        for limits in ["*=4", "*"] {
            let superuser = try await Self.sample(database, name, limits)
            let reader = try await Self.sample(database, name, limits, as: role)
            expectSame(reader, superuser)
        }
    }

    private static let settings = [
        "DateStyle = 'SQL, DMY'", "TimeZone = 'Asia/Kathmandu'", "extra_float_digits = -3",
        "bytea_output = 'escape'", "search_path = tools, public", "quote_all_identifiers = on",
        "lc_monetary = 'C.UTF-8'", "client_encoding = 'LATIN1'", "IntervalStyle = 'iso_8601'",
    ]

    @Test(arguments: ["objects", "values", "two-schemas"])
    func `the bytes are the same whatever the database has set`(_ name: String) async throws {
        let database = try await Trial.oddSource(name)
        let plain = try await Self.sample(database, name)
        for setting in Self.settings {
            try await TestServer.execute("ALTER DATABASE \(database) SET \(setting)", in: "postgres")
        }
        let other = try await Self.sample(database, name)
        // But for where the bodies of functions look for names: with another path they are other functions.
        let path = { (schemas: String) in
            "SELECT pg_catalog.set_config('search_path', '\(schemas)', false);"
        }
        #expect(plain.contains(path("public")))
        expectSame(other, plain.replacing(path("public"), with: path("tools, public")))
    }

    // MARK: The order of creation

    @Test(arguments: OddSchemaTests.names)
    func `the same objects made in another order, and their rows, give the same bytes`(_ name: String)
        async throws
    {
        try await shuffle(name)
    }

    @Test(arguments: ServerVersion.others, ["loops", "objects", "hostile-names"])
    func `so they do on servers of other majors`(_ version: ServerVersion, _ name: String) async throws {
        try await version.run {
            try await shuffle(name)
        }
    }

    private func shuffle(_ name: String) async throws {
        let database = try await Trial.oddSource(name)
        let seed = UInt64.random(in: .min ... .max)
        let copy = try await ShuffledCopy(of: database, seed: seed).database
        // A dump does not keep the order of inherited columns (POSTGRES finding 25), but a copy has its.
        let whole =
            name == "inheritance" ? try await ShuffledCopy(of: copy, seed: seed &+ 1).database : database
        for limits in ["*=4", "*"] {
            let original = try await Self.sample(whole, name, limits)
            let shuffled = try await Self.sample(copy, name, limits)
            expectSame(shuffled, original, "seed \(seed)")
        }
    }

    @Test(
        .enabled(if: Corpus.folder != nil, "PG_SAMPLE_CORPUS names no folder of SQL files"),
        arguments: Corpus.names)
    func `a schema of a real application made in another order gives the same bytes`(_ name: String)
        async throws
    {
        let source = try await CorpusTests.filledSource(name)
        let copy = try await ShuffledCopy(of: source, seed: 1).database
        let other = try await ShuffledCopy(of: copy, seed: 2).database
        let original = try await Self.sample(copy, name, "*=2")
        let shuffled = try await Self.sample(other, name, "*=2")
        expectSame(shuffled, original)
    }

    @Test(arguments: RandomSchemaTests.seeds)
    func `a random schema made in another order gives the same bytes`(_ seed: UInt64) async throws {
        let source = try await Trial.randomSource(seed: seed)
        // The first copy has its inherited columns where a dump puts them.
        let copy = try await ShuffledCopy(of: source, seed: seed).database
        let other = try await ShuffledCopy(of: copy, seed: seed &+ 1).database
        let original = try await Self.sample(copy, "random", "*=3")
        let shuffled = try await Self.sample(other, "random", "*=3")
        expectSame(shuffled, original, "seed \(seed)")
        for database in [source, copy, other] {
            try await TestServer.execute("DROP DATABASE \(database)", in: "postgres")
        }
    }

    /// Tells the first line that differs.
    private func expectSame(
        _ found: String, _ expected: String, _ comment: String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard found != expected else { return }
        let pairs = zip(found.split(separator: "\n"), expected.split(separator: "\n"))
        let first = pairs.first { $0 != $1 }
        Issue.record(
            "found: \(first?.0.prefix(300) ?? "another length")\nexpected: \(first?.1.prefix(300) ?? "")\n\(comment)",
            sourceLocation: sourceLocation
        )
    }
}
