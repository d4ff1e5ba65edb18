import ArgumentParser
import PGSample

/// Which rows of which tables.
struct SelectionOptions: ParsableArguments {
    /// At most one of them.
    enum Order: EnumerableFlag {
        case ordered, orderedAsc, orderedDesc, random

        static func help(for value: Order) -> ArgumentHelp? {
            switch value {
            case .ordered: "N rows are the first by key. The default."
            case .orderedAsc: "The same as --ordered."
            case .orderedDesc: "N rows are the last by key."
            case .random: "N rows are drawn uniformly, repeatable by --seed."
            }
        }

        var order: RowOrder {
            switch self {
            case .ordered, .orderedAsc: .ascending
            case .orderedDesc: .descending
            case .random: .random
            }
        }
    }

    @Option(
        help: ArgumentHelp(
            "What to take of which tables, as above; repeatable, tried in order. Default: *=100.",
            valueName: "rules"))
    var limit: [String] = []

    @Option(
        help: ArgumentHelp("Take only schemas of this name or pattern; repeatable.", valueName: "pattern"))
    var schema: [String] = []

    @Option(
        help: ArgumentHelp(
            "Leave tables out, with the foreign keys that lead to them; repeatable.", valueName: "pattern"))
    var excludeTable: [String] = []

    @Flag(exclusivity: .exclusive)
    var order: Order?

    @Option(help: ArgumentHelp("Another seed draws other rows. Default: 0.", valueName: "n"))
    var seed: Int64?

    @Flag(
        help: "Content alone decides which rows are taken, also in tables above 100,000 rows; slower there.")
    var stable = false

    @Flag(name: [.customShort("a"), .long], help: "Rows only, no schema; pg_dump is not needed then.")
    var dataOnly = false

    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/invalidRule``.
    func samplingOptions() throws(PGSampleError) -> SamplingOptions {
        var options = SamplingOptions()
        options.limits = try LimitRules(parsing: limit)
        for text in schema { options.schemas.append(try NamePattern(parsing: text)) }
        for text in excludeTable { options.excludedTables.append(try TablePattern(parsing: text)) }
        options.order = order?.order ?? .ascending
        options.seed = seed ?? 0
        options.isStable = stable
        options.isDataOnly = dataOnly
        return options
    }
}
