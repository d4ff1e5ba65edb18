import Foundation
import SystemPackage
import Testing

@testable import PGSampleFixtures

/// Which server, which file: decided without a server.
struct PlacesTests {
    @Test func theErrorForAFixtureThatIsNotThereListsEveryPathTriedInOrder() throws {
        let settings = try FixtureSettings(environment: ["PG_SAMPLE_FIXTURES": "/given"])
        var places = FixturePlaces(sourceFile: "/a/b/Test.swift")
        places.bundleFolder = "/bundle"
        let error = #expect(throws: FixtureError.self) {
            try places.file(of: "no such fixture", settings: settings)
        }
        #expect(error?.code == .fixtureNotFound)
        let tried =
            error?.message.split(separator: "\n").filter { $0.hasSuffix(".gz") }
            .map { $0.dropFirst(2).dropLast("/no such fixture.sql.gz".count) } ?? []
        #expect(
            tried.prefix(6) == [
                "/bundle/Fixtures", "/bundle", "/given", "/a/b/Fixtures", "/a/Fixtures", "/Fixtures",
            ])
    }

    @Test func theNearestFolderAboveTheSourceCounts() throws {
        let settings = try FixtureSettings(environment: [:])
        let own = try OwnFixture("")
        for folder in ["Fixtures", "Tests/Fixtures"] {
            let folder = own.folder.appending(folder).string
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data().write(to: URL(fileURLWithPath: folder + "/shop.sql"))
        }
        let places = FixturePlaces(sourceFile: own.folder.string + "/Tests/AppTests/Some.swift")
        #expect(
            try places.file(of: "shop", settings: settings) == own.folder.appending("Tests/Fixtures/shop.sql")
        )
    }

    @Test func hostsOfOtherMachinesAreRefusedUnlessListed() throws {
        let rule = HostRule(allowed: ["postgres"])
        for host in [
            "", "/tmp", "@abstract", "localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "postgres",
        ] {
            #expect(throws: Never.self) { try rule.check(host) }
        }
        for host in [
            "db.example.com", "10.0.0.1", "127.example.com", "localhost.example.com", "127.0.0.1.nip.io",
        ] {
            let error = #expect(throws: FixtureError.self) { try rule.check(host) }
            #expect(error?.code == .hostRefused)
            #expect(error?.message.contains("PG_SAMPLE_ALLOWED_HOSTS") == true)
        }
    }

    @Test func theServerComesFromOurVariableOnly() throws {
        let settings = try FixtureSettings(environment: [
            "DATABASE_URL": "postgresql://production/app", "PGHOST": "production",
            "PG_SAMPLE_ALLOWED_HOSTS": "A, b ,",
        ])
        #expect(settings.server == nil)
        #expect(settings.allowedHosts == ["a", "b"])
        #expect(throws: FixtureError.self) { try FixtureSettings(environment: ["PG_SAMPLE_KEEP": "some"]) }
    }

    @Test func urlsAreReadBackByFoundation() throws {
        let url = FixtureAddress.url(
            host: "db", port: 5433, user: "a b", password: "p@/:", database: "x", query: "sslmode=require")
        #expect(url == "postgresql://a%20b:p%40%2F%3A@db:5433/x?sslmode=require")
        let parts = try #require(URLComponents(string: url))
        #expect(parts.host == "db" && parts.port == 5433 && parts.user == "a b" && parts.password == "p@/:")
        let socket = FixtureAddress.url(host: "/tmp/a", port: 5432, user: "u", password: nil, database: "x")
        #expect(socket == "postgresql://u@/x?host=/tmp/a&port=5432")
        #expect(
            FixtureAddress.query(ofURL: "postgresql://u@h/db?host=x&sslmode=require&dbname=y")
                == "sslmode=require")
        #expect(
            FixtureAddress.url(host: "::1", port: 1, user: "u", password: nil, database: "x").contains(
                "@[::1]:1/"))
    }
}
