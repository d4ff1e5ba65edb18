/// Works that differ in one thing only: the size of their source, or that of their sample.
struct Growth {
    /// Factors to the shop's 1.4 million rows.
    private static let scales = [0.1, 0.3, 1, 3, 10]
    /// Rows per table; the second is also that of each source.
    private static let limits = [100, 1_000, 10_000, 100_000]

    /// The same sample of ever larger sources.
    let bySource: [Work]
    /// Ever larger samples of the largest source.
    let bySample: [Work]

    init() {
        let sources = Self.scales.enumerated().map { Source("shop_\($0)", script: "shop", scale: $1) }
        bySource = sources.map { Self.work($0, limit: Self.limits[1]) }
        bySample = Self.limits.map { Self.work(sources[sources.count - 1], limit: $0) }
    }

    private static func work(_ source: Source, limit: Int) -> Work {
        Work(
            "\(source.name)_\(limit)", "\(limit) rows per table of \(source.name)", of: source,
            limit: "\(limit)")
    }
}
