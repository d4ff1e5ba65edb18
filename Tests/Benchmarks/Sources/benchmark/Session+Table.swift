extension Session {
    /// Compares all programs at all works.
    ///
    /// - Throws: ``BenchmarkError`` if a program of ours or of PostgreSQL's fails, or writes what does not hold.
    mutating func compare(_ size: Size) throws -> Report {
        let works = Works(size)
        try prepare(works.all)
        let withPerl = try Command(shell: "command -v pg_sample > /dev/null").status() == 0
        let comparisons = Comparison.all(works, withPerl: withPerl)
        let perlFailures = try checkOthers(comparisons)

        let measured = comparisons.filter { perlFailures[$0.trial] == nil }
        let measurements = try measure(Set(measured.flatMap { [$0.trial, $0.base] }))
        return Report(
            size: size, server: try server(), withPerl: withPerl, perlFailures: perlFailures,
            comparisons: measured, measurements: measurements, rows: rows)
    }

    /// - Returns: What is wrong with the output of Perl's program, which ends no run.
    private mutating func checkOthers(_ comparisons: [Comparison]) throws -> [Trial: String] {
        var failures: [Trial: String] = [:]
        for trial in comparisons.map(\.trial) {
            switch trial.program {
            case .direct, .byHand: break
            case .staging:
                try check(trial)
                // Both ways write the same bytes while nobody writes to the source.
                try checkEqual(trial, Trial(.direct, trial.work))
            case .perl:
                do {
                    try check(trial)
                } catch let error as BenchmarkError {
                    failures[trial] = error.description
                }
            }
        }
        return failures
    }
}
