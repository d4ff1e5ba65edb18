/// Something to sample.
enum Work: String, CaseIterable {
    case rows, rowsOfLarger, randomRows, tenPercent, manyTables, partitions, wideRows

    var title: String {
        switch self {
        case .rows: "1,000 rows per table"
        case .rowsOfLarger: "the same from the larger source"
        case .randomRows: "1,000 random rows per table from the larger"
        case .tenPercent: "10 % of every table"
        case .manyTables: "300 tables, 10 rows each"
        case .partitions: "3 levels of partitions, 1,000 rows each"
        case .wideRows: "20 % of rows of 10 kB"
        }
    }

    var source: Source {
        switch self {
        case .rows, .tenPercent: .shop
        case .rowsOfLarger, .randomRows: .larger
        case .manyTables: .many
        case .partitions: .partitioned
        case .wideRows: .wide
        }
    }

    /// As pg-sample has it, and Perl's pg_sample as well.
    var arguments: [String] {
        switch self {
        case .rows, .rowsOfLarger, .partitions: ["--limit=*=1000"]
        case .randomRows: ["--limit=*=1000", "--random"]
        case .tenPercent: ["--limit=*=10%"]
        case .manyTables: ["--limit=*=10"]
        case .wideRows: ["--limit=*=20%"]
        }
    }
}
