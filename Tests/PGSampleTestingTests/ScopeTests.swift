import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleTesting
import Synchronization
import Testing

@testable import PGSampleFixtures

/// Runs test cases on a server of the suite's own instead of the environment's.
struct OnServer: SuiteTrait, TestTrait, TestScoping {
    let server: Task<FixtureServer, any Error>

    init(maximumConnections: Int, gateWidth: Int? = nil) {
        server = Task {
            let settings = ["max_connections": "\(maximumConnections)"]
            let server = try await ThrowawayServer.start(settings: settings)
            let parameters = server.connectionParameters()
            let lease = try await Connection.open(parameters)
            let connection = try await ServerConnection.complete(
                parameters, try await lease.run(\.endpoint), lease, urlQuery: "")
            return try await FixtureServer.open(
                connection, try FixtureSettings(environment: [:]), gateWidth: gateWidth)
        }
    }

    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await FixtureServers.$override.withValue(try await server.value, operation: function)
    }
}

/// Nested traits would wait for each other for ever if each case took a place for each of them.
@Suite(OnServer(maximumConnections: 100, gateWidth: 4), .fixture("library"))
struct NestedScopeTests {
    @Suite(.fixture("library", isolation: .shared))
    struct Inner {
        @Test(
            .fixture(
                "library", then: { try await $0.execute("CREATE TABLE innermost ()") }, revision: "innermost"),
            arguments: 1...12)
        func theInnermostTraitCounts(_ number: Int) async throws {
            let db = try FixtureDatabase.current
            #expect(
                try await db.query("SELECT to_regclass('innermost') IS NOT NULL", as: Bool.self) == [true])
            try await db.execute("DELETE FROM books")
        }

        @Test func theInnerSuitesTraitCountsWhereATestHasNone() async throws {
            let db = try FixtureDatabase.current
            let setting = try await db.query("SHOW default_transaction_read_only", as: String.self)
            #expect(setting == ["on"])
        }
    }

    @Test func theOuterSuitesTraitCountsWhereThereIsNoOther() async throws {
        let db = try FixtureDatabase.current
        try await db.execute("DELETE FROM books")
        #expect(try await db.query("SELECT count(*) FROM books", as: Int.self) == [0])
    }
}

/// A hundred cases, each with as many sessions as a test is assumed to need, on a server that has twenty.
@Suite(OnServer(maximumConnections: 20), .fixture("library"))
struct CrowdTests {
    @Test(arguments: 1...100)
    func casesWaitForAPlace(_ number: Int) async throws {
        let db = try FixtureDatabase.current
        let server = try await FixtureServers.current()
        var parameters = server.connection.parameters
        parameters.overridingDatabase = db.name
        var sessions: [Connection] = []
        for _ in 1..<FixtureServer.sessionsPerTest { sessions.append(try await .open(parameters)) }
        #expect(try await db.query("SELECT count(*) FROM books", as: Int.self) == [3])
        for session in sessions { await session.close() }
    }
}

/// What is not part of a fixture test.
struct OutsideTests {
    @Test func outsideOfAFixtureThereIsNoDatabase() {
        let error = #expect(throws: FixtureError.self) { try FixtureDatabase.current }
        #expect(error?.code == .noCurrentDatabase)
        #expect(error?.message.contains("put .fixture(\"name\") on the test or its suite") == true)
    }

    @Test(.fixture("library")) func aChildTaskSeesTheDatabaseAndADetachedOneDoesNot() async throws {
        let name = try FixtureDatabase.current.name
        async let child = try FixtureDatabase.current.name
        #expect(try await child == name)
        let detached = await Task.detached { try? FixtureDatabase.current }.value
        #expect(detached == nil)
    }

    @Test(.fixture("library", isolation: .shared)) func severalVariablesLeadProgramsToTheDatabase()
        async throws
    {
        let db = try FixtureDatabase.current
        let installation = try await PostgreSQLInstallation.preferred()
        let psql = try #require(installation.program("psql"))
        let variables = db.environment.mapValues { Optional($0) }
        for arguments in [[], [db.url]] {
            let process = ChildProcess(
                psql, ["-X", "-A", "-t", "-c", "SELECT current_database()"] + arguments,
                variables: .inherited(arguments.isEmpty ? variables : [:]))
            let (outcome, output) = try await process.collect()
            try outcome.requireSuccess()
            #expect(String(decoding: output, as: UTF8.self) == db.name + "\n")
        }
    }
}
