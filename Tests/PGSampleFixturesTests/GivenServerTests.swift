import PGSampleLibPQ
import PGSampleLocalServer
import Testing

@testable import PGSampleFixtures

/// A server that the environment names.
struct GivenServerTests {
    private func settings(_ bench: Bench, role: String) throws -> FixtureSettings {
        // The database is one that is not there: it is not looked at.
        let url = "postgresql://\(role)@/app?host=\(bench.server.host)&port=5432&connect_timeout=10"
        return try FixtureSettings(environment: ["PG_SAMPLE_TEST_URL": url])
    }

    @Test func aRoleThatMayCreateDatabasesIsEnough() async throws {
        let bench = try await Bench.shared
        _ = try await bench.value("CREATE ROLE tester LOGIN CREATEDB")
        let process = try await FixtureServer.open(try settings(bench, role: "tester"))
        for isolation in [FixtureIsolation.database, .shared] {
            let checkOut = try await process.checkOut(
                request(
                    "library", isolation: isolation, then: { try await $0.execute("CREATE TABLE later ()") },
                    revision: "tester"))
            let db = checkOut.database
            #expect(db.user == "tester")
            #expect(db.url.hasSuffix("?host=\(bench.server.host)&port=5432&connect_timeout=10"))
            #expect(try await db.query("SELECT count(*) FROM books", as: Int.self) == [3])
            await checkOut.giveBack(failed: false)
        }
        await process.close()
        #expect(
            try await bench.value(
                "SELECT count(*) FROM pg_database d, pg_roles r WHERE datdba = r.oid "
                    + "AND rolname = 'tester' AND NOT datistemplate") == "0")
    }

    @Test func aServerThatEndsIdleSessionsDoesNotEndTheOnesThatAreKept() async throws {
        let bench = try await Bench.shared
        _ = try await bench.value("CREATE ROLE impatient LOGIN CREATEDB")
        _ = try await bench.value("ALTER ROLE impatient SET idle_session_timeout = '1h'")
        let process = try await FixtureServer.open(try settings(bench, role: "impatient"))
        let kept = [
            try await process.connection.leaseConnection.run {
                try $0.query("SHOW idle_session_timeout")[0, 0]
            },
            try await process.administration.run { try $0.query("SHOW idle_session_timeout")[0, 0] },
        ]
        #expect(kept == ["0", "0"])
        await process.close()
    }

    @Test func aRoleThatMayNotIsToldSo() async throws {
        let bench = try await Bench.shared
        _ = try await bench.value("CREATE ROLE reader LOGIN")
        let error = await #expect(throws: FixtureError.self) {
            let process = try await FixtureServer.open(try settings(bench, role: "reader"))
            _ = try await process.checkOut(request("library"))
        }
        #expect(error?.code == .isolationUnavailable)
        #expect(error?.message.contains("role \"reader\" may not create databases") == true)
        #expect(error?.message.contains("isolation: .schema") == true)
    }

    @Test func aServerWithoutRoomForUsIsNotGone() async throws {
        let bench = try await Bench.shared
        // One for the lease, none for what follows.
        _ = try await bench.value("CREATE ROLE narrow LOGIN CREATEDB CONNECTION LIMIT 1")
        let error = await #expect(throws: FixtureError.self) {
            _ = try await FixtureServer.open(try settings(bench, role: "narrow"))
        }
        #expect(error?.code == .databaseFailed)
        #expect(error?.message.contains("too many connections for role") == true)
    }

    @Test func aServerThatCannotBeReachedIsNotReplacedByAnother() async throws {
        for (url, code) in [
            ("postgresql://u:secret@/x?host=/nowhere", FixtureError.Code.serverUnavailable),
            ("shop", .invalidSettings),
        ] {
            let error = await #expect(throws: FixtureError.self) {
                _ = try await FixtureServer.open(
                    try FixtureSettings(environment: ["PG_SAMPLE_TEST_URL": url]))
            }
            #expect(error?.code == code)
            #expect(error?.message.contains("PG_SAMPLE_TEST_URL") == true)
            #expect(error?.message.contains("secret") == false)
        }
    }
}
