import PGSampleLibPQ
import PGSampleLocalServer
import Testing

@testable import PGSampleFixtures

/// How long tests' schemas live, and what goes with whom.
struct SchemaLifeTests {
    private let library = request("library", isolation: .schema)

    @Test func whatAKilledProcessLeftIsSweptByTheNextAndNothingElse() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let (dead, living) = (try await tenant.process(), try await tenant.process())
        let orphan = try await dead.checkOut(library).database
        let used = try await living.checkOut(library).database
        // Look-alikes: the name without our mark, the mark without the name, somebody else's mark.
        let mark = try DatabaseMark(.throwaway, lease: 1, process: 1).comment()
        for (name, comment) in [
            ("fx_mine_public", "my own"), ("billing", mark), ("fx_bare_public", nil),
            ("fx_json_public", mark.replacing("swift-pg-sample", with: "somebody")),
        ] {
            try await tenant.value("CREATE SCHEMA \(name) AUTHORIZATION \(tenant.role)")
            if let comment { try await tenant.value("COMMENT ON SCHEMA \(name) IS '\(comment)'") }
        }
        await tenant.bench.kill(dead)
        let next = try await tenant.process()
        try await next.prepare(library)
        let left = try await tenant.schemas() ?? ""
        #expect(!left.contains(orphan.schema))
        #expect(!left.contains(orphan.name(ofSchema: "archive")))
        for name in [used.schema, "fx_mine_public", "fx_bare_public", "fx_json_public"] {
            #expect(left.contains(name))
        }
        #expect(try await tenant.value("SELECT to_regnamespace('billing') IS NOT NULL") == "t")
        for process in [living, next] { await process.close() }
    }

    @Test func aFailedTestsSchemasAreKeptUpToALimit() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let process = try await tenant.process()
        for _ in 0..<Sweeper.keptLimit + 2 {
            let checkOut = try await process.checkOut(library)
            _ = try #require(await checkOut.giveBack(failed: true))
        }
        let kept = "SELECT count(*) FROM pg_namespace WHERE nspname ~ '^fx_.*_public$'"
        #expect(try await tenant.value(kept) == "\(Sweeper.keptLimit)")
        // Their time is up.
        let old = DatabaseMark(.kept, lease: 1, process: 1, until: DatabaseMark.now - 1)
        let all = try await tenant.schemas()?.split(separator: " ").map(String.init) ?? []
        let space = try #require(try await process.schemaSpace?.value)
        try await SchemaMaker(space: space).mark(all, old)
        let next = try await tenant.process()
        try await next.prepare(library)
        #expect(try await tenant.schemas() == nil)
        for process in [process, next] { await process.close() }
    }

    @Test func whatIsKeptInADatabaseOfOurOwnOutlivesItsProcess() async throws {
        let bench = Bench(server: try await .start())
        let process = try await bench.process()
        let checkOut = try await process.checkOut(library)
        _ = try #require(await checkOut.giveBack(failed: true))
        let name = checkOut.database.name
        await process.close()
        #expect(try await bench.has(name))
        let books = "SELECT count(*) FROM \(checkOut.database.schema).books"
        #expect(try await bench.value(books, in: name) == "3")
        _ = try await bench.process()
        #expect(try await bench.has(name))
        // Until its time is up.
        let comment = try DatabaseMark(.throwaway, lease: 1, process: 1, until: DatabaseMark.now - 1)
            .comment()
        _ = try await bench.value("COMMENT ON DATABASE \(name) IS '\(comment)'")
        _ = try await bench.process()
        #expect(try await !bench.has(name))
        await bench.server.stop()
    }

    @Test func aLeakedTransactionDoesNotKeepTheSchemaAndAStrangersIsLeftAlone() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        try await tenant.value("CREATE TABLE public.theirs ()")
        let process = try await tenant.process()
        let checkOut = try await process.checkOut(library)
        let db = checkOut.database
        let parameters = tenant.bench.server.connectionParameters(database: tenant.database)
        let stranger = try await Connection.open(parameters)
        try await stranger.run { try $0.execute("BEGIN; LOCK TABLE public.theirs IN ACCESS SHARE MODE") }
        let leaked = try await Connection.open(ConnectionParameters(database: db.url))
        try await leaked.run { try $0.execute("BEGIN; DELETE FROM books") }
        await checkOut.giveBack(failed: false)
        #expect(try await tenant.schemas() == nil)
        await #expect(throws: DatabaseError.self) { try await leaked.run { try $0.execute("SELECT 1") } }
        try await stranger.run { try $0.execute("COMMIT") }
        await process.close()
    }

    @Test func aCancelledTestsSchemasAreDropped() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let process = try await tenant.process()
        for milliseconds in [0, 5, 20, 60, 200] {
            let task = Task { try await process.checkOut(library) }
            try await Task.sleep(for: .milliseconds(milliseconds))
            task.cancel()
            // One that was quicker than we is a schema like any other.
            do { await (try await task.value).giveBack(failed: false) } catch is CancellationError {}
        }
        #expect(process.gate.free == process.gate.width)
        #expect(try await tenant.schemas() == nil)
        await process.close()
    }
}
