import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL

/// Builds a template once for all processes: whoever takes its lock first loads it under another name, seals
/// it and renames it, so that a template is whole or not there.
struct TemplateBuilder: Sendable {
    let server: ServerConnection
    let administration: Administration
    let databases: DatabaseMaker
    /// How long another process may take to build the template until people are told that we wait for it, in
    /// milliseconds.
    var patience = 10_000
    /// Tells them.
    var tell: @Sendable (String) -> Void = Notice.show

    /// Makes sure that the template is there.
    ///
    /// - Throws: ``FixtureError``; `CancellationError`.
    func build(_ template: Template, _ request: FixtureRequest) async throws {
        if try await isThere(template) { return }
        // A session of its own: the lock ends with it, however this ends.
        let connection = try await Connection.open(server.parameters)
        do {
            try await lock(template, request, on: connection)
            if try await !isThere(template) { try await load(template, request) }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Waits for the template's lock without limit: whoever has it may be stopped in a debugger, in a step.
    private func lock(_ template: Template, _ request: FixtureRequest, on connection: Connection) async throws
    {
        let lock = "SELECT pg_catalog.pg_advisory_lock(\(template.lock))"
        do {
            try await connection.run { [patience] session in
                try session.execute("SET lock_timeout = \(patience)")
                try session.execute(lock)
            }
        } catch let error as DatabaseError where error.sqlState == SQLState.lockNotAvailable {
            let holder = try await connection.run { session -> String? in
                let result = try session.query(
                    """
                    SELECT pid FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
                    AND classid::bigint << 32 | objid::bigint = \(template.lock)
                    """)
                return result.rowCount == 0 ? nil : result[0, 0]
            }
            let place = holder.map { ", in session \($0) of the server" } ?? ""
            tell("\(request.title) is being prepared by another process\(place); waiting for it")
            try await connection.run { session in
                try session.execute("SET lock_timeout = 0")
                try session.execute(lock)
            }
        }
    }

    /// - Throws: ``FixtureError`` with `.databaseFailed` when somebody else's database has the name.
    private func isThere(_ template: Template) async throws -> Bool {
        let found = try await administration.run { session in
            let result = try session.query(
                """
                SELECT pg_catalog.shobj_description(oid, 'pg_database'), datistemplate
                FROM pg_catalog.pg_database WHERE datname = $1
                """, [template.name])
            return result.rowCount == 0 ? nil : (comment: result[0, 0], isSealed: result[0, 1] == "t")
        }
        guard let found else { return false }
        guard found.isSealed, var mark = DatabaseMark(comment: found.comment, of: template.name) else {
            throw FixtureError(
                .databaseFailed,
                "database \"\(template.name)\" is in the way: it has the name of a fixture's template and was not "
                    + "made by us; rename or drop it"
            )
        }
        if mark.kind == .template, DatabaseMark.now - mark.time > Sweeper.touchInterval {
            mark.time = DatabaseMark.now
            try await databases.mark(template.name, mark)
        }
        return true
    }

    private func load(_ template: Template, _ request: FixtureRequest) async throws {
        let name = databases.newName(for: .build)
        try await databases.create(name, from: "template0")
        do {
            let database = FixtureDatabase(name, of: server, fixtures: request.names)
            try await request.run(request.migrate, "migrate", on: database)
            for file in template.files {
                try await withSession(of: name) { _ = try FixtureLoader($0).load(file) }
            }
            try await request.run(request.then, "then", on: database)
            await database.session.close()
            try await withSession(of: name) { try $0.execute("ANALYZE") }
            try await seal(name, as: template)
        } catch {
            let databases = databases
            // Not in our task, which may have been cancelled.
            await Task.detached { await databases.drop(name) }.value
            throw Self.error(for: error, request)
        }
    }

    private func withSession(of database: String, _ body: @Sendable (Session) throws -> Void) async throws {
        let connection = try await Connection.open(server.parameters(for: database))
        do {
            try await connection.run(body)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Nobody can connect to a sealed database, so it can always be copied; and nobody drops it by mistake.
    private func seal(_ name: String, as template: Template) async throws {
        let sql = Identifier(name).sql
        try await administration.execute("ALTER DATABASE \(sql) ALLOW_CONNECTIONS false")
        try await databases.endSessions(of: name)
        try await databases.mark(name, databases.newMark(.template))
        try await administration.execute("ALTER DATABASE \(sql) IS_TEMPLATE true")
        try await administration.execute("ALTER DATABASE \(sql) RENAME TO \(Identifier(template.name).sql)")
    }

    private static func error(for error: any Error, _ request: FixtureRequest) -> any Error {
        switch error {
        case let error as FixtureFileError:
            FixtureError(
                .loadFailed, "\(request.title) does not load: \(error.message)", sqlState: error.sqlState,
                cause: error)
        case let error as DatabaseError:
            FixtureError(
                error.code == .statementFailed ? .databaseFailed : .serverLost,
                "cannot prepare \(request.title): \(error.wordsWithoutData)", sqlState: error.sqlState,
                cause: error)
        default: error
        }
    }
}
