import Foundation
import PGSampleFixtures

/// Makes copies of a fixture as tests would, one after the other, and prints how many seconds each took, one on a line:
///
///     fixture-copies FIXTURE REVISION one-by-one|prepared COUNT
///
/// The fixture is loaded by whoever says a revision first; `fixture-copies FIXTURE REVISION template` prints the number
/// (OID) of the database that it was loaded into, and the name of a copy. PG_SAMPLE_FIXTURES and PG_SAMPLE_TEST_URL
/// say where all of that is.
@main
struct FixtureCopies {
    private let name: String
    private let revision: String

    static func main() async {
        do {
            let arguments = CommandLine.arguments
            guard arguments.count > 3 else { return say(usage) }
            let copies = FixtureCopies(name: arguments[1], revision: arguments[2])
            switch (arguments[3], arguments.dropFirst(4).first.flatMap { Int($0) }) {
            case ("template", nil): try await copies.template()
            case ("one-by-one", let count?): try await copies.oneByOne(count)
            case ("prepared", let count?): try await copies.prepared(count)
            default: say(usage)
            }
        } catch {
            say("\(error)")
        }
    }

    private static let usage =
        "usage: fixture-copies FIXTURE REVISION template | one-by-one COUNT | prepared COUNT"

    private static func say(_ words: String) {
        FileHandle.standardError.write(Data("fixture-copies: \(words)\n".utf8))
        exit(1)
    }

    /// Prints where the fixture was loaded, which is a template's number only while nobody has loaded it before.
    private func template() async throws {
        try await withFixture(name, then: noteNumber, revision: revision) { db in print(db.name) }
    }

    /// From the call until it returns: the copy is made, and dropped.
    private func oneByOne(_ count: Int) async throws {
        // What comes once in a process is not a copy's.
        try await prepareFixture(name, then: noteNumber, revision: revision)
        for _ in 0..<count {
            let start = ContinuousClock.now
            try await withFixture(name, then: noteNumber, revision: revision) { _ in }
            print((ContinuousClock.now - start) / .seconds(1))
        }
    }

    /// From the call until a copy that was ready is in hand.
    private func prepared(_ count: Int) async throws {
        for _ in 0..<count {
            try await prepareFixture(name, copies: 1, then: noteNumber, revision: revision)
            let start = ContinuousClock.now
            let inHand = try await withFixture(name, then: noteNumber, revision: revision) { _ in
                ContinuousClock.now
            }
            print((inHand - start) / .seconds(1))
        }
    }

    /// The one step between the fixture and its template; it runs when the template is made. Its name is given to the
    /// database at the end only, and its number stays.
    private var noteNumber: FixtureStep {
        { db in
            let numbers = try await db.query(
                "SELECT oid::text FROM pg_database WHERE datname = current_database()", as: String.self)
            print(numbers.joined())
        }
    }
}
