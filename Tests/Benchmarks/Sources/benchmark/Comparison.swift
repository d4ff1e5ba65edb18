/// A line of the table: how long one trial takes as a multiple of another.
struct Comparison {
    let trial: Trial
    let base: Trial
    /// The ratio to reach, if one is set.
    let reach: Double?

    /// All that a run compares, of which it leaves out the works whose source it has not.
    static func all(withPerl: Bool) -> [Comparison] {
        let direct = Work.allCases.map { work in
            let (base, reach): (Trial, Double?) =
                switch work {
                case .rows: (Trial(.byHand, work), 1.5)
                case .rowsOfLarger: (Trial(.direct, .rows), 1.2)
                case .randomRows: (Trial(.direct, .rows), 1.3)
                case .tenPercent: (Trial(.byHand, work), 1.3)
                case .manyTables: (Trial(.byHand, work), 2)
                case .partitions, .wideRows: (Trial(.byHand, work), nil)
                }
            return Comparison(trial: Trial(.direct, work), base: base, reach: reach)
        }
        let others: [Trial] =
            [Trial(.byHand, .rowsOfLarger), Trial(.byHand, .randomRows)]
            + [Work.rows, .manyTables].map { Trial(.staging, $0) }
            + (withPerl ? Work.allCases.map { Trial(.perl, $0) } : [])
        return direct + others.map { Comparison(trial: $0, base: Trial(.direct, $0.work), reach: nil) }
    }
}
