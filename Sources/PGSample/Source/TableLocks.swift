import PGSampleLibPQ
import PGSampleSQL

/// The locks that keep tables as they are while a run reads them, and those that stand against ours: that kept us
/// waiting, or wait for us.
enum TableLocks {
    /// Locks tables in the transaction that is open, until it ends.
    ///
    /// - Returns: False when a table is not there; the transaction has failed then.
    /// - Throws: ``PGSampleError`` with `.lockConflict`, and the transaction is rolled back.
    static func take(
        on relations: [QualifiedName], _ session: Session, _ options: SamplingOptions
    ) throws -> Bool {
        guard !relations.isEmpty else { return true }
        let names = relations.map { "ONLY \($0.sql)" }.joined(separator: ", ")
        do {
            try session.execute("LOCK TABLE \(names) IN ACCESS SHARE MODE")
            return true
        } catch let error as DatabaseError {
            switch error.sqlState {
            case SQLState.undefinedTable, SQLState.undefinedSchema: return false
            case SQLState.lockNotAvailable:
                try session.execute("ROLLBACK")
                throw try notGranted(relations, session, options, cause: error)
            case SQLState.deadlockDetected:
                try session.execute("ROLLBACK")
                throw PGSampleError(
                    code: .lockConflict,
                    message: "another session and this one waited for each other's locks on tables",
                    sqlState: error.sqlState, remedy: "Run again when the migration has ended.", cause: error)
            default: throw error
            }
        }
    }

    /// Names the table and the session whose exclusive lock, held or asked for before ours, kept ours from
    /// being granted in time.
    private static func notGranted(
        _ relations: [QualifiedName], _ session: Session, _ options: SamplingOptions, cause: DatabaseError
    ) throws -> PGSampleError {
        let holders = try session.query(
            """
            SELECT format('%I.%I', n.nspname, c.relname), l.pid, l.granted
            FROM pg_catalog.pg_locks l
                JOIN pg_catalog.pg_class c ON c.oid = l.relation
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE l.mode = 'AccessExclusiveLock' AND l.locktype = 'relation' AND l.pid <> pg_catalog.pg_backend_pid()
                AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
            ORDER BY l.granted DESC
            """
        )
        let locked = Set(relations.map(\.sql))
        let held = holders.textRows().first { row in row[0].map(locked.contains) == true }
        var error = PGSampleError(
            code: .lockConflict,
            message: "no lock within \(options.lockTimeoutMilliseconds) ms on the table",
            object: held?[0] ?? relations.first?.sql,
            reason: "another session holds it exclusively",
            sqlState: cause.sqlState,
            remedy: "Run again when the migration has ended."
        )
        if let held, let pid = held[1] {
            error.reason =
                held[2] == "t"
                ? "the session with process id \(pid) holds it exclusively"
                : "the session with process id \(pid) has asked for an exclusive lock before, and waits itself"
        }
        return error
    }

    /// A session that waits for one of our locks, if there is one: everybody who comes after it waits too.
    static func waiter(for backendProcessIDs: [Int], _ session: Session) throws -> PGSampleError? {
        let waiting = try session.query(
            """
            SELECT format('%I.%I', n.nspname, c.relname), l.pid, coalesce(a.usename, '?'),
                   coalesce(nullif(a.application_name, ''), 'unnamed application')
            FROM pg_catalog.pg_locks l
                JOIN pg_catalog.pg_class c ON c.oid = l.relation
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE NOT l.granted AND l.mode = 'AccessExclusiveLock' AND l.locktype = 'relation'
                AND $1::int4[] && pg_catalog.pg_blocking_pids(l.pid)
            LIMIT 1
            """, [ArrayText.of(backendProcessIDs)]
        )
        guard waiting.rowCount > 0 else { return nil }
        let row = waiting.textRows()[0].map { $0 ?? "?" }
        return PGSampleError(
            code: .lockConflict,
            message: "gave way to a migration that waits for the table",
            object: row[0],
            reason: "process \(row[1]) (\(row[2]), \(row[3])) asked for an exclusive lock",
            remedy: "Nothing was written. Run again when the migration has ended, or sample a standby."
        )
    }
}
