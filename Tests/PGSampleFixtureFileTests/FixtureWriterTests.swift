import Foundation
import PGSampleFixtureFile
import PGSampleSQL
import SystemPackage
import Testing

@Suite struct FixtureWriterTests {
    let folder: TemporaryFolder
    let users = QualifiedName("public", "users")

    init() throws { folder = try TemporaryFolder() }

    private func header(rows: Int) -> FixtureHeader {
        FixtureHeader(
            fixture: "shop", schemas: ["public"], tables: [.init(users, rows: rows)], minimumServerMajor: 13,
            extensions: []
        )
    }

    private func write(rows: [String], promised: Int? = nil) throws -> (
        contents: FixtureContents, text: String
    ) {
        let output = try FixtureOutput(.file(folder.file("shop.sql")))
        let writer = try FixtureWriter(output, header: header(rows: promised ?? rows.count))
        try writer.writePreData("CREATE TABLE public.users (id integer, \"na\"\"me\" text)")
        try writer.beginTable(users, columns: [Identifier("id"), Identifier("na\"me")])
        for row in rows { try Array(row.utf8).withUnsafeBytes { try writer.writeRows($0) } }
        try writer.endTable()
        try writer.setSequence(QualifiedName("public", "it's"), value: 7, isCalled: true)
        try writer.writePostData("ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);")
        try writer.refresh(QualifiedName("public", "Totals"))
        let contents = try writer.finish()
        try output.commit()
        return (contents, try text(of: folder.file("shop.sql")))
    }

    @Test func thePartsStandInTheirOrder() throws {
        let (_, text) = try write(rows: ["1\ta\n", "2\t\\N\n"])
        let parts = [
            "-- swift-pg-sample fixture, format 1\n-- {", "SET standard_conforming_strings = on;",
            "CREATE TABLE public.users (id integer, \"na\"\"me\" text);",
            "COPY public.users (id, \"na\"\"me\") FROM stdin;\n1\ta\n2\t\\N\n\\.\n",
            "SELECT pg_catalog.setval('public.\"it''s\"', 7, true);",
            "ADD CONSTRAINT users_pkey PRIMARY KEY (id);\n",
            "    REFRESH MATERIALIZED VIEW public.\"Totals\";\n",
        ]
        var rest = text[...]
        for part in parts {
            let range = try #require(rest.range(of: part), "\(part)")
            rest = rest[range.upperBound...]
        }
        #expect(text.hasSuffix("\n-- swift-pg-sample fixture complete\n"))
    }

    @Test func rowsAreCountedAndDigestedAsTheyStandInTheFile() throws {
        // Longer than the pieces that rows are gathered into, and one row longer than a piece.
        let rows =
            (0..<20_000).map { "\($0)\tname \($0)\n" } + [
                "20000\t\(String(repeating: "x", count: 300_000))\n"
            ]
        let (contents, text) = try write(rows: rows)
        let data = rows.joined()
        #expect(text.contains("FROM stdin;\n\(data)\\.\n"))
        #expect(
            contents.tables == [
                .init(
                    name: users, rows: rows.count, bytes: data.utf8.count, sha256: SHA256.hexDigest(of: data))
            ]
        )
    }

    @Test func theFingerprintIsOfTheSchemaAlone() throws {
        let first = try write(rows: ["1\ta\n"]).contents
        let second = try write(rows: ["2\tb\n"]).contents
        #expect(first.schemaFingerprint == second.schemaFingerprint)
        #expect(first.tables != second.tables)
        let output = try FixtureOutput(.file(folder.file("other.sql")))
        let writer = try FixtureWriter(output, header: header(rows: 0))
        try writer.writePreData("CREATE TABLE public.users (id bigint)")
        #expect(try writer.finish().schemaFingerprint != first.schemaFingerprint)
    }

    @Test func aCountThatTheHeaderDidNotPromiseEndsTheRun() throws {
        let error = #expect(throws: FixtureFileError.self) { try write(rows: ["1\ta\n"], promised: 2) }
        #expect(error?.code == .invalidContent)
        #expect(error?.message.contains("public.users") == true)
    }

    @Test(arguments: ["1\ta", "1\ta\n\\.\n", "\\.\n"])
    func rowsThatWouldBreakTheFileAreRefused(rows: String) throws {
        let error = #expect(throws: FixtureFileError.self) { try write(rows: [rows]) }
        #expect(error?.code == .invalidContent)
    }

    @Test(arguments: [
        "", "-- only a comment", "SELECT 1; SELECT 2", "\\! rm -rf /", "SELECT 1 \\gexec", "SELECT 'open",
        "COPY a FROM stdin", "CREATE TABLE a (b int", "SELECT 1 /* open",
    ])
    func whatIsNotOneStatementIsRefused(statement: String) throws {
        let writer = try FixtureWriter(
            try FixtureOutput(.file(folder.file("x.sql"))), header: header(rows: 0))
        let error = #expect(throws: FixtureFileError.self) { try writer.writePreData(statement) }
        #expect(error?.code == .invalidContent)
    }

    @Test(arguments: [
        "SELECT 'a\\b'", "SELECT E'a\\'b'", "SELECT \"a\\b\"", "DO $$ a \\ b; $$", "SELECT 1 /* \\ */ + 1",
        "SELECT 1 -- \\ the end",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
    ])
    func backslashesAndSemicolonsInsideTokensAreWritten(statement: String) throws {
        let writer = try FixtureWriter(
            try FixtureOutput(.file(folder.file("x.sql"))), header: header(rows: 0))
        try writer.writePreData(statement)
        try writer.writePreData(statement + ";")
    }
}
