import PGSampleFixtures
import PGSampleXCTest
import XCTest

/// Test cases that are not derived from ours.
final class LoadFixtureTests: XCTestCase {
    private var database: FixtureDatabase?

    override func setUpWithError() throws {
        database = try loadFixture("library")
    }

    func testASynchronousSetUpLoadsAFixture() async throws {
        let database = try XCTUnwrap(database)
        let count = try await database.query("SELECT count(*) FROM books", as: Int.self)
        XCTAssertEqual(count, [3])
    }

    func testAnAsynchronousTestLoadsAnotherOne() async throws {
        let other = try await loadFixture("library")
        XCTAssertNotEqual(other, database)
        try await other.execute("DELETE FROM books")
    }

    func testAStepOfTheMainActorRunsWhileASynchronousTestWaits() throws {
        _ = try loadFixture("library", then: Self.addAuthor, revision: "main \(UUID())")
    }

    @MainActor private static func addAuthor(_ db: FixtureDatabase) async throws {
        try await db.execute("INSERT INTO authors VALUES (8, 'Main')")
    }

    func testAFixtureThatIsNotThereIsAnErrorThatListsThePathsTried() {
        XCTAssertThrowsError(try loadFixture("librari")) { error in
            let message = (error as? FixtureError)?.message ?? ""
            XCTAssertTrue(message.contains("there is no fixture \"librari\""), message)
            XCTAssertTrue(message.contains("/PGSampleXCTestTests/Fixtures/librari.sql.gz"), message)
        }
    }
}

/// A test case whose set-up of its own is asynchronous and throws.
final class OwnSetUpTests: FixtureTestCase {
    override class var fixtures: [String] { ["library"] }
    override class var fixtureFilePath: String? { #filePath }
    override class var then: FixtureStep? {
        { try await $0.execute("INSERT INTO authors VALUES (9, 'Then')") }
    }
    override class var revision: String? { "1" }
    private var names: [String] = []

    override func setUp() async throws {
        try await super.setUp()
        names = try await database.query("SELECT full_name FROM authors WHERE id = 9", as: String.self)
    }

    override func tearDown() async throws {
        // The database is still there.
        let count = try await database.query("SELECT count(*) FROM authors", as: Int.self)
        XCTAssertEqual(count, [3])
        try await super.tearDown()
        XCTAssertThrowsError(try database)
    }

    func testItHasTheDatabaseThatTheStepLeft() {
        XCTAssertEqual(names, ["Then"])
    }
}
