import Foundation
import PGSampleFixtureFile
import PGSampleSQL
import SystemPackage
import Testing

@Suite struct FixtureHeaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static let hostileNames = [
        "a\nDROP TABLE b; --", "a\rb", "a\r\n\\! rm", "\"quoted\"", "back\\slash", "*/", "{\"rows\":1}",
        "\u{85}\u{2028}",
        "tab\t", "e\u{301}", "\u{e9}", "🐘", "\u{1}",
    ]

    @Test func hostileNamesComeBackAndStayOnTheirLine() throws {
        let tables = Self.hostileNames.map { FixtureHeader.Table(QualifiedName($0, $0), rows: 1) }
        let header = FixtureHeader(
            fixture: Self.hostileNames[0], schemas: Self.hostileNames, tables: tables, minimumServerMajor: 13,
            extensions: Self.hostileNames
        )
        let text = try header.lines()
        let bytes = Array(text.utf8)
        #expect(bytes.count(where: { $0 == 0x0A }) == 2 && bytes.last == 0x0A)
        #expect(!bytes.contains(0x0D) && !bytes.contains(0))
        let lines = text.utf8.split(separator: 0x0A)
        #expect(lines.allSatisfy { $0.starts(with: "-- ".utf8) })
        let path = try folder.write(bytes + Array("SELECT 1;\n".utf8), to: "shop.sql")
        let read = try #require(try FixtureHeader.read(from: path))
        #expect(read == header)
        #expect(read.tables.map { Array($0.name.utf8) } == header.tables.map { Array($0.name.utf8) })
        #expect(Set(read.tables.map { Array($0.name.utf8) }).count == Self.hostileNames.count)
    }

    @Test func theTextDoesNotDependOnTheOrderThatItWasGivenIn() throws {
        let names = ["b", "a", "B", "é", "e\u{301}", "a.b", "z"]
        let texts = try Set(
            (0..<20).map { _ in
                try FixtureHeader(
                    fixture: "shop", schemas: names.shuffled(),
                    tables: names.shuffled().map { FixtureHeader.Table(QualifiedName("s", $0), rows: 2) },
                    minimumServerMajor: 15, extensions: names.shuffled()
                ).lines()
            }
        )
        #expect(texts.count == 1)
    }

    @Test func theTextIsTheDocumentedOne() throws {
        let header = FixtureHeader(
            fixture: "shop", schemas: ["public"], tables: [.init(QualifiedName("public", "users"), rows: 12)],
            minimumServerMajor: 13, extensions: ["citext"]
        )
        #expect(
            try header.lines() == """
                -- swift-pg-sample fixture, format 1
                -- {"encoding":"UTF8","extensions":["citext"],"fixture":"shop","format":1,"minimumServerMajor":13,\
                "schemas":["public"],"tables":[{"name":"users","rows":12,"schema":"public"}]}

                """
        )
    }

    @Test(arguments: ["", "-", "-- PostgreSQL database dump\n", "SELECT 1;\n", "-- swift-pg-sample fixtur"])
    func aFileThatIsNotOursHasNoHeader(text: String) throws {
        #expect(try FixtureHeader.read(from: folder.write(text.utf8, to: "other.sql")) == nil)
    }

    @Test(arguments: [
        "-- swift-pg-sample fixture, format 1", "-- swift-pg-sample fixture, format 1\n-- {}\n",
        "-- swift-pg-sample fixture, format x\n-- {}\n", "-- swift-pg-sample fixture, format 1\nSELECT 1;\n",
    ])
    func aDamagedHeaderIsAnErrorThatNamesTheFile(text: String) throws {
        let path = try folder.write(text.utf8, to: "shop.sql")
        let error = #expect(throws: FixtureFileError.self) { try FixtureHeader.read(from: path) }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains(path.string) == true)
    }

    @Test func aLaterFormatIsNamedWhateverItsSecondLineHolds() throws {
        let text = "-- swift-pg-sample fixture, format 7\n-- whatever comes then\n"
        let path = try folder.write(text.utf8, to: "shop.sql")
        let error = #expect(throws: FixtureFileError.self) { try FixtureHeader.read(from: path) }
        #expect(error?.code == .unknownFormat)
        #expect(error?.message.contains("format 7") == true)
    }

    @Test func aHeaderOfThousandsOfTablesIsReadFromACompressedFile() throws {
        let header = FixtureHeader(
            fixture: nil, schemas: ["public"],
            tables: (0..<5_000).map { .init(QualifiedName("public", "table number \($0)"), rows: $0) },
            minimumServerMajor: 18, extensions: []
        )
        let output = try FixtureOutput(.file(folder.file("wide.sql.gz")))
        try output.write(header.lines() + "SELECT 1;\n")
        try output.commit()
        #expect(try FixtureHeader.read(from: folder.file("wide.sql.gz")) == header)
    }
}
