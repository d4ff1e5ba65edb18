/// What a program took in one round: the middle of some runs, because the time of a single short one swings by a fifth.
struct Round {
    let runs: [Measurement]
    /// The median of each figure by itself.
    let median: Measurement

    /// - Precondition: There are runs.
    init(_ runs: [Measurement]) {
        self.runs = runs
        median = Measurement(
            wall: Spread(runs.map(\.wall)).median, cpu: Spread(runs.map(\.cpu)).median,
            memory: Int(Spread(runs.map { Double($0.memory) }).median))
    }

    /// How many times as long as another program's: the median of the ratios of runs that took turns, so that what the
    /// machine does meanwhile falls on both sides.
    func ratio(to other: Round) -> Double {
        Spread(zip(runs, other.runs).map { $0.wall / $1.wall }).median
    }
}
