import PGSampleLibPQ
import PGSampleLocalServer
import Testing

@testable import PGSampleFixtures

/// Schemas of a test's own, for roles that may not create databases: what a test gets.
struct SchemaTests {
    private let library = request("library", isolation: .schema)

    @Test func aRoleThatMayOnlyMakeSchemasIsEnough() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let process = try await tenant.process()
        let checkOut = try await process.checkOut(library)
        let db = checkOut.database
        #expect(db.name == tenant.database)
        #expect(db.schema.hasPrefix("fx_") && db.schema.hasSuffix("_public"))
        #expect(db.searchPath == [db.schema, db.name(ofSchema: "archive")])
        #expect(db.name(ofSchema: "public") == db.schema)
        #expect(db.name(ofSchema: "elsewhere") == "elsewhere")
        #expect(try await db.query("SELECT count(*) FROM books", as: Int.self) == [3])
        #expect(try await db.snapshot(of: "notes") == "line\n\"\"\na\nb\n")
        let notes = "SELECT count(*) FROM \(db.name(ofSchema: "archive")).notes"
        #expect(try await db.query(notes, as: Int.self) == [3])
        #expect(
            try await db.query(
                "INSERT INTO books (author_id, title) VALUES (1, 'New') RETURNING id", as: Int.self)
                == [4])
        await checkOut.giveBack(failed: false)
        #expect(try await tenant.schemas() == nil)
        let error = await #expect(throws: FixtureError.self) {
            _ = try await process.checkOut(request("library"))
        }
        #expect(error?.code == .isolationUnavailable)
        #expect(error?.message.contains("isolation: .schema") == true)
        await process.close()
    }

    @Test func psqlFindsTheRowsByTheUrlByTheVariablesAndByThePrintedCommand() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let process = try await tenant.process(["PG_SAMPLE_KEEP": "all"])
        let checkOut = try await process.checkOut(library)
        let db = checkOut.database
        let query = "-X -A -t -c 'SELECT count(*) FROM books'"
        #expect(try await tenant.shell("psql \(query) \"$URL\"", ["URL": db.url]) == "3")
        #expect(try await tenant.shell("psql \(query)", db.environment) == "3")
        #expect(try await tenant.shell("\(db) \(query)") == "3")
        let words = try #require(await checkOut.giveBack(failed: false))
        #expect(words.hasPrefix("its schema is kept for an hour: PGOPTIONS='-csearch_path=fx_"))
        #expect(try await tenant.shell("\(db) \(query)") == "3")
        await process.close()
    }

    @Test func settingsThatTheUserAsksForStayBesideTheSearchPath() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let process = try await tenant.process(
            query: "&options=-csearch_path%3Dpublic%20-cwork_mem%3D3MB&connect_timeout=9")
        let checkOut = try await process.checkOut(library)
        let db = checkOut.database
        let query = "SELECT current_setting('work_mem') || ' ' || current_schema() FROM books WHERE id = 1"
        let expected = "3MB \(db.schema)"
        #expect(try await db.query(query, as: String.self) == [expected])
        for (line, variables) in [
            ("psql -X -A -t -c \"$QUERY\" \"$URL\"", ["URL": db.url]),
            ("psql -X -A -t -c \"$QUERY\"", db.environment),
        ] {
            #expect(try await tenant.shell(line, variables.merging(["QUERY": query]) { $1 }) == expected)
        }
        #expect(db.url.contains("connect_timeout=9"))
        await checkOut.giveBack(failed: false)
        await process.close()
    }

    @Test func testsSideBySideHaveSchemasOfTheirOwn() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let process = try await tenant.process()
        let checkOuts = try await withThrowingTaskGroup(of: FixtureCheckOut.self) { group in
            for _ in 0..<4 { group.addTask { try await process.checkOut(library) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(checkOuts.map(\.database)).count == 4)
        try await checkOuts[0].database.execute("DELETE FROM books; CREATE TABLE later ()")
        for other in checkOuts.dropFirst() {
            #expect(try await other.database.query("SELECT count(*) FROM books", as: Int.self) == [3])
            #expect(
                try await other.database.query("SELECT to_regclass('later') IS NULL", as: Bool.self) == [true]
            )
        }
        for checkOut in checkOuts { await checkOut.giveBack(failed: false) }
        #expect(try await tenant.schemas() == nil)
        await process.close()
    }

    @Test func aTableThatTheFixtureLacksIsNotFoundInPublic() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        try await tenant.value("CREATE TABLE public.strangers ()")
        try await tenant.value("GRANT SELECT ON public.strangers TO PUBLIC")
        let process = try await tenant.process()
        let checkOut = try await process.checkOut(library)
        let error = await #expect(throws: FixtureError.self) {
            try await checkOut.database.query("SELECT FROM strangers")
        }
        #expect(error?.sqlState == SQLState.undefinedTable)
        await checkOut.giveBack(failed: false)
        await process.close()
    }

    @Test func stepsRunInTheSchema() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let process = try await tenant.process()
        let tags = request(
            "tags", "library", isolation: .schema,
            migrate: { db in
                #expect(try FixtureDatabase.current == db)
                try await db.execute("CREATE TABLE tags (name text PRIMARY KEY)")
            },
            then: { db in
                let archive = db.name(ofSchema: "archive")
                try await db.execute(
                    "SET statement_timeout = 1000000; INSERT INTO tags SELECT title FROM books WHERE id = 1; "
                        + "COMMENT ON SCHEMA \(archive) IS 'old things'")
            }, revision: "1")
        for _ in 0..<2 {
            let checkOut = try await process.checkOut(tags)
            let db = checkOut.database
            #expect(try await db.snapshot(of: "tags") == "name\nDigger\nnew\nold\n")
            // What a step sets is not the test's.
            #expect(try await db.query("SHOW statement_timeout", as: String.self) == ["0"])
            await checkOut.giveBack(failed: false)
        }
        #expect(try await tenant.value("SELECT to_regclass('public.tags') IS NULL") == "t")
        #expect(try await tenant.schemas() == nil)
        await process.close()
    }

    @Test func aFixtureThatPgSampleWroteHasTheSameRowsAsInADatabase() async throws {
        let process = try await Bench.shared.process()
        let whole = try await process.checkOut(request("shop"))
        let moved = try await process.checkOut(request("shop", isolation: .schema))
        let tables = try await whole.database.query(
            """
            SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            ORDER BY relname
            """, as: String.self)
        #expect(tables.count > 10)
        for table in tables {
            let rows = try await moved.database.snapshot(of: table)
            #expect(try await rows == whole.database.snapshot(of: table), "\(table)")
        }
        for checkOut in [whole, moved] { await checkOut.giveBack(failed: false) }
        await process.close()
    }

    @Test func aSchemaThatIsCalledLikeATableIsLoadedAndThenRenamed() async throws {
        let tenant = try await Tenant(on: try await Bench.shared)
        let fixture = try OwnFixture(
            """
            CREATE SCHEMA audit;
            COMMENT ON SCHEMA audit IS 'who did what';
            CREATE TABLE audit.audit (id int);
            CREATE VIEW audit.v AS SELECT audit.id FROM audit.audit;
            INSERT INTO audit.audit VALUES (1);
            """)
        let process = try await tenant.process(fixture.environment)
        let checkOut = try await process.checkOut(request(OwnFixture.name, isolation: .schema))
        #expect(try await checkOut.database.query("SELECT * FROM v", as: Int.self) == [1])
        #expect(try await tenant.value("SELECT to_regnamespace('audit') IS NULL") == "t")
        // The comment that the fixture has did not take the place of our mark.
        let marks = "SELECT count(*) FROM pg_namespace WHERE obj_description(oid) LIKE '%swift-pg-sample%'"
        #expect(try await tenant.value(marks) == "2")
        await checkOut.giveBack(failed: false)
        #expect(try await tenant.schemas() == nil)
        await process.close()
    }

    @Test func withoutANamedDatabaseTheSchemasAreInOneOfOurOwn() async throws {
        let bench = Bench(server: try await .start())
        let process = try await bench.process()
        let checkOut = try await process.checkOut(library)
        let db = checkOut.database
        #expect(db.name.hasPrefix("pg_sample_schemas_"))
        #expect(try await db.query("SELECT count(*) FROM books", as: Int.self) == [3])
        await checkOut.giveBack(failed: false)
        await process.close()
        #expect(try await !bench.has(db.name))
        await bench.server.stop()
    }

    @Test func aRoleThatTheMaintenanceDatabaseDoesNotLetInUsesItsOwn() async throws {
        let bench = Bench(server: try await .start())
        _ = try await bench.value("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC")
        let tenant = try await Tenant(on: bench)
        let process = try await tenant.process()
        let checkOut = try await process.checkOut(library)
        // Others see that its owner lives.
        let next = try await tenant.process()
        try await next.prepare(library)
        #expect(try await checkOut.database.query("SELECT count(*) FROM books", as: Int.self) == [3])
        await checkOut.giveBack(failed: false)
        await bench.server.stop()
    }
}
