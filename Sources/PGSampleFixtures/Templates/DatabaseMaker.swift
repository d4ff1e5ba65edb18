import PGSampleLibPQ
import PGSampleSQL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Makes, marks and removes databases of ours.
struct DatabaseMaker: Sendable {
    let server: ServerConnection
    let administration: Administration

    /// A name for ``create(_:from:)``.
    func newName(for purpose: HalfMadeDatabase.Purpose) -> String {
        HalfMadeDatabase.newName(for: purpose, lease: server.lease)
    }

    /// Makes a database that ends with our process.
    ///
    /// - Parameter name: Of ``newName(for:)``.
    func create(_ name: String, from template: String) async throws {
        let comment = Literal.string(try newMark(.throwaway).comment())
        let statement = creation(of: name, from: template)
        // To its end in a cancelled task too: half-way there is a database without a mark, which nobody
        // removes as long as we live.
        try await Task.detached { [administration] in
            try await administration.run { session in
                try Self.run(statement, session)
                try session.execute("COMMENT ON DATABASE \(Identifier(name).sql) IS \(comment)")
            }
        }.value
    }

    /// The statement that makes a database; see ``HalfMadeDatabase``.
    func creation(of name: String, from template: String) -> String {
        let sql =
            "CREATE DATABASE \(Identifier(name).sql) TEMPLATE \(Identifier(template).sql) "
            + "CONNECTION LIMIT \(HalfMadeDatabase.connectionLimit(of: name))"
        // A template that is not ours may be of any encoding; our fixtures are UTF-8.
        return sql + (template == "template0" ? " ENCODING 'UTF8'" : strategy)
    }

    private static func run(_ statement: String, _ session: Session) throws {
        for attempt in 1...attempts {
            do {
                return try session.execute(statement)
            } catch let error as DatabaseError
                where error.sqlState == SQLState.objectInUse && attempt < attempts
            {
                // A worker of the server's own is in the template for a moment; the server has waited for it
                // already.
                continue
            }
        }
    }

    private static let attempts = 5

    /// Copying files is quicker than writing every page into the log, but takes two checkpoints, which are
    /// slow where they have to reach the disk (PostgreSQL documentation, CREATE DATABASE; 15 and later).
    private var strategy: String {
        server.version >= 150_000 && !server.limits.hasFsync ? " STRATEGY file_copy" : ""
    }

    func newMark(_ kind: DatabaseMark.Kind, until: Int? = nil) -> DatabaseMark {
        DatabaseMark(kind, lease: server.lease, process: getpid(), until: until)
    }

    func mark(_ name: String, _ mark: DatabaseMark) async throws {
        let comment = Literal.string(try mark.comment())
        try await administration.execute("COMMENT ON DATABASE \(Identifier(name).sql) IS \(comment)")
    }

    /// Whether a mark says that a database stays for a while; a server that cannot be asked keeps nothing.
    func isKept(_ name: String) async -> Bool {
        let comment = try? await administration.run { session in
            try session.query(
                "SELECT pg_catalog.shobj_description(oid, 'pg_database') FROM pg_catalog.pg_database WHERE datname = $1",
                [name]
            ).textRows().first?[0]
        }
        return (DatabaseMark(comment: comment ?? nil, of: name)?.until ?? 0) > DatabaseMark.now
    }

    /// Makes a database's sessions read-only unless they say otherwise.
    func makeReadOnly(_ name: String) async throws {
        try await administration.execute(
            "ALTER DATABASE \(Identifier(name).sql) SET default_transaction_read_only = on")
    }

    /// Ends the sessions of a database that accepts no new ones, and waits for at most two seconds until they
    /// are gone; one that stays makes copying fail.
    func endSessions(of name: String) async throws {
        for _ in 0..<200 {
            // Only a superuser may end autovacuum's workers, which end by themselves.
            let left = try await administration.run { session in
                try session.query(
                    """
                    SELECT count(pg_catalog.pg_terminate_backend(pid)) FROM pg_catalog.pg_stat_activity
                    WHERE datname = $1 AND pid <> pg_catalog.pg_backend_pid()
                    AND backend_type = 'client backend'
                    """, [name])[0, 0]
            }
            if left == "0" { return }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Removes a database that the caller knows to be ours, with its sessions. One that cannot be removed now
    /// is left to the next process's sweep.
    func drop(_ name: String) async {
        // Nobody can do anything about it here, and it is not lost: see above.
        try? await administration.run { session in
            let sql = Identifier(name).sql
            let isTemplate = try session.query(
                "SELECT datistemplate FROM pg_catalog.pg_database WHERE datname = $1", [name])
            guard isTemplate.rowCount == 1 else { return }
            if isTemplate[0, 0] == "t" { try session.execute("ALTER DATABASE \(sql) IS_TEMPLATE false") }
            try session.execute("DROP DATABASE IF EXISTS \(sql) WITH (FORCE)")
        }
    }
}
