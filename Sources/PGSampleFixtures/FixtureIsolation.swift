/// What keeps one test's rows from another's.
public enum FixtureIsolation: Sendable, Hashable {
    /// A database of its own for each test: a copy of one that was loaded once. Nothing to decide until a
    /// server does not let you create databases.
    case database
    /// One database for all tests of the process that ask for the same fixture. Its sessions are read-only
    /// unless they say otherwise, so that no test finds what another wrote.
    case shared
    /// Schemas of its own inside the database that `PG_SAMPLE_TEST_URL` names, for servers without CREATEDB;
    /// the right to make schemas in that database is enough. The fixture is loaded for each test, so this is
    /// slower than `.database` in all but small fixtures.
    ///
    /// `public` and every other schema of the fixture get names of their own; names without a schema are
    /// found as before. A test that names a schema asks ``FixtureDatabase/name(ofSchema:)`` for it.
    /// The extensions that the fixture needs have to be in the database already. A fixture that cannot be
    /// moved whole, because a function names a schema in a string for example, is refused.
    case schema
}
