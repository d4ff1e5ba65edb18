import PGSampleFixtures
import Testing

/// What a test has in its hands.
struct FixtureDatabaseTests {
    private struct Book: Decodable, Equatable {
        enum Genre: String, Decodable { case novel, poetry }
        var title: String
        var authorId: Int
        var genre: Genre?
        var price: Double?
    }

    @Test func rowsAreReadAsValues() async throws {
        try await withFixture("library") { db in
            let books = try await db.query(
                "SELECT title, author_id, genre, price FROM books WHERE id <> $1 ORDER BY id", 3,
                as: Book.self)
            #expect(
                books == [
                    Book(title: "Digger", authorId: 1, genre: .novel, price: 19.9),
                    Book(title: "Nettle, \"Bone\"", authorId: 1, genre: .novel, price: nil),
                ])
            #expect(try await db.query("SELECT count(*) FROM books", as: Int.self) == [3])
        }
    }
}
