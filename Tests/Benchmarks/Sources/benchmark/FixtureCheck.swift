import Foundation

/// Whether a database holds a fixture: its foreign keys and its rows looked at.
struct FixtureCheck {
    /// The rows of all tables.
    let rows: Int

    /// - Parameter title: What filled the database, for errors.
    /// - Throws: ``BenchmarkError`` if it lacks a foreign key of `source`, or a row that one needs.
    init(of database: Database, from source: Source, _ title: String) throws {
        let keys = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated"
        guard try database.run(sql: keys) == Database(source.database).run(sql: keys) else {
            throw BenchmarkError("\(title): lacks foreign keys of its source")
        }
        let orphans = try database.sum(resource: "orphans")
        guard orphans == 0 else {
            throw BenchmarkError("\(title): has \(orphans) rows without their parent")
        }
        rows = try database.rows()
        guard rows > 0 else { throw BenchmarkError("\(title): has no rows") }
    }
}
