/// A line of the table: how long one trial takes as a multiple of another.
struct Comparison {
    /// What is to be reached.
    enum Reach {
        case ratio(Double)
        case milliseconds(Double)
    }

    let trial: Trial
    let base: Trial
    /// `nil` if none is set.
    var reach: Reach?

    /// All that a run compares.
    ///
    /// - Parameters:
    ///   - perl: The works at which Perl's program takes part.
    ///   - withFileCopy: Whether the server knows that strategy.
    static func all(_ works: Works, perl: [Work], withFileCopy: Bool) -> [Comparison] {
        let others: [Trial] =
            [works.rowsOfLarger, works.randomRows].compactMap(\.self).map { Trial(.byHand, $0) }
            + [works.rows, works.manyTables].map { Trial(.staging, $0) }
            + perl.map { Trial(.perl, $0) }
        return direct(works) + loading(works) + copying(works, withFileCopy: withFileCopy)
            + others.map { Comparison(trial: $0, base: Trial(.direct, $0.work)) }
    }

    /// The trials, those together that are compared, be it by way of others.
    static func groups(of comparisons: [Comparison]) -> [[Trial]] {
        var groups: [[Trial]] = []
        for comparison in comparisons {
            let trials = [comparison.base, comparison.trial]
            let joined = groups.filter { !$0.allSatisfy { !trials.contains($0) } }
            groups.removeAll(where: joined.contains)
            let known = joined.flatMap(\.self)
            groups.append(known + trials.filter { !known.contains($0) })
        }
        return groups
    }

    private static func direct(_ works: Works) -> [Comparison] {
        works.all.map { work in
            let (base, reach): (Trial, Double?) =
                switch work {
                case works.rows: (Trial(.byHand, work), 1.5)
                case works.rowsOfLarger: (Trial(.direct, works.rows), 1.2)
                case works.randomRows: (Trial(.direct, works.rows), 1.3)
                case works.tenPercent: (Trial(.byHand, work), 1.3)
                case works.manyTables: (Trial(.byHand, work), 2)
                default: (Trial(.byHand, work), nil)
                }
            return Comparison(trial: Trial(.direct, work), base: base, reach: reach.map(Reach.ratio))
        }
    }

    private static func loading(_ works: Works) -> [Comparison] {
        [works.tenPercent, works.manyTables].map {
            Comparison(trial: Trial(.load, $0), base: Trial(.loadByHand, $0))
        }
    }

    private static func copying(_ works: Works, withFileCopy: Bool) -> [Comparison] {
        func copy(_ way: CopyWork.Way) -> Trial { Trial(.copy(way), works.rows) }
        let always = [
            Comparison(trial: copy(.withFixture), base: copy(.bare), reach: .ratio(1.1)),
            Comparison(trial: copy(.prepared), base: copy(.bare), reach: .milliseconds(5)),
        ]
        // The library takes the quicker strategy by itself, so it has to stand beside that one as well.
        return always
            + (withFileCopy ? [Comparison(trial: copy(.withFixture), base: copy(.bareFileCopy))] : [])
    }
}
