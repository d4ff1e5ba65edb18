/// A database to sample, made by a script of ours, and a copy of it that the work by hand reads: with the addresses of
/// the rows to read in a table, which the copy has and the source has not.
struct Source: Hashable {
    private static let prefix = "pg_sample_benchmark_"
    /// Where output is loaded.
    static let loaded = prefix + "loaded"
    /// The copy of a template.
    static let copy = prefix + "copy"

    let name: String
    private let script: String
    private let variables: [String: String]

    /// - Parameters:
    ///   - script: Its name without `.sql`; by default the source's own.
    ///   - scale: The factor to the script's numbers of rows.
    ///   - tables: How many there are, for a script that asks for it.
    init(_ name: String, script: String? = nil, scale: Double, tables: Int? = nil) {
        (self.name, self.script) = (name, script ?? name)
        variables = ["scale": "\(scale)"].merging(tables.map { ["tables": "\($0)"] } ?? [:]) { $1 }
    }

    var database: String { Self.prefix + name }
    var copy: String { Self.prefix + name + "_by_hand" }

    func create() throws {
        try Database.create(database)
        try Database(database).run(resource: script, variables: variables)
        // Settles what the first reader of a page would do, and gives the planner its figures.
        try Database(database).run(sql: "VACUUM ANALYZE", "CHECKPOINT")
        try Database.create(copy, template: database)
        try Database(copy).run(
            sql: "CREATE SCHEMA by_hand",
            "CREATE TABLE by_hand.rows (work text, relation regclass, addresses tid[], PRIMARY KEY (work, relation))"
        )
    }
}
