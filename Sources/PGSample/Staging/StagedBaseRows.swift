import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// The first pass: stages the rows that a table's own rule chooses. One table is one transaction, whose
/// snapshot gives the addresses of ``BaseRows`` their meaning.
struct StagedBaseRows: Sendable {
    let source: SampledSource
    let manager: StagingManager
    let options: SamplingOptions

    /// What was staged.
    struct Outcome: Sendable {
        var count: Int
        var note: String?
    }

    /// - Parameter number: The table's place in the plan.
    func stage(_ table: StagedTable, _ number: Int, _ session: Session) throws -> Outcome {
        try manager.transaction.run(session, .snapshot, locking: table.table.tree) {
            try manager.createStagingTable(table, session)
            let outcome = try copy(table, session)
            try manager.createStagingIndexes(table, session)
            try manager.journal.record(.base, number, outcome.count, note: outcome.note, in: session)
            return outcome
        }
    }

    /// Chooses rows and copies them, in the session's transaction.
    func copy(_ table: StagedTable, _ session: Session) throws -> Outcome {
        let choice = try choose(table.table, session)
        let count = try manager.copyDataToStaging(choice, into: table, session)
        return Outcome(count: count, note: choice.diagnostic?.description)
    }

    /// A condition is the user's own SQL and may call anything; within the savepoint nothing can be written.
    private func choose(_ table: SamplingPlan.Table, _ session: Session) throws -> BaseRows.Choice {
        let base = BaseRows(session: session, facts: source.facts, options: options)
        try session.execute("SAVEPOINT choosing; SET TRANSACTION READ ONLY; \(SourceSettings.freePlans)")
        let choice: BaseRows.Choice
        do {
            choice = try base.choose(table)
        } catch {
            // Direct mode would choose by the same statements, so that nothing of it is an obstacle to staging.
            throw PGSampleError.wrapping(error, doing: "sampling")
        }
        try session.execute("RELEASE SAVEPOINT choosing")
        return choice
    }
}
