import PGSampleFixtureFile
import Synchronization
import SystemPackage
import Testing

/// What a load tells while it is under way.
extension FixtureLoaderTests {
    /// Loads a file of small and long tables; where it has come to, from the beginning to the end.
    private func positions(of text: String, compressed: Bool) async throws -> [FixtureLoader.Position] {
        var path = try folder.write(text.utf8, to: "shop.sql")
        if compressed {
            let gzip = try run("gzip", ["-c", path.string], in: folder).output
            path = try folder.write(gzip, to: "shop.sql.gz")
        }
        let told = Mutex<[FixtureLoader.Position]>([])
        return try await TestDatabase.with { [path] database in
            try await database.run { session in
                let loader = FixtureLoader(session, reading: { at in told.withLock { $0.append(at) } })
                _ = try loader.load(path)
            }
            let size = try contents(of: path).count
            let positions = told.withLock { $0 }
            #expect(positions.allSatisfy { $0.fileBytes == size })
            #expect(positions.last?.bytes == size)
            return positions
        }
    }

    @Test(arguments: [true, false])
    func aLongTableTellsHowFarItIsBetweenItsEnds(compressed: Bool) async throws {
        let rows = (0..<60_000).map { "\($0)\t\(String(repeating: "x", count: $0 % 97))\n" }.joined()
        let text =
            "CREATE TABLE a (i int);\nCREATE TABLE b (i int, s text);\nCOPY a FROM stdin;\n1\n2\n\\.\n"
            + "COPY b (i, s) FROM stdin;\n\(rows)\\.\nSELECT 1;\n"
        let positions = try await positions(of: text, compressed: compressed)
        #expect(positions.first?.rows == 0 && positions.first?.tables == 0 && positions.first?.table == nil)
        #expect(positions.filter { $0.table == nil }.map(\.tables) == [0, 1, 2])
        let within = positions.filter { $0.table == "b" }
        // 256 kB each.
        #expect(within.count >= text.utf8.count / 300_000)
        #expect(within.allSatisfy { $0.tables == 1 && $0.rows > 2 && $0.rows <= 60_002 })
        #expect(zip(within, within.dropFirst()).allSatisfy { $0.rows < $1.rows && $0.bytes < $1.bytes })
        #expect(positions.last?.rows == 60_002)
        #expect(positions.allSatisfy { $0.allTables == nil }, "the file does not say how many tables it has")
    }

    @Test func aFixtureTellsHowManyTablesItHas() async throws {
        let positions = try await positions(of: fixture(rows: 3), compressed: false)
        #expect(positions.map(\.tables) == [0, 1])
        #expect(positions.map(\.rows) == [0, 3])
        #expect(positions.allSatisfy { $0.allTables == 1 })
    }

    @Test func progressIsToldTableByTable() async throws {
        let text =
            "CREATE TABLE a (i int); CREATE TABLE b (i int);\n"
            + "COPY a FROM stdin;\n1\n2\n\\.\nCOPY b FROM stdin;\n\\.\nCOPY a FROM stdin;\n3\n\\.\n"
        let path = try folder.write(text.utf8, to: "shop.sql")
        let told = Mutex<[FixtureLoader.LoadedTable]>([])
        try await TestDatabase.with { database in
            let loaded = try await database.run { session in
                try FixtureLoader(session) { table in told.withLock { $0.append(table) } }.load(path).tables
            }
            #expect(
                loaded == [.init(name: "a", rows: 2), .init(name: "b", rows: 0), .init(name: "a", rows: 1)])
            #expect(told.withLock { $0 } == loaded)
        }
    }
}
