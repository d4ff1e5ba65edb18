// The code of the article "With your driver", word for word, as far as it needs no package but ours: a test of ours
// compares the two.
import CLibPQ
import Foundation
import PGSampleFixtures
import PGSampleTesting
import PGSampleXCTest
import Testing
import XCTest

/// What psql prints for a query.
func psql(_ query: String, on db: FixtureDatabase) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["psql", "-X", "-A", "-t", "-c", query]
    process.environment = ProcessInfo.processInfo.environment.merging(db.environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: printed, as: UTF8.self)
}

/// One connection, one queue, and calls that wait.
final class DatabaseQueue {
    struct Failure: Error {
        var message: String
    }

    private let queue = DispatchQueue(label: "database")
    private let connection: OpaquePointer?

    init(url: String) throws {
        connection = PQconnectdb(url)
        guard PQstatus(connection) == CONNECTION_OK else { throw failure() }
    }

    deinit { PQfinish(connection) }

    /// The first column of the rows.
    func texts(_ query: String) throws -> [String] {
        try queue.sync {
            let result = PQexec(connection, query)
            defer { PQclear(result) }
            guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw failure() }
            return (0..<PQntuples(result)).map { String(cString: PQgetvalue(result, $0, 0)) }
        }
    }

    private func failure() -> Failure {
        Failure(message: String(cString: PQerrorMessage(connection)))
    }
}

final class SynchronousTests: XCTestCase {
    func testGuests() throws {
        let database = try DatabaseQueue(url: try loadFixture("cafe").url)
        XCTAssertEqual(try database.texts("SELECT name FROM guests ORDER BY id"), ["Anna", "Ben"])
    }
}

@Test(.fixture("cafe"))
func psqlFindsTheGuests() throws {
    let db = try FixtureDatabase.current
    #expect(try psql("SELECT name FROM guests ORDER BY id", on: db) == "Anna\nBen\n")
}

@Test(.fixture("cafe", isolation: .schema))
func psqlAndLibPQFindTheSearchPath() throws {
    let db = try FixtureDatabase.current
    let query = "SELECT current_schema() FROM guests WHERE id = 1"
    #expect(try psql(query, on: db) == db.schema + "\n")
    #expect(try DatabaseQueue(url: db.url).texts(query) == [db.schema])
}

@Test(.fixture("cafe"))
func aFailureOfLibPQIsThrown() throws {
    let database = try DatabaseQueue(url: try FixtureDatabase.current.url)
    #expect(throws: DatabaseQueue.Failure.self) { try database.texts("SELECT name FROM nobody") }
}
