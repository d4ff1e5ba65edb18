public import Foundation

/// Runs `body` with a database of its own that holds the fixtures' rows, and removes it afterwards.
///
///     try await withFixture("shop") { db in
///         let app = try await App(databaseURL: db.url)
///         …
///     }
///
/// The fixtures are loaded once, into a template that all processes and later runs share; `body` gets a copy
/// of it, which takes some tens of milliseconds. In `body` and its child tasks ``FixtureDatabase/current``
/// is the same database.
///
/// The server is the one that `PG_SAMPLE_TEST_URL` names, else a throwaway server of this machine, which is
/// started when it does not run yet, and ends a minute after its last user.
///
/// - Parameters:
///   - name: A fixture's file is `NAME.sql.gz` or `NAME.sql`. It is looked for in `bundle`, in the folder
///     that `PG_SAMPLE_FIXTURES` names, in the folders `Fixtures` beside and above the calling source file,
///     and in those beside and above the working directory.
///   - more: Further fixtures, loaded after the first in this order.
///   - isolation: `.database`; `.shared` for code that only reads; `.schema` for servers without CREATEDB,
///     where the fixtures, and the steps, are run for each call.
///   - migrate: Runs once on the empty database before the fixtures are loaded: makes the tables for fixtures
///     that have rows only.
///   - then: Runs once after the fixtures are loaded and before the template is sealed: an application's
///     migrations.
///   - revision: Stands for what the two steps do, and is needed with them. While it and the fixtures stay
///     the same, the steps are not run again, in no process; two steps of one revision are taken for the
///     same.
///   - bundle: Where fixtures are resources: `Bundle.module`.
///   - filePath: The calling source file, whose folder and the folders above it are searched for a folder
///     `Fixtures`. Leave it out.
///   - body: Its database is gone when it returns. If it throws, the database may be kept: see
///     `PG_SAMPLE_KEEP`.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws; ``FixtureError`` when there is no such fixture, no server, or the fixture
///   does not load; `CancellationError`.
nonisolated(nonsending) public func withFixture<Result>(
    _ name: String, _ more: String..., isolation: FixtureIsolation = .database, migrate: FixtureStep? = nil,
    then: FixtureStep? = nil, revision: String? = nil, in bundle: Bundle? = nil, filePath: String = #filePath,
    _ body: nonisolated(nonsending) (FixtureDatabase) async throws -> Result
) async throws -> Result {
    let request = FixtureRequest(
        [name] + more, isolation: isolation, migrate: migrate, then: then, revision: revision,
        places: FixturePlaces(bundle: bundle, sourceFile: filePath)
    )
    let checkOut = try await FixtureServers.current().checkOut(request)
    let database = checkOut.database
    do {
        let result = try await CurrentFixture.$database.withValue(database) { try await body(database) }
        await checkOut.giveBack(failed: false)
        return result
    } catch {
        let words = await checkOut.giveBack(failed: !Task.isCancelled)
        Notice.showKept(words, for: request.title)
        throw error
    }
}
