import PGSampleCatalog
import PGSampleSQL

/// The mode of a run, and why it was chosen. Pure: a plan and settings in, a decision out.
enum StagingDecision: Sendable, Hashable {
    case direct(reason: String)
    case staging(reason: String)

    init(_ plan: SamplingPlan, _ settings: StagingSettings) {
        switch settings.choice {
        case .always: self = .staging(reason: "it was asked for")
        case .never: self = .direct(reason: "staging was declined")
        case .automatic: self = Self.automatic(plan)
        }
    }

    private static func automatic(_ plan: SamplingPlan) -> StagingDecision {
        let tables = plan.tables.count
        if tables > StagingSettings.tableThreshold {
            return .staging(reason: "it has \(tables) tables, more than \(StagingSettings.tableThreshold)")
        }
        var keys: [ObjectID: Int] = [:]
        for key in plan.foreignKeys { keys[key.child, default: 0] += 1 }
        let threshold = StagingSettings.foreignKeyThreshold
        for table in plan.tables {
            let count = table.treeIDs.reduce(0) { $0 + keys[$1, default: 0] }
            guard count > threshold else { continue }
            return .staging(reason: "\(table.name.sql) has \(count) foreign keys, more than \(threshold)")
        }
        return .direct(
            reason:
                "the source has \(Figures.count(tables, "table")), none with more than \(threshold) foreign keys"
        )
    }
}
