/// A database to sample, made by a script of ours, and a copy of it that the work by hand reads: with the addresses of
/// the rows to read in a table, which the copy has and the source has not.
enum Source: String, CaseIterable {
    case shop, larger, many, partitioned, wide

    private static let prefix = "pg_sample_benchmark_"

    var database: String { Self.prefix + rawValue }
    var copy: String { Self.prefix + rawValue + "_by_hand" }
    /// Where output is loaded.
    static let loaded = prefix + "loaded"

    private var script: String { self == .larger ? "shop" : rawValue }

    /// The factor to the script's numbers of rows; `nil` if this size goes without the source.
    func scale(in size: Size) -> Double? {
        switch self {
        case .shop: size.shop
        case .larger: size.largerShop
        case .many, .partitioned, .wide: size.others
        }
    }

    func create(scale: Double) throws {
        try Database.create(database)
        try Database(database).run(resource: script, variables: ["scale": "\(scale)"])
        // Settles what the first reader of a page would do, and gives the planner its figures.
        try Database(database).run(sql: "VACUUM ANALYZE", "CHECKPOINT")
        try Database.create(copy, template: database)
        try Database(copy).run(
            sql: "CREATE SCHEMA by_hand",
            "CREATE TABLE by_hand.rows (work text, relation regclass, addresses tid[], PRIMARY KEY (work, relation))"
        )
    }
}
