import PGSampleFixtures
import PGSampleXCTest
import XCTest

final class FixtureTestCaseTests: FixtureTestCase {
    override class var fixture: String { "library" }
    override class var fixtureFilePath: String? { #filePath }

    func testATestHasRowsOfItsOwn() async throws {
        let db = try database
        try await db.execute("DELETE FROM books")
        let count = try await db.query("SELECT count(*) FROM books", as: Int.self)
        XCTAssertEqual(count, [0])
    }

    func testAnotherTestHasThemAll() async throws {
        let count = try await database.query("SELECT count(*) FROM books", as: Int.self)
        XCTAssertEqual(count, [3])
    }
}
