/// A line of the table: how long one trial takes as a multiple of another.
struct Comparison {
    let trial: Trial
    let base: Trial
    /// The ratio to reach, if one is set.
    let reach: Double?

    /// All that a run compares.
    static func all(_ works: Works, withPerl: Bool) -> [Comparison] {
        let direct = works.all.map { work in
            let (base, reach): (Trial, Double?) =
                switch work {
                case works.rows: (Trial(.byHand, work), 1.5)
                case works.rowsOfLarger: (Trial(.direct, works.rows), 1.2)
                case works.randomRows: (Trial(.direct, works.rows), 1.3)
                case works.tenPercent: (Trial(.byHand, work), 1.3)
                case works.manyTables: (Trial(.byHand, work), 2)
                default: (Trial(.byHand, work), nil)
                }
            return Comparison(trial: Trial(.direct, work), base: base, reach: reach)
        }
        let others: [Trial] =
            [works.rowsOfLarger, works.randomRows].compactMap(\.self).map { Trial(.byHand, $0) }
            + [works.rows, works.manyTables].map { Trial(.staging, $0) }
            + (withPerl ? works.all.map { Trial(.perl, $0) } : [])
        let loading = [works.tenPercent, works.manyTables].map {
            Comparison(trial: Trial(.load, $0), base: Trial(.loadByHand, $0), reach: nil)
        }
        return direct + loading
            + others.map { Comparison(trial: $0, base: Trial(.direct, $0.work), reach: nil) }
    }
}
