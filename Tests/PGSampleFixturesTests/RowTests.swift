import Foundation
import Testing

@testable import PGSampleFixtures

/// Rows as values.
struct RowTests {
    private struct Everything: Codable, Equatable {
        enum Mood: String, Codable { case good, bad }
        struct Extra: Codable, Equatable { var a: [Int] }
        var id: UUID
        var flag: Bool
        var small: Int16
        var price: Decimal
        var ratio: Double
        var born: Date
        var seen: Date
        var picture: Data
        var mood: Mood
        var extra: Extra
        var list: [String]
        var missing: String?
        var camelCase: Int
    }

    @Test func everyKindOfFieldIsRead() async throws {
        try await withFixture("library", isolation: .shared) { db in
            let rows = try await db.query(
                """
                SELECT '7d444840-9dc0-11d1-b245-5ffdce74fad2'::uuid AS id, true AS flag, -3::int2 AS small,
                    12.50::numeric AS price, '-1e-3'::float8 AS ratio, '1969-12-31'::date AS born,
                    '2026-01-02 03:04:05.25+05:30'::timestamptz AT TIME ZONE 'UTC' AS seen, '\\x00ff'::bytea AS picture,
                    'bad' AS mood, '{"a": [1, 2]}'::jsonb AS extra, to_json('{x,"y,z"}'::text[]) AS list,
                    NULL::text AS missing, 7 AS camel_case
                """, as: Everything.self)
            #expect(
                rows == [
                    Everything(
                        id: try #require(UUID(uuidString: "7d444840-9dc0-11d1-b245-5ffdce74fad2")),
                        flag: true,
                        small: -3, price: Decimal(125) / 10, ratio: -0.001,
                        born: Date(timeIntervalSince1970: -86_400),
                        seen: Date(timeIntervalSince1970: 1_767_303_245.25), picture: Data([0, 255]),
                        mood: .bad,
                        extra: .init(a: [1, 2]), list: ["x", "y,z"], missing: nil, camelCase: 7)
                ])
        }
    }

    @Test func datesAreReadWithTheirZones() {
        let noon = Date(timeIntervalSince1970: 43_200)
        for text in ["1970-01-01 12:00:00", "1970-01-01 14:30:00+02:30", "1970-01-01 07:00:00-05"] {
            #expect(PostgreSQLDate.date(text) == noon)
        }
        for text in ["infinity", "0044-03-15 BC", "12:00:00", ""] {
            #expect(PostgreSQLDate.date(text) == nil)
        }
    }

    @Test func anErrorNamesTheColumnAndNoValue() throws {
        struct Person: Decodable { var age: Int }
        let row = FixtureRow(columns: ["name", "age"], values: ["Anna", "thirty"])
        let error = #expect(throws: FixtureError.self) { try row.decode(Person.self) }
        #expect(error?.code == .decodingFailed)
        #expect(error?.message.contains("age: ") == true)
        #expect(error?.message.contains("thirty") == false)
        #expect(row["name"] == "Anna")
        #expect(row["nobody"] == nil)
        let missing = #expect(throws: FixtureError.self) {
            try FixtureRow(columns: ["a"], values: [nil]).decode(Int.self)
        }
        #expect(missing?.message.contains("NULL") == true)
        #expect(try FixtureRow(columns: ["a"], values: [nil]).decode(Int?.self) == nil)
    }

    @Test func theSameRowsAreTheSameSnapshot() async throws {
        try await withFixture("library") { db in
            let books =
                "id,author_id,title,genre,price\n1,1,Digger,novel,19.90\n2,1,\"Nettle, \"\"Bone\"\"\",novel,\n3,2,Verses,poetry,7.00\n"
            #expect(try await db.snapshot(of: "books") == books)
            // Without a key by the rows' text; the empty string is not NULL.
            #expect(try await db.snapshot(of: "archive.notes") == "line\n\"\"\na\nb\n")
            try await db.execute("UPDATE books SET title = title WHERE id = 1")
            #expect(try await db.snapshot(of: "books") == books)
            // By bytes, not by a language.
            try await db.execute(
                """
                CREATE TABLE words (word text COLLATE "en-x-icu", number int, PRIMARY KEY (word, number));
                INSERT INTO words VALUES ('b', 1), ('B', 1), ('a', 10), ('a', 9)
                """)
            #expect(try await db.snapshot(of: "words") == "word,number\nB,1\na,9\na,10\nb,1\n")
            // What a key includes only cannot be ordered by, and need not.
            try await db.execute("CREATE TABLE docs (id int, doc json, PRIMARY KEY (id) INCLUDE (doc))")
            try await db.execute("INSERT INTO docs VALUES (2, '{}'), (1, '[]')")
            #expect(try await db.snapshot(of: "docs") == "id,doc\n1,[]\n2,{}\n")
        }
    }

    @Test func aRefusedQuerySaysWhy() async throws {
        try await withFixture("library", isolation: .shared) { db in
            let error = await #expect(throws: FixtureError.self) { try await db.query("SELECT * FROM bokks") }
            #expect(error?.code == .queryFailed)
            #expect(error?.sqlState == "42P01")
            #expect(error?.message.contains("relation \"bokks\" does not exist") == true)
        }
    }

    @Test func columnsInSnakeCaseAreFound() throws {
        struct Order: Decodable, Equatable {
            var customerID: Int
            var homeURLPath: Int
            var line2: Int
        }
        let row = FixtureRow(columns: ["customer_id", "home_url_path", "line2"], values: ["1", "2", "3"])
        #expect(try row.decode(Order.self) == Order(customerID: 1, homeURLPath: 2, line2: 3))
    }

    @Test func arraysWithoutElementsAreArraysAndNotBytes() {
        #expect(ParameterEncoder.text(of: [Int]()) == "{}")
        #expect(ParameterEncoder.text(of: [String]()) == "{}")
        #expect(ParameterEncoder.text(of: [[Int](), [1]]) == "{{},{\"1\"}}")
        #expect(ParameterEncoder.text(of: [UInt8]()) == "\\x")
        #expect(ParameterEncoder.text(of: [[0, 255]] as [[UInt8]]) == "{\"\\\\x00ff\"}")
    }
}
