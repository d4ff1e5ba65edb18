import PGSampleLibPQ

/// Stops a staged run at its n-th write into the staging schema, from outside: an event trigger gives every
/// staging table a trigger that counts writes, and the n-th waits for a lock that the test holds. The write
/// itself is done then and not committed.
final class StagingPause: Sendable {
    /// A source on which runs can be stopped; its own tables are in the schema `public`.
    static let script = """
        CREATE SCHEMA pause;
        CREATE SEQUENCE pause.writes;
        CREATE TABLE pause.point (write int8);
        CREATE FUNCTION pause.count() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS $$
        BEGIN
            IF nextval('pause.writes') = (SELECT write FROM pause.point) THEN
                PERFORM pg_advisory_xact_lock_shared(4711);
            END IF;
            RETURN NULL;
        END $$;
        CREATE FUNCTION pause.watch() RETURNS event_trigger LANGUAGE plpgsql AS $$
        DECLARE made record;
        BEGIN
            FOR made IN SELECT * FROM pg_event_trigger_ddl_commands()
                WHERE command_tag = 'CREATE TABLE' AND schema_name LIKE '\\_pg\\_sample%' LOOP
                EXECUTE format('CREATE TRIGGER pause AFTER INSERT OR UPDATE OR DELETE ON %s '
                    'FOR EACH STATEMENT EXECUTE FUNCTION pause.count()', made.object_identity);
            END LOOP;
        END $$;
        CREATE EVENT TRIGGER pause ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION pause.watch();
        """

    private static let isWaiting =
        "application_name = 'pg-sample' AND wait_event_type = 'Lock' AND wait_event = 'advisory'"

    private let source: SourceDatabase
    private let holder: Connection

    init(_ source: SourceDatabase) async throws {
        self.source = source
        holder = try await source.connection()
        try await holder.run {
            try $0.execute("SET application_name = 'pause'; SELECT pg_advisory_lock(4711)")
        }
    }

    /// From now on the next run stops at its `write`-th write, counted from 1.
    func arm(_ write: Int) async throws {
        try await source.execute(
            "DELETE FROM pause.point; INSERT INTO pause.point VALUES (\(write)); ALTER SEQUENCE pause.writes RESTART"
        )
    }

    /// Waits until the run has stopped or ended.
    ///
    /// - Returns: Whether it has stopped.
    func reached(by running: ToolProcess.Running) async throws -> Bool {
        while running.isRunning {
            if try await isReached() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    private func isReached() async throws -> Bool {
        let (name, condition) = (source.name, Self.isWaiting)
        return try await holder.run { session in
            try session.query(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND (\(condition))", [name])[0, 0]
                != "0"
        }
    }

    /// Lets the run go on; no run is stopped any more.
    func release() async throws {
        try await holder.run { try $0.execute("SELECT pg_advisory_unlock(4711)") }
    }

    /// Ends what a killed run has left in the server, which would notice only at its next answer.
    func endAbandonedSessions() async throws {
        try await source.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE 'pg-sample%' AND pid <> pg_backend_pid()
            """)
        try await source.waitForNoSession(where: "application_name LIKE 'pg-sample%'")
    }
}
