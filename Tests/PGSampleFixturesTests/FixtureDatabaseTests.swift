import Foundation
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

    @Test func parametersComeBackAsTheValuesThatTheyWere() async throws {
        try await withFixture("library") { db in
            let bytes = Data([0, 0x0f, 0xff, 0x5c, 0x27])
            #expect(try await db.query("SELECT $1::bytea", bytes, as: Data.self) == [bytes])
            #expect(try await db.query("SELECT $1::bytea", Array(bytes), as: Data.self) == [bytes])
            for seconds in [0, 1_700_000_000.123456, 1_700_000_000.999_999_6, -1.25, -60_000_000_000] {
                let date = Date(timeIntervalSince1970: seconds)
                // By the server's own reckoning: under another time zone, and as text.
                let found = try await db.query(
                    "SELECT extract(epoch FROM $1::timestamptz)::float8", date, as: Double.self)
                #expect(found.count == 1 && abs(found[0] - seconds) < 0.000_001, "\(seconds): \(found)")
                #expect(
                    try await db.query("SELECT $1::timestamptz AT TIME ZONE 'UTC'", date, as: Date.self)
                        .allSatisfy { abs($0.timeIntervalSince(date)) < 0.000_002 })
            }
            let ancient = Date(timeIntervalSince1970: -70_000_000_000)
            #expect(
                try await db.query("SELECT $1::timestamptz < '0001-01-01 00:00+00'", ancient, as: Bool.self)
                    == [true])
            let identifier = UUID()
            #expect(try await db.query("SELECT $1::uuid", identifier, as: UUID.self) == [identifier])
            struct Lists: Decodable, Equatable { var words: [String?], numbers: [[Int]] }
            let lists = Lists(
                words: ["a", nil, "", "NULL", "it's \"so\" \\ {,}"], numbers: [[1, 2], [3, 4]])
            #expect(
                try await db.query(
                    "SELECT to_json($1::text[]) AS words, to_json($2::int[]) AS numbers",
                    lists.words, lists.numbers, as: Lists.self) == [lists])
            #expect(
                try await db.query("SELECT $1::bytea[]::text", [bytes], as: String.self) == [
                    #"{"\\x000fff5c27"}"#
                ])
            #expect(
                try await db.query("SELECT $1::float8 = 'infinity'", Double.infinity, as: Bool.self) == [true]
            )
            #expect(try await db.query("SELECT $1::text IS NULL", nil, as: Bool.self) == [true])
        }
    }
}
