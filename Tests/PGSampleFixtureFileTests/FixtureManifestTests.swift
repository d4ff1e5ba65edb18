import Foundation
import PGSampleFixtureFile
import PGSampleSQL
import SystemPackage
import Testing

@Suite struct FixtureManifestTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func manifest(shuffled: Bool = false) -> FixtureManifest {
        func order<T>(_ list: [T]) -> [T] { shuffled ? list.shuffled() : list }
        let tables = FixtureHeaderTests.hostileNames.map { name in
            FixtureManifest.Table(
                .init(name: QualifiedName("public", name), rows: 3, bytes: 40, sha256: "ab"),
                base: .init(rows: 1, rule: "*=1"),
                referenced: .init(
                    rows: 2, foreignKeys: order(["public.b.fk", "public.a.fk", "public.a/b.fk"])),
                notes: order(["one", "two"])
            )
        }
        return FixtureManifest(
            fixture: "shop", rules: ["users = id IN (1,2)", "*=50"], order: "ordered", seed: 0,
            tables: order(tables), schemaFingerprint: "cd",
            masks: order([
                .init(schema: "public", table: "users", column: "mail", rule: "email"),
                .init(schema: "public", table: "users", column: "fax", rule: "null"),
            ]),
            leftOut: order([
                .init(kind: "event trigger", name: "audit", reason: "needs a superuser"),
                .init(kind: "publication", name: "all", reason: "not part of a sample"),
            ]),
            notes: order(["b", "a"])
        )
    }

    @Test func whatIsWrittenIsWhatIsRead() throws {
        let path = try folder.write(manifest().text().utf8, to: "shop.manifest.json")
        #expect(try FixtureManifest.read(from: path) == manifest())
        #expect(try FixtureManifest.read(from: path).rules == ["users = id IN (1,2)", "*=50"])
    }

    @Test func theTextDoesNotDependOnTheOrderThatItWasGivenIn() throws {
        #expect(try Set((0..<20).map { _ in try manifest(shuffled: true).text() }) == [manifest().text()])
    }

    @Test func theTextIsIndentedSortedAndEndsWithANewline() throws {
        let manifest = FixtureManifest(
            fixture: "shop", rules: ["*=1"], order: "ordered", seed: nil,
            tables: [
                .init(
                    .init(name: QualifiedName("public", "users"), rows: 1, bytes: 9, sha256: "ab"),
                    base: .init(rows: 1, rule: "*=1")
                )
            ],
            schemaFingerprint: "cd"
        )
        let expected = """
            {
              "fixture" : "shop",
              "format" : 1,
              "leftOut" : [

              ],
              "masks" : [

              ],
              "notes" : [

              ],
              "order" : "ordered",
              "rules" : [
                "*=1"
              ],
              "schemaFingerprint" : "cd",
              "tables" : [
                {
                  "base" : {
                    "rows" : 1,
                    "rule" : "*=1"
                  },
                  "bytes" : 9,
                  "name" : "users",
                  "notes" : [

                  ],
                  "rows" : 1,
                  "schema" : "public",
                  "sha256" : "ab"
                }
              ]
            }

            """
        #expect(try manifest.text() == expected)
    }

    @Test func aFileThatIsNoManifestAndOneOfALaterFormatAreNamed() throws {
        for (text, code) in [
            ("{}", FixtureFileError.Code.damaged), ("not json", .damaged),
            ("{\"format\":99,\"new\":1}", .unknownFormat),
        ] {
            let path = try folder.write(text.utf8, to: "shop.manifest.json")
            let error = #expect(throws: FixtureFileError.self) { try FixtureManifest.read(from: path) }
            #expect(error?.code == code)
            #expect(error?.message.contains(path.string) == true)
        }
    }

    @Test(arguments: [
        ("Fixtures/shop.sql.gz", "Fixtures/shop.manifest.json"), ("shop.sql", "shop.manifest.json"),
        ("/a/shop.gz", "/a/shop.manifest.json"), ("my.shop", "my.shop.manifest.json"),
        (".gz", ".gz.manifest.json"),
    ])
    func aManifestStandsBesideItsFixture(fixture: String, manifest: String) {
        #expect(FixtureManifest.path(forFixture: FilePath(fixture)) == FilePath(manifest))
    }
}
