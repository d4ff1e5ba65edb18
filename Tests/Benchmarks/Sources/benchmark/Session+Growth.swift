extension Session {
    /// Measures pg-sample and the work by hand while the source grows, and while the sample does.
    ///
    /// - Throws: ``BenchmarkError`` if a program fails, or writes what does not hold.
    mutating func grow() throws -> GrowthReport {
        let growth = Growth()
        var works = growth.bySource
        works += growth.bySample.filter { !works.contains($0) }
        try prepare(works)
        let measurements = try measure(
            [works.flatMap { [Trial(.direct, $0), Trial(.byHand, $0)] }.sorted()], .once)
        func points(_ works: [Work]) throws -> [GrowthReport.Point] {
            try works.map { work in
                GrowthReport.Point(
                    limit: work.arguments.joined(separator: " "),
                    rowsOfSource: try Database(work.source.database).rows(),
                    rowsOfOutput: rows[Trial(.direct, work)] ?? 0,
                    ours: GrowthReport.Cost(measurements[Trial(.direct, work)] ?? []),
                    byHand: GrowthReport.Cost(measurements[Trial(.byHand, work)] ?? []))
            }
        }
        return GrowthReport(
            server: try server(), rounds: rounds, bySource: try points(growth.bySource),
            bySample: try points(growth.bySample))
    }
}
