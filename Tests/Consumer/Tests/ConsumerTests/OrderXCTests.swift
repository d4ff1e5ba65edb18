import PGSampleFixtures
import PGSampleXCTest
import XCTest

final class OrderXCTests: FixtureTestCase {
    override class var fixture: String { "cafe" }

    func testOrdersHaveGuests() async throws {
        let db = try database
        try await db.execute("DELETE FROM orders WHERE guest_id = 1")
        let left = try await db.query("SELECT count(*) FROM orders", as: Int.self)
        XCTAssertEqual(left, [1])
    }

    func testRowsAreAllThere() async throws {
        let all = try await database.query("SELECT count(*) FROM orders", as: Int.self)
        XCTAssertEqual(all, [3])
    }
}

final class PlainXCTests: XCTestCase {
    func testASynchronousTestLoadsAFixture() throws {
        let db = try loadFixture("cafe")
        XCTAssertTrue(db.url.hasPrefix("postgresql://"))
    }

    func testAnAsynchronousTestLoadsAFixture() async throws {
        let db = try await loadFixture("bundled", in: .module)
        let guests = try await db.query("SELECT name FROM guests ORDER BY id", as: String.self)
        XCTAssertEqual(guests, ["Anna", "Ben"])
    }
}
