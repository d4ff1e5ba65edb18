/// Compares the locks that a run takes with the room that the server has for them.
///
/// A backend locks every table and, once it plans a query on it, every index of it; ours and pg_dump's hold theirs at
/// the same time. A server whose lock table is full fails strangers' transactions too, so a run that would take more than
/// half of it is refused (PostgreSQL documentation, 20.12 "max_locks_per_transaction").
struct LockBudget {
    /// The sampling session and pg_dump.
    static let sessions = 2
    /// Indexes per table where they were not counted.
    static let locksPerTable = 4

    var facts: SourceFacts
    var plan: SamplingPlan

    func check() throws(PGSampleError) {
        let needed = plan.lockedRelations.count * Self.locksPerTable * Self.sessions
        guard needed > facts.lockCapacity / 2 else { return }
        throw PGSampleError(
            code: .lockConflict,
            message: "sampling \(plan.lockedRelations.count) tables takes about \(needed) locks, "
                + "and the server has room for \(facts.lockCapacity)",
            remedy:
                "Sample fewer tables (--schema, --exclude-table) or raise max_locks_per_transaction on the server."
        )
    }
}
