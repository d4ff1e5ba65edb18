import PGSampleLibPQ

/// Questions of a wave whose answers are in memory at the same time.
struct ClosureRound: Sendable {
    /// Rows that a round asks about, unless a single question is about more.
    private static let rowsAtOnce = 1_000_000

    /// What goes to the server together. Those that take long are first, so that no connection is left with
    /// one at the end.
    let groups: [[ClosureStep]]

    private init(_ steps: [ClosureStep], connections: Int) {
        groups = PipelineGroups.groups(
            steps.map { $0.isOfWholeTable ? nil : $0.size }, connections: connections
        )
        .map { $0.map { steps[$0] } }
    }

    /// All questions of a wave.
    ///
    /// - Parameter connections: Those that share the work.
    static func rounds(of steps: [ClosureStep], connections: Int) -> [ClosureRound] {
        let order = steps.indices.sorted { (steps[$1].size, $0) < (steps[$0].size, $1) }
        var rounds: [[ClosureStep]] = []
        var rows = rowsAtOnce
        for step in order.map({ steps[$0] }) {
            if rows + step.size > rowsAtOnce {
                rounds.append([])
                rows = 0
            }
            rounds[rounds.count - 1].append(step)
            rows += step.size
        }
        return rounds.map { ClosureRound($0, connections: connections) }
    }
}
