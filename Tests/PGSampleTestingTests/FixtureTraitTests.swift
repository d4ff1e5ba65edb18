import PGSampleFixtures
import PGSampleTesting
import Testing

@Suite(.fixture("library"))
struct FixtureTraitTests {
    @Test(arguments: 1...10)
    func eachCaseHasRowsOfItsOwn(_ number: Int) async throws {
        let db = try FixtureDatabase.current
        try await db.query("INSERT INTO authors VALUES ($1, $2)", 100 + number, "Author \(number)")
        #expect(try await db.query("SELECT count(*) FROM authors", as: Int.self) == [3])
    }
}
