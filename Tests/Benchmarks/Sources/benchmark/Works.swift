/// The works of the table, on sources of one size.
struct Works {
    let rows: Work
    let tenPercent: Work
    let manyTables: Work
    let partitions: Work
    let wideRows: Work
    /// `nil`, like ``randomRows``, if this size goes without the larger shop.
    let rowsOfLarger: Work?
    let randomRows: Work?

    init(_ size: Size) {
        let shop = Source("shop", scale: size.shop)
        rows = Work("rows", "1,000 rows per table", of: shop, limit: "1000")
        tenPercent = Work("tenPercent", "10 % of every table", of: shop, limit: "10%")
        manyTables = Work(
            "manyTables", "\(size.tables) tables, 10 rows each",
            of: Source("many", scale: size.others, tables: size.tables), limit: "10")
        partitions = Work(
            "partitions", "3 levels of partitions, 1,000 rows each",
            of: Source("partitioned", scale: size.others), limit: "1000")
        wideRows = Work(
            "wideRows", "20 % of rows of 10 kB", of: Source("wide", scale: size.others), limit: "20%")
        let larger = size.largerShop.map { Source("larger", script: "shop", scale: $0) }
        rowsOfLarger = larger.map {
            Work("rowsOfLarger", "the same from the larger source", of: $0, limit: "1000")
        }
        randomRows = larger.map {
            Work(
                "randomRows", "1,000 random rows per table from the larger", of: $0, limit: "1000",
                isRandom: true)
        }
    }

    /// In the table's order.
    var all: [Work] { withReach + [partitions, wideRows] }

    /// Those at which pg-sample has something to reach.
    var withReach: [Work] {
        [rows, rowsOfLarger, randomRows, tenPercent, manyTables].compactMap(\.self)
    }
}
