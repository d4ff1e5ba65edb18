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
    /// - Parameters: As of `withFixture`.
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
        return giveBackAtTheEnd(
            try await FixtureServers.current().checkOut(request, waitsForPlace: false))
    }

    /// As the asynchronous one, for tests and `setUpWithError()` that are not asynchronous: waits on its
    /// thread.
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
