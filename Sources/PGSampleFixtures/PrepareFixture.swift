public import Foundation

/// Makes sure that fixtures are loaded into their template, and makes copies of it ahead, so that the calls of
/// ``withFixture(_:_:isolation:migrate:then:revision:in:filePath:_:)`` that follow find theirs ready.
///
///     try await prepareFixture("shop", copies: 20)
///
/// For frameworks with test cases of their own: the trait of PGSampleTesting does it by itself.
///
/// - Parameters:
///   - copies: How many calls will follow. At most four copies are ready at a time: this waits for the first,
///     and as they are taken others are made in the background. One that nobody takes goes when the process
///     has ended, with the next run.
///   - name: This and the others as of `withFixture`, with isolation `.database`; a call that follows finds
///     the copies if it says the same.
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
