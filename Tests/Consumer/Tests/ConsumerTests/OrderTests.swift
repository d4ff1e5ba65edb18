import Foundation
import PGSampleFixtures
import PGSampleTesting
import Testing

@Suite(.fixture("cafe"))
struct OrderTests {
    struct Order: Decodable {
        var guestId: Int
        var totalCents: Int
    }

    @Test func ordersHaveGuests() async throws {
        let db = try FixtureDatabase.current
        let orders = try await db.query("SELECT guest_id, total_cents FROM orders", as: Order.self)
        #expect(orders.map(\.totalCents).reduce(0, +) == 1760)
        try await db.execute("DELETE FROM orders")
    }

    @Test(arguments: ["Cleo", "Dora", "Emil", "Finn"])
    func aGuestIsAdded(name: String) async throws {
        let db = try FixtureDatabase.current
        try await db.query("INSERT INTO guests VALUES (3, $1)", name)
        #expect(try await db.snapshot(of: "guests") == "id,name\n1,Anna\n2,Ben\n3,\(name)\n")
    }

    @Suite struct Totals {
        @Test func theInnerSuiteHasTheFixtureToo() async throws {
            let db = try FixtureDatabase.current
            #expect(try await db.query("SELECT max(total_cents) FROM orders", as: Int.self) == [990])
        }
    }
}

@Test(.fixture("bundled", in: .module))
func aFixtureInTheBundleNeedsNoSources() async throws {
    let db = try FixtureDatabase.current
    #expect(try await db.query("SELECT count(*) FROM guests", as: Int.self) == [2])
}

/// The fixture that the plugin writes from a source of 400 dishes.
@Test(.fixture("menu"))
func aGeneratedFixtureHoldsASampleWithAllThatItRefersTo() async throws {
    let db = try FixtureDatabase.current
    #expect(try await db.query("SELECT count(*) FROM dishes", as: Int.self) == [5])
    let joined = try await db.query(
        "SELECT count(*) FROM dishes JOIN courses ON courses.id = course_id", as: Int.self)
    #expect(joined == [5])
}

/// Fails when the environment asks for it, to show what a failure looks like.
@Test(.enabled(if: ProcessInfo.processInfo.environment["CONSUMER_FAILS"] != nil), .fixture("cafe"))
func aFailure() async throws {
    #expect(try await FixtureDatabase.current.query("SELECT 1", as: Int.self) == [2])
}

@Test(.enabled(if: ProcessInfo.processInfo.environment["CONSUMER_FAILS"] != nil), .fixture("no such fixture"))
func aMissingFixture() async throws {}

/// Never ends, when the environment names a file for its database's name.
@Test(
    .enabled(if: ProcessInfo.processInfo.environment["CONSUMER_HANGS"] != nil), .timeLimit(.minutes(1)),
    .fixture("cafe"))
func aTestThatTakesTooLong() async throws {
    let db = try FixtureDatabase.current
    let file = ProcessInfo.processInfo.environment["CONSUMER_HANGS"] ?? ""
    try Data("\(db.host) \(db.name)\n".utf8).write(to: URL(filePath: file))
    try await Task.sleep(for: .seconds(600))
}
