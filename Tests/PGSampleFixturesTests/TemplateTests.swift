import PGSampleLibPQ
import PGSampleLocalServer
import Testing

@testable import PGSampleFixtures

/// Templates: built once, whole or not there, for exactly one content.
struct TemplateTests {
    @Test func processesThatRaceBuildOneTemplate() async throws {
        let bench = try await Bench.shared
        let counter = Counter()
        let raced = request(
            "library", then: { _ in await counter.add() },
            revision: "race \(UInt64.random(in: 0...UInt64.max))")
        let processes = try await [bench.process(), bench.process(), bench.process()]
        try await withThrowingTaskGroup { group in
            for process in processes {
                group.addTask { try await process.prepare(raced) }
            }
            try await group.waitForAll()
        }
        #expect(await counter.count == 1)
        for process in processes { await process.close() }
    }

    @Test(.timeLimit(.minutes(5)))
    func whoWaitsForAnothersTemplateSaysSoAndGoesOnWhenItIsCancelled() async throws {
        let bench = try await Bench.shared
        let process = try await bench.process()
        let own = request("library", then: { _ in }, revision: "held \(UInt64.random(in: 0...UInt64.max))")
        let template = try Template(own, settings: process.settings, major: process.connection.major)
        let holder = try await Connection.open(bench.server.connectionParameters())
        let session = try await holder.run { session in
            try session.execute("SELECT pg_advisory_lock(\(template.lock))")
            return session.backendProcessID
        }
        let (words, told) = AsyncStream.makeStream(of: String.self)
        var builder = TemplateBuilder(
            server: process.connection, administration: process.administration, databases: process.databases)
        builder.patience = 20
        builder.tell = { told.yield($0) }
        let building = Task { [builder] in
            defer { told.finish() }
            try await builder.build(template, own)
        }
        #expect(
            await words.first { _ in true }
                == "fixture \"library\" is being prepared by another process, in session \(session) of the server; "
                + "waiting for it")
        // A test that asks for the same, and whose time limit passes.
        let test = Task { try await process.checkOut(own) }
        try await Task.sleep(for: .milliseconds(50))
        test.cancel()
        await #expect(throws: CancellationError.self) { _ = try await test.value }
        await holder.close()
        try await building.value
        #expect(try await bench.has(template.name))
        await process.close()
    }

    @Test func aChangedByteMakesAnotherTemplate() async throws {
        let bench = try await Bench.shared
        let fixture = try OwnFixture("CREATE TABLE t (n int); INSERT INTO t VALUES (1);")
        var sums: [Int] = []
        for text in ["1", "2", "2"] {
            try fixture.write("CREATE TABLE t (n int); INSERT INTO t VALUES (\(text));")
            let process = try await bench.process(fixture.environment)
            let checkOut = try await process.checkOut(request(OwnFixture.name))
            sums += try await checkOut.database.query("SELECT sum(n) FROM t", as: Int.self)
            await checkOut.giveBack(failed: false)
            await process.close()
        }
        #expect(sums == [1, 2, 2])
    }

    @Test func theSameBytesAndAnotherRevisionMakeAnotherTemplate() throws {
        let settings = try FixtureSettings(environment: [:])
        func name(_ request: FixtureRequest, major: Int = 15) throws -> String {
            try Template(request, settings: settings, major: major).name
        }
        let step: FixtureStep = { _ in }
        let names = try [
            name(request("library")), name(request("library", then: step, revision: "1")),
            name(request("library", then: step, revision: "2")),
            name(request("library", migrate: step, revision: "1")),
            name(request("library", "tags")), name(request("tags", "library")),
            name(request("library"), major: 16),
        ]
        #expect(Set(names).count == names.count)
        #expect(try name(request("library")) == names[0])
    }

    @Test func aStepWithoutARevisionIsRefused() throws {
        let error = #expect(throws: FixtureError.self) {
            _ = try Template(
                request("library", then: { _ in }), settings: FixtureSettings(environment: [:]), major: 15)
        }
        #expect(error?.code == .invalidSettings)
        #expect(error?.message.contains("revision: \"1\"") == true)
    }

    @Test func rowsAloneAreLoadedIntoTheTablesThatAMigrationMade() async throws {
        let bench = try await Bench.shared
        let process = try await bench.process()
        let checkOut = try await process.checkOut(
            request(
                "tags", migrate: { try await $0.execute("CREATE TABLE tags (name text PRIMARY KEY)") },
                then: { try await $0.execute("INSERT INTO tags VALUES ('last')") },
                revision: "1"))
        #expect(try await checkOut.database.snapshot(of: "tags") == "name\nlast\nnew\nold\n")
        await checkOut.giveBack(failed: false)
        await process.close()
    }

    @Test func aStepThatLeaksItsConnectionDoesNotHoldUpTheSeal() async throws {
        let bench = try await Bench.shared
        let process = try await bench.process()
        let parameters = bench.server.connectionParameters()
        let leaking = request(
            "library",
            then: { database in
                var parameters = parameters
                parameters.overridingDatabase = database.name
                let leaked = try await Connection.open(parameters)
                try await leaked.run { try $0.execute("BEGIN; SELECT 1") }
                Task.detached {
                    try await Task.sleep(for: .seconds(600))
                    await leaked.close()
                }
            }, revision: "leak")
        let checkOut = try await process.checkOut(leaking)
        #expect(try await checkOut.database.query("SELECT 1", as: Int.self) == [1])
        await checkOut.giveBack(failed: false)
        await process.close()
    }

    @Test func aFixtureThatDoesNotLoadIsNamedWithItsLineAndLeavesNothing() async throws {
        let bench = Bench(server: try await .start())
        let fixture = try OwnFixture("CREATE TABLE t (n int);\n\nINSERT INTO missing VALUES (1);\n")
        let process = try await bench.process(fixture.environment)
        let error = await #expect(throws: FixtureError.self) {
            _ = try await process.checkOut(request(OwnFixture.name))
        }
        #expect(error?.code == .loadFailed)
        #expect(error?.sqlState == SQLState.undefinedTable)
        #expect(error?.message.contains("fixture \"own\" does not load") == true)
        #expect(error?.message.contains("own.sql, line 3") == true)
        #expect(
            try await bench.value("SELECT count(*) FROM pg_database WHERE datname LIKE 'pg_sample%'") == "0")
        await bench.server.stop()
    }

    @Test func aStepThatThrowsIsNamed() async throws {
        struct Odd: Error {}
        let process = try await Bench.shared.process()
        let error = await #expect(throws: FixtureError.self) {
            _ = try await process.checkOut(request("library", then: { _ in throw Odd() }, revision: "throws"))
        }
        #expect(error?.code == .stepFailed)
        #expect(error?.cause is Odd)
        await process.close()
    }

    @Test func aStrangersDatabaseOfATemplatesNameIsNeitherUsedNorDropped() async throws {
        let bench = Bench(server: try await .start())
        let name = try Template(
            request("library"), settings: FixtureSettings(environment: [:]),
            major: bench.server.installation.version.major
        ).name
        try await bench.server.createDatabase(name)
        let process = try await bench.process()
        let error = await #expect(throws: FixtureError.self) {
            _ = try await process.checkOut(request("library"))
        }
        #expect(error?.code == .databaseFailed)
        #expect(error?.message.contains(name) == true)
        #expect(try await bench.has(name))
        await bench.server.stop()
    }
}
