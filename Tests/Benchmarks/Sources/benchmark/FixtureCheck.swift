import Foundation

/// Whether an output is one: loaded by psql into an empty database, and its foreign keys looked at.
struct FixtureCheck {
    /// The rows of all tables.
    let rows: Int

    /// Leaves what was loaded in ``Source/loaded``.
    ///
    /// - Throws: ``BenchmarkError`` if the file does not load, or lacks a foreign key or a row that one needs.
    init(of file: URL, from source: Source) throws {
        try Database.create(Source.loaded)
        let loaded = Database(Source.loaded)
        let psql = Database.psql.map { "'\($0)'" }.joined(separator: " ")
        try Command(shell: "gunzip -c '\(file.path)' | \(psql) -d \(Source.loaded)").measure()

        let keys = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated"
        guard try loaded.run(sql: keys) == Database(source.database).run(sql: keys) else {
            throw BenchmarkError("\(file.path) lacks foreign keys of its source")
        }
        let orphans = try loaded.sum(resource: "orphans")
        guard orphans == 0 else {
            throw BenchmarkError("\(file.path) has \(orphans) rows without their parent")
        }
        rows = try loaded.rows()
        guard rows > 0 else { throw BenchmarkError("\(file.path) has no rows") }
    }
}
