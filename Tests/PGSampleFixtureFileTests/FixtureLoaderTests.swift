import Foundation
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL
import Synchronization
import SystemPackage
import Testing

@Suite struct FixtureLoaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Loads a file that cannot be loaded, and says how that failed.
    private func failure(
        of text: String, inOneTransaction: Bool = false, afterwards query: String? = nil
    ) async throws -> (error: FixtureFileError, rows: [[String?]]) {
        let path = try folder.write(text.utf8, to: "shop.sql")
        return try await TestDatabase.with { database in
            let error = await #expect(throws: FixtureFileError.self) {
                try await database.load(path, inOneTransaction: inOneTransaction)
            }
            let rows = if let query { try await database.rows(query) } else { [[String?]]() }
            let found = try #require(error)
            #expect(found.path == path.string)
            #expect(found.message.contains(path.string))
            return (found, rows)
        }
    }

    // MARK: What the server refuses

    @Test func aRefusedStatementIsNamedByItsLineItsFirstWordsAndTheServersWords() async throws {
        let (error, _) = try await failure(
            of: """
                -- a comment
                CREATE TABLE public.a (id int);

                ALTER TABLE ONLY public.a
                    ADD CONSTRAINT "a key" PRIMARY KEY (id, missing);
                """
        )
        #expect(error.code == .loadFailed)
        #expect(error.sqlState == "42703")
        #expect(error.line == 4)
        #expect(error.object == "ALTER TABLE ONLY public.a ADD CONSTRAINT \"a key\" PRIMARY")
        #expect(
            error.message.contains("column \"missing\" of relation \"a\" does not exist (SQLSTATE 42703)"))
    }

    @Test func theLineIsTheOneThatTheServerPointsAt() async throws {
        let (error, _) = try await failure(of: "\nSELECT 'ä\n',\n  1,\n  nowhere;\n")
        #expect(error.line == 5)
        #expect(error.object == "SELECT")
    }

    @Test func valuesOfARefusedStatementAreNotShown() async throws {
        let (error, _) = try await failure(
            of: "CREATE TABLE t (a int);\nINSERT INTO t VALUES ('secret');\n"
        )
        #expect(error.line == 2)
        #expect(error.object == "INSERT INTO t VALUES")
        #expect(error.sqlState == "22P02")
        #expect(!"\(error)".contains("secret"))
    }

    @Test(arguments: [
        ("public.\"T, line 9\"", "\"T, line 9\""), ("Plain", "plain"), ("\"a\"\"b\"", "\"a\"\"b\""),
    ])
    func aRefusedRowIsNamedByItsLineInTheFileAndNotShown(name: String, created: String) async throws {
        let rows = (1...500).map { "\($0)\tsecret\($0)\n" }.joined()
        let (error, _) = try await failure(
            of: """
                CREATE TABLE public.\(created) (id int PRIMARY KEY, s text);
                SET search_path = public;
                COPY
                  \(name) (id, s)
                  FROM stdin;
                \(rows)77\tsecret again
                \\.
                """
        )
        #expect(error.code == .loadFailed)
        #expect(error.sqlState == "23505")
        #expect(error.line == 506)
        #expect(error.object == "row 501 of \(name)")
        #expect(!"\(error)".contains("secret"))
    }

    @Test func rowsForATableThatIsNotThereAreNamedByTheirStatement() async throws {
        let (error, _) = try await failure(of: "SELECT 1;\nCOPY public.missing (id) FROM stdin;\n1\n\\.\n")
        #expect(error.line == 2)
        #expect(error.object == "public.missing")
        #expect(error.sqlState == "42P01")
    }

    @Test func inOneTransactionAFailedFileLeavesNothingAndOtherwiseWhatCameBefore() async throws {
        let text =
            "CREATE TABLE public.a (id int);\nCOPY public.a (id) FROM stdin;\n1\n\\.\nSELECT nowhere;\n"
        let query = "SELECT count(*) FROM pg_class WHERE relname = 'a'"
        #expect(try await failure(of: text, inOneTransaction: true, afterwards: query).rows == [["0"]])
        #expect(try await failure(of: text, inOneTransaction: false, afterwards: query).rows == [["1"]])
    }

    @Test func aConstraintThatFailsAtTheEndOfTheTransactionIsReported() async throws {
        let (error, rows) = try await failure(
            of: """
                CREATE TABLE public.a (id int PRIMARY KEY, a_id int REFERENCES public.a DEFERRABLE INITIALLY DEFERRED);
                COPY public.a (id, a_id) FROM stdin;
                1\t2
                \\.
                """,
            inOneTransaction: true, afterwards: "SELECT to_regclass('public.a') IS NULL"
        )
        #expect(error.object == "COMMIT")
        #expect(error.sqlState == "23503")
        #expect(rows == [["t"]])
    }

    @Test func theSessionCanBeUsedAfterAFailure() async throws {
        let path = try folder.write("COPY pg_class (x) FROM stdin;\n1\n\\.\n".utf8, to: "shop.sql")
        let cut = try folder.write(
            "CREATE TEMP TABLE t (i int);\nCOPY t FROM stdin;\n1\n".utf8, to: "cut.sql")
        try await TestDatabase.with { database in
            try await database.run { session in
                for path in [path, cut] {
                    #expect(throws: FixtureFileError.self) {
                        try FixtureLoader(session, inOneTransaction: true).load(path)
                    }
                    let answer = try session.query("SELECT 1").textRows()
                    #expect(answer == [["1"]])
                }
            }
        }
    }

    // MARK: What is refused before the server sees it

    @Test func commandsOfPsqlAreRefusedAndPgDumpsGuardIsPassedOver() async throws {
        let (error, rows) = try await failure(
            of: "\\restrict abc\nCREATE TABLE public.a ();\n\\unrestrict abc\n\\! touch /tmp/x\nSELECT 1;\n",
            afterwards: "SELECT count(*) FROM public.a"
        )
        #expect(error.code == .refused)
        #expect(error.line == 4)
        #expect(error.message.contains("\"\\!\" is a command of psql"))
        #expect(rows == [["0"]])
    }

    @Test func anArchiveOfPgDumpIsNamedAsSuch() async throws {
        try await TestDatabase.with { database in
            let archive = try await database.program("pg_dump", ["-Fc"]).output
            let path = try folder.write(archive, to: "shop.sql")
            let error = await #expect(throws: FixtureFileError.self) { try await database.load(path) }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("pg_restore") == true)
        }
    }

    @Test(arguments: [
        ("SELECT 1;\nSELECT 'open\n", 2), ("SELECT 1;\n\nSELECT (1;\n", 3), ("SELECT $x$ open", 1),
        ("CREATE TABLE public.t (i int);\nCOPY public.t (i) FROM stdin;\n1\n", 2),
        ("SELECT 1;\nSELECT '\u{0}';\n", 2),
    ])
    func textThatIsNoScriptIsDamagedAtItsLine(text: String, line: Int) async throws {
        let (error, _) = try await failure(of: text)
        #expect(error.code == .damaged)
        #expect(error.line == line)
    }

    // MARK: Fixtures of ours

    func fixture(rows: Int, minimumServerMajor: Int = 13) throws -> String {
        let output = try FixtureOutput(.file(folder.file("made.sql")))
        let writer = try FixtureWriter(
            output,
            header: FixtureHeader(
                fixture: "shop", schemas: ["public"],
                tables: [.init(QualifiedName("public", "a"), rows: rows)],
                minimumServerMajor: minimumServerMajor, extensions: []
            )
        )
        try writer.writePreData("CREATE TABLE public.a (id int)")
        try writer.beginTable(QualifiedName("public", "a"), columns: [Identifier("id")])
        for row in 0..<rows { try Array("\(row)\n".utf8).withUnsafeBytes { try writer.writeRows($0) } }
        try writer.endTable()
        try writer.writePostData("ALTER TABLE public.a ADD PRIMARY KEY (id)")
        _ = try writer.finish()
        try output.commit()
        return try text(of: folder.file("made.sql"))
    }

    @Test func aFixtureThatIsCutShortAnywhereIsNotLoaded() async throws {
        let whole = try fixture(rows: 3)
        for keep in [
            whole.utf8.count - 1, whole.utf8.count - 30, whole.utf8.count - 60, whole.utf8.count - 90, 600,
        ] {
            let (error, rows) = try await failure(
                of: String(whole.prefix(keep)), inOneTransaction: true,
                afterwards: "SELECT to_regclass('public.a') IS NULL"
            )
            #expect(error.code == .damaged, "\(keep) bytes: \(error)")
            #expect(rows == [["t"]])
        }
        let (error, _) = try await failure(of: whole + "DROP TABLE public.a;\n")
        #expect(error.code == .damaged)
    }

    @Test func aFixtureWhoseRowsAreNotThoseOfItsHeaderIsNotLoaded() async throws {
        let changed = try fixture(rows: 3).replacing("\n1\n", with: "\n")
        let (error, _) = try await failure(of: changed, inOneTransaction: true)
        #expect(error.code == .damaged)
        #expect(error.object == "public.a")
        #expect(error.message.contains("2 rows of public.a") && error.message.contains("says 3"))
    }

    @Test func aServerThatIsTooOldIsNamedBeforeAnythingIsDone() async throws {
        let (error, rows) = try await failure(
            of: fixture(rows: 1, minimumServerMajor: 99), afterwards: "SELECT to_regclass('public.a') IS NULL"
        )
        #expect(error.code == .refused)
        #expect(error.message.contains("needs PostgreSQL 99 or later"))
        #expect(rows == [["t"]])
    }

    // MARK: Locks

    /// Loads with room for so many locks; what went wrong, and whether anything is left.
    private func excess(
        of text: String, lockLimit: Int
    ) async throws -> (excess: TooManyLocks?, loaded: [String], left: String?) {
        let path = try folder.write(text.utf8, to: "shop.sql")
        let told = Mutex<[String]>([])
        return try await TestDatabase.with { database in
            let excess = try await database.run { session -> TooManyLocks? in
                do {
                    let loader = FixtureLoader(session, lockLimit: lockLimit) { table in
                        told.withLock { $0.append(table.name) }
                    }
                    _ = try loader.load(path)
                    return nil
                } catch let excess as TooManyLocks {
                    return excess
                }
            }
            let left = try await database.rows("SELECT count(*) FROM pg_class WHERE oid >= 16384")
            return (excess, told.withLock { $0 }, left[0][0])
        }
    }

    private static let locking =
        "CREATE TABLE public.a (i int); CREATE TABLE public.b (i int);\nCOPY public.a FROM stdin;\n1\n\\.\n"
        + (1...8).map { "CREATE INDEX a\($0) ON public.a (i);\n" }.joined()

    @Test func aFileWhoseLocksHaveRoomIsOneTransaction() async throws {
        let path = try folder.write(Self.locking.utf8, to: "counted.sql")
        #expect(try Relocation.plan(for: path, map: .none).lockCount == 14)
        let (excess, loaded, left) = try await excess(of: Self.locking, lockLimit: 14)
        #expect(excess == nil)
        #expect(loaded == ["public.a"])
        #expect(left == "10")
    }

    @Test func aFileThatComesNearToTheLocksIsReadToItsEndBeforeItsFirstRows() async throws {
        // Six locks when the rows begin.
        let (excess, loaded, left) = try await excess(of: Self.locking, lockLimit: 11)
        #expect(excess?.count == 14)
        #expect(loaded == [])
        #expect(left == "0")
    }

    @Test func aFileThatTakesMoreLocksThanItPromisedLeavesNothing() async throws {
        let (excess, loaded, left) = try await excess(of: Self.locking, lockLimit: 12)
        #expect(excess?.count == 14)
        #expect(loaded == ["public.a"])
        #expect(left == "0")
    }

    // MARK: Reading ahead

    @Test func aFileOfManyPiecesArrivesWholeAndInOrder() async throws {
        let rows = (0..<60_000).map { "\($0)\t\(String(repeating: "x", count: $0 % 97))\n" }.joined()
        let text =
            "CREATE TABLE a (i int, s text, arrival serial);\nCOPY a (i, s) FROM stdin;\n\(rows)\\.\nSELECT nothing;\n"
        #expect(text.utf8.count > 3_000_000)
        let (error, found) = try await failure(
            of: text,
            afterwards: "SELECT count(*), bool_and(length(s) = i % 97), bool_and(arrival = i + 1) FROM a")
        #expect(error.line == 60_004)
        #expect(found == [["60000", "t", "t"]])
    }
}
