import PGSampleLibPQ
import PGSampleSQL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Makes, marks and removes schemas of ours.
struct SchemaMaker: Sendable {
    private static let attempts = 10

    let space: SchemaSpace

    func newMark(_ kind: DatabaseMark.Kind, until: Int? = nil) -> DatabaseMark {
        DatabaseMark(kind, lease: space.server.lease, process: getpid(), until: until)
    }

    /// Makes schemas that end with our process. They and their marks are one transaction, so that there is
    /// none without its mark.
    func create(_ schemas: [String]) async throws {
        let comment = try newMark(.throwaway).comment()
        let statements = schemas.flatMap {
            ["CREATE SCHEMA \(Identifier($0).sql)", Self.marking($0, comment)]
        }
        guard !statements.isEmpty else { return }
        try await space.administration.execute(statements.joined(separator: ";\n"))
    }

    /// Marks those of the schemas that are there.
    func mark(_ schemas: [String], _ mark: DatabaseMark) async throws {
        let comment = try mark.comment()
        try await space.administration.run { try Self.mark(schemas, comment, $0) }
    }

    /// As ``mark(_:_:)``, in the transaction of a session: a fixture may bring comments on its schemas.
    static func mark(_ schemas: [String], _ comment: String, _ session: Session) throws {
        for schema in try existing(schemas, session) { try session.execute(marking(schema, comment)) }
    }

    private static func existing(_ schemas: [String], _ session: Session) throws -> [String] {
        let list = schemas.map { Literal.string($0) }.joined(separator: ", ")
        return try session.query("SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname IN (\(list))")
            .textRows().compactMap { $0[0] }
    }

    private static func marking(_ schema: String, _ comment: String) -> String {
        "COMMENT ON SCHEMA \(Identifier(schema).sql) IS \(Literal.string(comment))"
    }

    // MARK: Removing

    /// Removes schemas that the caller knows to be ours, with all that is in them, and ends the sessions that
    /// hold on to it. What cannot be removed now is left to a later process's sweep.
    func drop(_ schemas: [String]) async {
        // Nobody can do anything about it here, and it is not lost: see above.
        try? await space.administration.run { session in
            for attempt in 1...Self.attempts {
                do {
                    if attempt > 1 { try Self.endSessions(in: schemas, session) }
                    return try Self.drop(schemas, session)
                } catch let error as DatabaseError {
                    try session.execute("ROLLBACK")
                    let passes = [
                        SQLState.lockNotAvailable, SQLState.outOfMemory, SQLState.deadlockDetected,
                    ]
                    guard passes.contains(error.sqlState ?? ""), attempt < Self.attempts else { throw error }
                }
            }
        }
    }

    private static func drop(_ schemas: [String], _ session: Session) throws {
        let names = schemas.map { Identifier($0).sql }.joined(separator: ", ")
        try session.execute(
            """
            BEGIN;
            SET LOCAL lock_timeout = '300ms';
            SET LOCAL client_min_messages = error;
            DROP SCHEMA IF EXISTS \(names) CASCADE;
            COMMIT
            """)
    }

    /// Ends sessions that a test has left open with a transaction on its schemas. One that has locked anything
    /// else too, as a `pg_dump` of the whole database has, is none of a test's.
    private static func endSessions(in schemas: [String], _ session: Session) throws {
        let list = schemas.map { Literal.string($0) }.joined(separator: ", ")
        try session.query(
            """
            SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a
            WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()
                AND a.backend_type = 'client backend' AND pg_catalog.pg_has_role(a.usesysid, 'MEMBER')
                AND (SELECT pg_catalog.bool_and(n.nspname IN (\(list)))
                    FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
                        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE l.pid = a.pid AND l.database = (
                        SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
                        AND n.nspname !~ '^pg_')
            """)
    }
}
