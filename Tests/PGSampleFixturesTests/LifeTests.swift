import Foundation
import PGSampleLibPQ
import PGSampleLocalServer
import Testing

@testable import PGSampleFixtures

/// How long tests' databases live, and what goes with whom.
struct LifeTests {
    @Test func theDatabaseIsGoneAfterwardsAndALeakedSessionWithIt() async throws {
        let bench = try await Bench.shared
        let process = try await bench.process()
        let (name, leaked) = try await FixtureServers.$override.withValue(process) {
            try await withFixture("library") { db in
                let leaked = try await Connection.open(bench.server.connectionParameters(database: db.name))
                try await leaked.run { try $0.execute("BEGIN; DELETE FROM books") }
                return (db.name, leaked)
            }
        }
        #expect(try await !bench.has(name))
        await #expect(throws: DatabaseError.self) { try await leaked.run { try $0.execute("SELECT 1") } }
        await process.close()
    }

    @Test func aCancelledTestsDatabaseIsDropped() async throws {
        let bench = try await Bench.shared
        let process = try await bench.process()
        let (names, continuation) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            defer { continuation.finish() }
            try await FixtureServers.$override.withValue(process) {
                try await withFixture("library") { db in
                    continuation.yield(db.name)
                    try await Task.sleep(for: .seconds(600))
                }
            }
        }
        let name = try #require(await names.first { _ in true })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await !bench.has(name))
        #expect(process.gate.free == process.gate.width)
        await process.close()
    }

    @Test(.timeLimit(.minutes(5)))
    func whoHasADatabaseGetsASecondThoughAllPlacesAreTaken() async throws {
        let process = try await (try await Bench.shared).process(gateWidth: 2)
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    try await FixtureServers.$override.withValue(process) {
                        try await withFixture("library") { outer in
                            try await withFixture("library") { inner in #expect(inner.name != outer.name) }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(process.gate.free == 2)
        await process.close()
    }

    @Test(.timeLimit(.minutes(5)))
    func aStatementThatATestLeavesRunningEndsWithItsDatabase() async throws {
        let process = try await (try await Bench.shared).process()
        let left = try await FixtureServers.$override.withValue(process) {
            try await withFixture("library") { db in
                let left = (0..<2).map { _ in
                    Task { _ = try await db.query("SELECT pg_sleep(3600) IS NULL", as: Bool.self) }
                }
                let sleeping = "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '%(3600)%' "
                try await eventually("a statement that runs") {
                    try await process.administration.run {
                        try $0.query(sleeping + "AND datname = $1", [db.name])[0, 0] == "t"
                    }
                }
                return left
            }
        }
        for task in left {
            let error = await #expect(throws: FixtureError.self) { try await task.value }
            #expect(error?.code == .serverLost)
        }
        await process.close()
    }

    @Test(arguments: [0, 1, 5, 20, 80])
    func aTestThatIsCancelledWhileItWaitsForItsDatabaseLeavesNone(milliseconds: Int) async throws {
        let bench = Bench(server: try await .start())
        let process = try await bench.process(gateWidth: 2)
        try await process.prepare(request("library"))
        let tasks = (0..<6).map { _ in Task { try await process.checkOut(request("library")) } }
        try await Task.sleep(for: .milliseconds(milliseconds))
        for task in tasks { task.cancel() }
        for task in tasks {
            // One that was quicker than we is a database like any other.
            do { await (try await task.value).giveBack(failed: false) } catch is CancellationError {}
        }
        #expect(process.gate.free == process.gate.width)
        let left = "SELECT count(*) FROM pg_database WHERE datname LIKE 'pg_sample_test%'"
        #expect(try await bench.value(left) == "0")
        await bench.server.stop()
    }

    @Test func whatAKilledProcessLeftIsSweptByTheNextAndNothingElse() async throws {
        let bench = Bench(server: try await .start())
        let (dead, living) = (try await bench.process(), try await bench.process())
        let orphan = try await dead.checkOut(request("library")).database.name
        let used = try await living.checkOut(request("library")).database.name
        // Look-alikes: the name without our mark, the mark without the name, somebody else's mark.
        let mark = try DatabaseMark(.throwaway, lease: 1, process: 1).comment()
        for (name, comment) in [
            ("pg_sample_test_mine", "my own"), ("billing", mark),
            ("pg_sample_test_json", mark.replacing("swift-pg-sample", with: "somebody")),
        ] {
            try await bench.server.createDatabase(name)
            _ = try await bench.value("COMMENT ON DATABASE \(name) IS '\(comment)'")
        }
        await bench.kill(dead)
        let next = try await bench.process()
        #expect(try await !bench.has(orphan))
        for name in [used, "pg_sample_test_mine", "billing", "pg_sample_test_json"] {
            #expect(try await bench.has(name))
        }
        // The template outlives its maker.
        #expect(
            try await bench.value("SELECT count(*) FROM pg_database WHERE datname LIKE 'pg_sample_template%'")
                == "1")
        _ = next
        await bench.server.stop()
    }

    @Test func aTemplateThatNobodyUsedForLongGoesAndComesBackWhenNeeded() async throws {
        let bench = Bench(server: try await .start())
        let first = try await bench.process()
        try await first.prepare(request("library"))
        let name = try #require(
            try await bench.value("SELECT datname FROM pg_database WHERE datname LIKE 'pg_sample_template%'"))
        let old = DatabaseMark(
            .template, lease: 1, process: 1, time: DatabaseMark.now - Sweeper.templateLife - 1)
        try await first.databases.mark(name, old)
        _ = try await bench.process()
        #expect(try await !bench.has(name))
        // A process that believes it to be there makes it again.
        let checkOut = try await first.checkOut(request("library"))
        #expect(try await checkOut.database.query("SELECT count(*) FROM books", as: Int.self) == [3])
        #expect(try await bench.has(name))
        await bench.server.stop()
    }

    @Test func aFailedTestsDatabaseIsKeptUpToALimit() async throws {
        let bench = Bench(server: try await .start())
        let process = try await bench.process()
        var words: [String] = []
        for _ in 0..<Sweeper.keptLimit + 2 {
            let checkOut = try await process.checkOut(request("library"))
            words.append(try #require(await checkOut.giveBack(failed: true)))
        }
        let kept = "SELECT count(*) FROM pg_database WHERE datname LIKE 'pg_sample_test%'"
        #expect(try await bench.value(kept) == "\(Sweeper.keptLimit)")
        #expect(
            words.last?.contains("psql -h '\(bench.server.host)' -p 5432 -U 'postgres' -d 'pg_sample_test_")
                == true)
        let none = try await bench.process(["PG_SAMPLE_KEEP": "none"])
        let checkOut = try await none.checkOut(request("library"))
        #expect(await checkOut.giveBack(failed: true) == nil)
        #expect(try await bench.value(kept) == "\(Sweeper.keptLimit)")
        await bench.server.stop()
    }

    @Test func aServerThatDiesIsSaidToBeGone() async throws {
        let bench = Bench(server: try await .start())
        let process = try await bench.process()
        try await process.prepare(request("library"))
        let lost = await #expect(throws: FixtureError.self) {
            try await FixtureServers.$override.withValue(process) {
                try await withFixture("library") { db in
                    await bench.server.stop()
                    try await db.execute("SELECT 1")
                }
            }
        }
        #expect(lost?.code == .serverLost)
        let next = await #expect(throws: FixtureError.self) {
            _ = try await process.checkOut(request("library"))
        }
        #expect(next?.code == .serverLost)
        #expect(next?.message.contains("the test server at \"\(bench.server.host)\" is gone") == true)
        #expect(process.isLost)
        #expect(process.gate.free == process.gate.width)
    }

    @Test func copiesAreMadeAheadForAnnouncedTestsAndNoneIsLeftOver() async throws {
        let bench = Bench(server: try await .start())
        let process = try await bench.process()
        for _ in 0..<6 { try await process.prepare(request("library"), announcing: true) }
        for _ in 0..<6 {
            let checkOut = try await process.checkOut(request("library"))
            await checkOut.giveBack(failed: false)
        }
        #expect(
            try await bench.value("SELECT count(*) FROM pg_database WHERE datname LIKE 'pg_sample_test%'")
                == "0")
        await bench.server.stop()
    }

    @Test func copiesThatWereAskedForAheadAreReadyAndAreTaken() async throws {
        let bench = Bench(server: try await .start())
        let process = try await bench.process()
        let copies =
            "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname LIKE 'pg_sample_test%'"
        try await FixtureServers.$override.withValue(process) {
            try await prepareFixture("library", copies: 2)
            let ready = try #require(try await bench.value(copies)).split(separator: " ").map(String.init)
            #expect(ready.count == 2)
            for _ in 0..<2 {
                let (name, books) = try await withFixture("library") { db in
                    (db.name, try await db.query("SELECT count(*) FROM books", as: Int.self))
                }
                #expect(ready.contains(name))
                #expect(books == [3])
            }
        }
        #expect(try await bench.value(copies) == nil)
        await bench.server.stop()
    }

    @Test func testsThatOnlyReadShareOneDatabaseThatIsReadOnly() async throws {
        let bench = try await Bench.shared
        let process = try await bench.process()
        let reading = request("library", isolation: .shared)
        let (one, other) = (try await process.checkOut(reading), try await process.checkOut(reading))
        #expect(one.database == other.database)
        let error = await #expect(throws: FixtureError.self) {
            try await one.database.execute("DELETE FROM books")
        }
        #expect(error?.sqlState == "25006")
        await one.giveBack(failed: false)
        #expect(try await other.database.query("SELECT count(*) FROM books", as: Int.self) == [3])
        await other.giveBack(failed: false)
        await process.close()
        #expect(try await !bench.has(one.database.name))
    }

    @Test func aDatabaseWhoseMakerWasKilledBeforeItsMarkIsSweptAndNoLookAlike() async throws {
        let bench = Bench(server: try await .start())
        let (dead, living) = (try await bench.process(), try await bench.process())
        // The statement without the comment that follows it.
        var names: [HalfMadeDatabase.Purpose: [String]] = [:]
        for purpose in HalfMadeDatabase.Purpose.allCases {
            for process in [dead, living] {
                let name = process.databases.newName(for: purpose)
                names[purpose, default: []].append(name)
                try await process.administration.execute(
                    process.databases.creation(of: name, from: "template0"))
            }
        }
        // Look-alikes: the name with another limit or none, the name and the limit with a comment of its own,
        // and a limit of ours with a name that is not of our form.
        let lookAlikes = (0..<3).map { _ in dead.databases.newName(for: .test) }
        let renamed = "pg_sample_test_mine"
        let limits = [17, -1, HalfMadeDatabase.connectionLimit(of: lookAlikes[2])]
        for (name, limit) in zip(lookAlikes, limits) {
            _ = try await bench.value("CREATE DATABASE \(name) CONNECTION LIMIT \(limit)")
        }
        _ = try await bench.value("COMMENT ON DATABASE \(lookAlikes[2]) IS 'my own'")
        _ = try await bench.value(
            "CREATE DATABASE \(renamed) CONNECTION LIMIT \(HalfMadeDatabase.connectionLimit(of: renamed))")
        await bench.kill(dead)
        _ = try await bench.process()
        for (orphan, used) in names.values.map({ ($0[0], $0[1]) }) {
            #expect(try await !bench.has(orphan))
            #expect(try await bench.has(used))
        }
        for name in lookAlikes + [renamed] { #expect(try await bench.has(name)) }
        await bench.server.stop()
    }

    @Test func aNameAndItsLimitAloneTellWhoseADatabaseIs() {
        let name = HalfMadeDatabase.newName(for: .test, lease: 4711)
        let limit = HalfMadeDatabase.connectionLimit(of: name)
        #expect(name.utf8.count <= 63)
        #expect((1_000_000_000..<2_000_000_000).contains(limit))
        #expect(HalfMadeDatabase.lease(ofName: name, connectionLimit: "\(limit)") == "4711")
        for (other, limit) in [
            (name, "\(limit + 1)"), (name, "-1"), (name + "_", "\(limit)"), (name.uppercased(), "\(limit)"),
            ("x" + name, "\(limit)"), (String(name.dropLast()), "\(limit)"),
        ] {
            #expect(HalfMadeDatabase.lease(ofName: other, connectionLimit: limit) == nil)
        }
    }
}
