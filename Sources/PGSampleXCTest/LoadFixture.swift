import Dispatch
public import Foundation
public import PGSampleFixtures
import Synchronization
public import XCTest

extension XCTestCase {
    /// Gives the test a database that holds the fixtures' rows, for test cases that cannot be a
    /// ``FixtureTestCase``.
    ///
    /// To be called in `setUp() async throws` or in the test. The database goes with the test's teardown
    /// blocks, which run before `tearDown`: what uses it there is closed in a teardown block that was added
    /// later.
    ///
    /// - Parameters:
    ///   - name: A fixture's file is `NAME.sql.gz` or `NAME.sql`. It is looked for in `bundle`, in the folder
    ///     that `PG_SAMPLE_FIXTURES` names, in the folders `Fixtures` beside and above the calling source
    ///     file, and in those beside and above the working directory.
    ///   - more: Further fixtures, loaded after the first in this order.
    ///   - isolation: `.database`; `.shared` for code that only reads; `.schema` for servers without
    ///     CREATEDB, where the fixtures, and the steps, are run for each call.
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
    /// - Returns: The database; it goes with the test's teardown blocks.
    /// - Throws: `FixtureError`; `CancellationError`.
    public func loadFixture(
        _ name: String, _ more: String..., isolation: FixtureIsolation = .database,
        migrate: FixtureStep? = nil,
        then: FixtureStep? = nil, revision: String? = nil, in bundle: Bundle? = nil,
        filePath: String = #filePath
    ) async throws -> FixtureDatabase {
        let request = FixtureRequest(
            [name] + more, isolation: isolation, migrate: migrate, then: then, revision: revision,
            places: FixturePlaces(bundle: bundle, sourceFile: filePath)
        )
        // Without waiting for a place: the same test may hold it.
        return giveBackAtTheEnd(
            try await FixtureServers.current().checkOut(request, waitsForPlace: false))
    }

    /// As the asynchronous one, for tests and `setUpWithError()` that are not asynchronous: waits on its
    /// thread.
    ///
    /// - Parameters:
    ///   - name: A fixture's file is `NAME.sql.gz` or `NAME.sql`. It is looked for in `bundle`, in the folder
    ///     that `PG_SAMPLE_FIXTURES` names, in the folders `Fixtures` beside and above the calling source
    ///     file, and in those beside and above the working directory.
    ///   - more: Further fixtures, loaded after the first in this order.
    ///   - isolation: `.database`; `.shared` for code that only reads; `.schema` for servers without
    ///     CREATEDB, where the fixtures, and the steps, are run for each call.
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
    /// - Returns: The database; it goes with the test's teardown blocks.
    /// - Throws: `FixtureError`; `CancellationError`.
    @available(*, noasync, message: "write try await loadFixture(…)")
    public func loadFixture(
        _ name: String, _ more: String..., isolation: FixtureIsolation = .database,
        migrate: FixtureStep? = nil,
        then: FixtureStep? = nil, revision: String? = nil, in bundle: Bundle? = nil,
        filePath: String = #filePath
    ) throws -> FixtureDatabase {
        let request = FixtureRequest(
            [name] + more, isolation: isolation, migrate: migrate, then: then, revision: revision,
            places: FixturePlaces(bundle: bundle, sourceFile: filePath)
        )
        let done = DispatchSemaphore(value: 0)
        let outcome = Outcome()
        Task.detached {
            do {
                // As above, without waiting for a place.
                let checkOut = try await FixtureServers.current().checkOut(request, waitsForPlace: false)
                outcome.set(.success(checkOut))
            } catch {
                outcome.set(.failure(error))
            }
            done.signal()
        }
        Self.wait(for: done)
        return giveBackAtTheEnd(try outcome.get())
    }

    /// On the main thread, where XCTest runs such tests, the main actor's work goes on meanwhile: a step may
    /// need it.
    private static func wait(for done: DispatchSemaphore) {
        guard Thread.isMainThread else { return done.wait() }
        while done.wait(timeout: .now() + .milliseconds(5)) == .timedOut {
            _ = RunLoop.current.run(mode: .default, before: Date())
        }
    }

    private func giveBackAtTheEnd(_ checkOut: FixtureCheckOut) -> FixtureDatabase {
        let title = name
        // No lock of ours: XCTest's queue of teardown blocks runs them one after the other when the test method
        // has returned, so that nothing else of the test case runs then.
        nonisolated(unsafe) let test = self  // by XCTest's queue of teardown blocks
        addTeardownBlock {
            let failed = (test.testRun?.totalFailureCount ?? 0) > 0
            Notice.showKept(await checkOut.giveBack(failed: failed), for: title)
        }
        return checkOut.database
    }

    /// What a task has to say to a thread that waits for it.
    private final class Outcome: Sendable {
        private let result = Mutex<Result<FixtureCheckOut, any Error>>(.failure(CancellationError()))

        func set(_ result: Result<FixtureCheckOut, any Error>) { self.result.withLock { $0 = result } }

        func get() throws -> FixtureCheckOut { try result.withLock { $0 }.get() }
    }
}
