/// What keeps one test's rows from another's.
public enum FixtureIsolation: Sendable, Hashable {
    /// A database of its own for each test: a copy of one that was loaded once. Nothing to decide until a
    /// server does not let you create databases.
    case database
    /// One database for all tests of the process that ask for the same fixture. Its sessions are read-only
    /// unless they say otherwise, so that no test finds what another wrote.
    case shared
    /// A schema of its own inside a database, for servers without CREATEDB. It needs fixtures that can be
    /// moved into another schema, which this release cannot do yet: it is refused.
    case schema
}
