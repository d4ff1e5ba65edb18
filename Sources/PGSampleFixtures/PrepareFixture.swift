public import Foundation

/// Makes sure that fixtures are loaded into their template, and makes copies of it ahead, so that the calls of
/// ``withFixture(_:_:isolation:migrate:then:revision:in:filePath:_:)`` that follow find theirs ready.
///
///     try await prepareFixture("shop", copies: 20)
///
/// For frameworks with test cases of their own: the trait of PGSampleTesting does it by itself.
///
/// A call that follows finds the copies if it names the same fixtures, steps and revision, with isolation
/// `.database`.
///
/// - Parameters:
///   - name: A fixture's file is `NAME.sql.gz` or `NAME.sql`. It is looked for in `bundle`, in the folder
///     that `PG_SAMPLE_FIXTURES` names, in the folders `Fixtures` beside and above the calling source file,
///     and in those beside and above the working directory.
///   - more: Further fixtures, loaded after the first in this order.
///   - copies: How many calls will follow; 0 or less prepares the template only. At most four copies are kept
///     ready, fewer where the server allows fewer tests at a time: this waits for the first ones, and as they
///     are taken others are made in the background. Copies that nobody takes are dropped by the next run,
///     after this process has ended.
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
/// - Throws: ``FixtureError``; `CancellationError`.
public func prepareFixture(
    _ name: String, _ more: String..., copies: Int = 0, migrate: FixtureStep? = nil, then: FixtureStep? = nil,
    revision: String? = nil, in bundle: Bundle? = nil, filePath: String = #filePath
) async throws {
    let request = FixtureRequest(
        [name] + more, migrate: migrate, then: then, revision: revision,
        places: FixturePlaces(bundle: bundle, sourceFile: filePath)
    )
    try await FixtureServers.current().prepare(request, copies: copies)
}
