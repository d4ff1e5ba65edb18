import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Compares the locks that a run takes with the room that the server has for them.
///
/// A backend locks every table and, once it plans a query on it, every index of it. pg_dump locks all tables
/// of the database besides, and the server's table has one entry for a lock whoever shares it. A server whose
/// lock table is full fails strangers' transactions too, so a run that would take more than three quarters of
/// it is refused (PostgreSQL documentation, 20.12 "max_locks_per_transaction").
struct LockBudget {
    var facts: SourceFacts
    var plan: SamplingPlan

    /// - Returns: The locks that a connection takes which reads all tables.
    /// - Throws: ``PGSampleError`` when there is not enough room for them; `DatabaseError`.
    func check(_ session: Session) throws -> Int {
        let relations = plan.tables.flatMap { [$0.relation.id] + $0.storage.map(\.id) }
        let indexes = try session.query(
            "SELECT count(*) FROM pg_catalog.pg_index WHERE indrelid = ANY ($1::oid[])",
            [ArrayText.of(Set(relations))]
        ).integer(0, 0)
        let needed = plan.lockedRelations.count + indexes
        guard needed > facts.lockCapacity / 4 * 3 else { return needed }
        throw PGSampleError(
            code: .lockConflict,
            message: "sampling \(plan.lockedRelations.count) tables takes about \(needed) locks, "
                + "and the server has room for \(facts.lockCapacity)",
            remedy:
                "Sample fewer tables (--schema, --exclude-table) or raise max_locks_per_transaction on the "
                + "server."
        )
    }

    /// How many connections may read all tables at once.
    ///
    /// The server has room for two holders of each lock, whoever they are (`InitLocks` in `lock.c`), of which
    /// a quarter stays for others.
    ///
    /// - Parameters:
    ///   - locks: Of each connection.
    ///   - dumped: Tables that `pg_dump` locks.
    static func connections(_ wanted: Int, locks: Int, dumped: Int, _ facts: SourceFacts) -> Int {
        min(wanted, max(1, (facts.lockCapacity * 3 / 2 - dumped) / max(locks, 1)))
    }
}
