public import Foundation
public import PGSampleFixtures
import Synchronization
public import XCTest

/// A test case whose every test gets a database of its own that holds a fixture's rows.
///
///     final class OrderTests: FixtureTestCase {
///         override class var fixture: String { "shop" }
///
///         func testEveryOrderHasACustomer() async throws {
///             let app = try await App(databaseURL: try database.url)
///             …
///         }
///     }
///
/// The database is there when a subclass's `setUpWithError()`, `setUp()` or test begins, and goes after its
/// last `tearDown`. A subclass that overrides `setUp() async throws` or `tearDown() async throws` calls
/// `super` first, and last.
open class FixtureTestCase: XCTestCase {
    private let checkOut = Mutex<FixtureCheckOut?>(nil)

    /// The fixture's name.
    open class var fixture: String {
        preconditionFailure(
            "\(Self.self) says which fixture it wants: override class var fixture: String { \"…\" }")
    }

    /// The fixtures' names, in the order in which they are loaded; by default the one of ``fixture``.
    open class var fixtures: [String] { [fixture] }

    /// By default each test has a database of its own.
    open class var isolation: FixtureIsolation { .database }

    /// Where fixtures are resources: `Bundle.module`.
    open class var fixtureBundle: Bundle? { nil }

    /// The file above which folders `Fixtures` are looked at: `#filePath`. Without it they are looked for
    /// above the working directory only, which for `swift test` is the package.
    open class var fixtureFilePath: String? { nil }

    /// What runs once on the empty database before the fixtures are loaded.
    open class var migrate: FixtureStep? { nil }

    /// What runs once after the fixtures are loaded.
    open class var then: FixtureStep? { nil }

    /// Stands for what the two steps do, and is needed with them. While it and the fixtures stay the same,
    /// the steps are not run again, in no process.
    open class var revision: String? { nil }

    /// The test's database.
    ///
    /// - Throws: `FixtureError` with `.noCurrentDatabase` before `super.setUp()` and after
    ///   `super.tearDown()`.
    public var database: FixtureDatabase {
        get throws {
            if let database = checkOut.withLock({ $0?.database }) { return database }
            throw FixtureError(
                .noCurrentDatabase,
                "\(name) has no database yet or any more: \"setUp() async throws\" calls super.setUp() first, and "
                    + "\"tearDown() async throws\" calls super.tearDown() last"
            )
        }
    }

    /// Gets the test's database.
    open override func setUp() async throws {
        try await super.setUp()
        let type = Self.self
        let request = FixtureRequest(
            type.fixtures, isolation: type.isolation, migrate: type.migrate, then: type.then,
            revision: type.revision,
            places: FixturePlaces(bundle: type.fixtureBundle, sourceFile: type.fixtureFilePath)
        )
        // XCTest runs one test of a process at a time, and a test may load several fixtures: waiting for a
        // place that the same test holds would never end.
        let new = try await FixtureServers.current().checkOut(request, waitsForPlace: false)
        checkOut.withLock { $0 = new }
    }

    /// Gives the test's database back.
    open override func tearDown() async throws {
        let old = checkOut.withLock { checkOut in
            defer { checkOut = nil }
            return checkOut
        }
        let words = await old?.giveBack(failed: (testRun?.totalFailureCount ?? 0) > 0)
        Notice.showKept(words, for: name)
        try await super.tearDown()
    }
}
