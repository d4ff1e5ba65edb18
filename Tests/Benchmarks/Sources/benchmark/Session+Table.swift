extension Session {
    /// Compares all programs at all works.
    ///
    /// - Throws: ``BenchmarkError`` if a program of ours or of PostgreSQL's fails, or writes what does not hold.
    mutating func compare(_ size: Size) throws -> Report {
        let works = Works(size)
        try prepare(works.all)
        let withPerl = try Command(shell: "command -v pg_sample > /dev/null").status() == 0
        let version = try Database.maintenance.value(sql: "SHOW server_version_num")
        let comparisons = Comparison.all(
            works, perl: !withPerl ? [] : size == .quick ? works.withReach : works.all,
            withFileCopy: Int(version) ?? 0 >= 150_000)
        let copies = try prepareCopies(of: works.rows)
        let trials = Set(comparisons.flatMap { [$0.trial, $0.base] })
        for trial in trials.sorted() {
            switch trial.program {
            case .direct, .byHand, .copy: break
            case .perl: try check(trial)
            case .load, .loadByHand:
                try check(trial)
                try checkSameRows(trial, Trial(.direct, trial.work))
            case .staging:
                try check(trial)
                // Both ways write the same bytes while nobody writes to the source.
                try checkEqual(trial, Trial(.direct, trial.work))
            }
        }
        let measurements = try measure(Comparison.groups(of: comparisons), size.patience)
        return Report(
            size: size, server: try server(), withPerl: withPerl, copies: copies, perlFailures: perlFailures,
            comparisons: comparisons.filter { measurements[$0.trial] != nil }, measurements: measurements,
            rows: rows)
    }
}
