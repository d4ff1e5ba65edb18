/// What is run once on a fixture's database before it is copied for the tests, such as an application's
/// migrations.
///
/// It may use any driver. What it leaves in the database is in every copy.
public typealias FixtureStep = @Sendable (FixtureDatabase) async throws -> Void
