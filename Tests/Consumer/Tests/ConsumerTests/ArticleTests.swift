// The code of the article "Testing with fixtures", word for word: a test of ours compares the two.
import PGSampleFixtures
import PGSampleTesting
import PGSampleXCTest
import Testing
import XCTest

@Suite(.fixture("cafe"))
struct GuestBook {
    @Test func billsAddUp() async throws {
        let db = try FixtureDatabase.current
        let bills = try await db.query("SELECT total_cents FROM orders", as: Int.self)
        #expect(bills.reduce(0, +) == 1760)
    }

    @Test(arguments: [1, 2])
    func aGuestLeaves(id: Int) async throws {
        let db = try FixtureDatabase.current
        try await db.execute("DELETE FROM orders; DELETE FROM guests WHERE id = \(id)")
        #expect(try await db.query("SELECT count(*) FROM guests", as: Int.self) == [1])
    }
}

final class GuestBookTests: FixtureTestCase {
    override class var fixture: String { "cafe" }

    func testBillsAddUp() async throws {
        let bills = try await database.query("SELECT total_cents FROM orders", as: Int.self)
        XCTAssertEqual(bills.reduce(0, +), 1760)
    }
}

func guestNames() async throws -> [String] {
    try await withFixture("cafe") { db in
        try await db.query("SELECT name FROM guests ORDER BY id", as: String.self)
    }
}

@Test(
    .fixture(
        "cafe", then: { db in try await db.execute("ALTER TABLE guests ADD COLUMN vip bool DEFAULT false") },
        revision: "1"))
func guestsCanBeImportant() async throws {
    let db = try FixtureDatabase.current
    try await db.execute("UPDATE guests SET vip = true WHERE name = 'Ben'")
    #expect(try await db.snapshot(of: "guests") == "id,name,vip\n1,Anna,f\n2,Ben,t\n")
}

@Test func theArticlesFunctionFindsTheGuests() async throws {
    #expect(try await guestNames() == ["Anna", "Ben"])
}
