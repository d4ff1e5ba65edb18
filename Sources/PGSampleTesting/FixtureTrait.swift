public import Foundation
public import PGSampleFixtures
import Synchronization
public import Testing

/// Gives each test case a database that holds a fixture's rows: see
/// ``Testing/Trait/fixture(_:_:isolation:migrate:then:revision:in:filePath:)``.
public struct FixtureTrait: SuiteTrait, TestTrait, TestScoping {
    let request: FixtureRequest
    /// Tells this trait from others that ask for the same.
    private let identity = UUID()

    init(request: FixtureRequest) {
        self.request = request
    }

    /// A suite's trait is its tests' and its inner suites' trait.
    public var isRecursive: Bool { true }

    /// Makes sure that the fixture is loaded: this happens before the first test and outside of its time
    /// limit.
    ///
    /// - Throws: Nothing; what does not work is said by the test itself.
    public func prepare(for test: Test) async throws {
        guard isInnermost(of: test) else { return }
        // An error that is thrown here would point at no line; the test's scope throws the same at the test's
        // own.
        try? await FixtureServers.current().prepare(request, announcing: !test.isSuite)
    }

    /// One scope for each test case. Where fixture traits nest, the innermost is the one that counts.
    public func scopeProvider(for test: Test, testCase: Test.Case?) -> FixtureTrait? {
        testCase != nil && isInnermost(of: test) ? self : nil
    }

    /// Traits of the suites around a test are among its traits, outer ones first.
    private func isInnermost(of test: Test) -> Bool {
        test.traits.lazy.compactMap { $0 as? FixtureTrait }.last?.identity == identity
    }

    /// Runs a test case with its database in `FixtureDatabase.current`.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // isRecursive makes Swift Testing apply a suite's trait to its tests too, so a trait value that is
        // used on both opens a scope inside its own.
        guard !FixtureScope.isOpen else { return try await function() }
        let checkOut: FixtureCheckOut
        do {
            checkOut = try await FixtureServers.current().checkOut(request)
        } catch let error as FixtureError {
            Issue.record(error, sourceLocation: test.sourceLocation)
            return
        }
        let failed = Mutex(false)
        let watch: IssueHandlingTrait = .compactMapIssues { issue in
            if issue.isFailure { failed.withLock { $0 = true } }
            return issue
        }
        let result: Result<Void, any Error>
        do {
            try await FixtureScope.$isOpen.withValue(true) {
                try await CurrentFixture.$database.withValue(checkOut.database) {
                    try await watch.provideScope(for: test, testCase: testCase, performing: function)
                }
            }
            result = .success(())
        } catch {
            // Swift Testing records a thrown error as an issue only after this scope. A cancelled test has
            // not failed.
            if !Task.isCancelled { failed.withLock { $0 = true } }
            result = .failure(error)
        }
        let words = await checkOut.giveBack(failed: failed.withLock { $0 })
        Notice.showKept(words, for: "\(test.name)")
        try result.get()
    }
}

/// Whether a test case has its database already.
private enum FixtureScope {
    @TaskLocal static var isOpen = false
}

extension Trait where Self == FixtureTrait {
    /// Gives each test case a database of its own that holds the fixtures' rows.
    ///
    ///     @Suite(.fixture("shop")) struct Orders {
    ///         @Test func everyOrderHasACustomer() async throws {
    ///             let db = try FixtureDatabase.current
    ///             …
    ///         }
    ///     }
    ///
    /// On a suite it holds for every test in it and in its inner suites; each argument of a parameterized
    /// test is a case with a database of its own. Where traits nest, the innermost counts. Tests run in
    /// parallel, as many as the server has sessions for; the others wait.
    ///
    /// The fixtures are loaded once, before the first test, into a template that all processes and later runs
    /// share. A failed test's database is kept for an hour, and the `psql` command that opens it is printed:
    /// see `PG_SAMPLE_KEEP`.
    ///
    /// - Parameters:
    ///   - name: A fixture's file is `NAME.sql.gz` or `NAME.sql`. It is looked for in `bundle`, in the folder
    ///     that `PG_SAMPLE_FIXTURES` names, in the folders `Fixtures` beside and above the calling source
    ///     file, and in those beside and above the working directory.
    ///   - more: Further fixtures, loaded after the first in this order.
    ///   - isolation: `.database`; `.shared` for code that only reads; `.schema` for servers without
    ///     CREATEDB, where the fixtures, and the steps, are run for each test case.
    ///   - migrate: Runs once on the empty database before the fixtures are loaded: makes the tables for
    ///     fixtures that have rows only.
    ///   - then: Runs once after the fixtures are loaded and before the template is sealed: an application's
    ///     migrations.
    ///   - revision: Stands for what the two steps do, and is needed with them. While it and the fixtures
    ///     stay the same, the steps are not run again, in no process; two steps of one revision are taken for
    ///     the same.
    ///   - bundle: Where fixtures are resources: `Bundle.module`.
    ///   - filePath: The calling source file, whose folder and the folders above it are searched for a folder
    ///     `Fixtures`. Leave it out.
    public static func fixture(
        _ name: String, _ more: String..., isolation: FixtureIsolation = .database,
        migrate: FixtureStep? = nil,
        then: FixtureStep? = nil, revision: String? = nil, in bundle: Bundle? = nil,
        filePath: String = #filePath
    ) -> FixtureTrait {
        FixtureTrait(
            request: FixtureRequest(
                [name] + more, isolation: isolation, migrate: migrate, then: then, revision: revision,
                places: FixturePlaces(bundle: bundle, sourceFile: filePath)
            ))
    }
}
