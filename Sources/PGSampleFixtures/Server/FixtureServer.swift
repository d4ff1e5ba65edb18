import PGSampleLibPQ
import Synchronization

/// A server with everything of ours on it: the templates, the copies that are ready, and the gate that keeps
/// tests from asking for more sessions than it has.
package actor FixtureServer {
    /// Sessions that a test is assumed to open at most; more are its own risk.
    static let sessionsPerTest = 4
    /// Sessions for our own use.
    static let ownSessions = 5
    private static let copiesAhead = 4

    nonisolated let settings: FixtureSettings
    nonisolated let connection: ServerConnection
    nonisolated let administration: Administration
    nonisolated let databases: DatabaseMaker
    package nonisolated let gate: Gate
    nonisolated let timing: TimingReport
    private nonisolated let lost = Mutex(false)
    /// Hashing a fixture's file takes its time; the file of a process that runs is taken to stay as it is.
    private var templates: [FixtureRequest.Key: Template] = [:]
    private var builds: [String: Task<Void, any Error>] = [:]
    private var pools: [String: ClonePool] = [:]
    private var shared: [String: Task<FixtureDatabase, any Error>] = [:]
    var schemaSpace: Task<SchemaSpace, any Error>?
    var recipes: [FixtureRequest.Key: SchemaRecipe] = [:]

    private init(_ connection: ServerConnection, settings: FixtureSettings, gateWidth: Int?) {
        self.settings = settings
        self.connection = connection
        administration = Administration(parameters: connection.parameters, width: 3)
        databases = DatabaseMaker(server: connection, administration: administration)
        let width = (connection.limits.connections - Self.ownSessions) / Self.sessionsPerTest
        gate = Gate(width: max(1, gateWidth ?? width))
        timing = TimingReport(isOn: settings.reportsTiming)
    }

    /// Connects, takes a lease, and sweeps what dead processes have left behind.
    ///
    /// - Parameter gateWidth: Tests at a time; by default what the server's `max_connections` allows.
    /// - Throws: ``FixtureError``; `CancellationError`.
    package static func open(_ settings: FixtureSettings, gateWidth: Int? = nil) async throws -> FixtureServer
    {
        try await open(try await ServerConnection.open(settings), settings, gateWidth: gateWidth)
    }

    static func open(
        _ connection: ServerConnection, _ settings: FixtureSettings, gateWidth: Int? = nil
    ) async throws -> FixtureServer {
        let server = FixtureServer(connection, settings: settings, gateWidth: gateWidth)
        try await server.translated("sweep") {
            try await Sweeper(administration: server.administration, databases: server.databases).sweep()
        }
        return server
    }

    /// Whether the server was seen to be gone, so that the next test had better look for another.
    nonisolated var isLost: Bool { lost.withLock { $0 } }

    // MARK: Templates

    /// Makes sure that the request's template is there, once per process.
    ///
    /// - Parameter announcing: Whether one copy will be asked for later.
    package func prepare(_ request: FixtureRequest, announcing: Bool = false) async throws {
        guard request.isolation != .schema else {
            _ = try await recipe(for: request)
            return
        }
        let template = try await builtTemplate(for: request)
        guard announcing, request.isolation == .database else { return }
        await pool(of: template, request).announce()
    }

    /// As ``prepare(_:announcing:)`` for so many copies, and waits until the first of them are made.
    func prepare(_ request: FixtureRequest, copies: Int) async throws {
        let template = try await builtTemplate(for: request)
        let pool = pool(of: template, request)
        for _ in 0..<max(0, copies) { await pool.announce() }
        await pool.settle()
    }

    private func builtTemplate(for request: FixtureRequest) async throws -> Template {
        try requireDatabases(for: request)
        let template = try template(for: request)
        let task: Task<Void, any Error>
        if let known = builds[template.name] {
            task = known
        } else {
            let builder = TemplateBuilder(
                server: connection, administration: administration, databases: databases)
            let timing = timing
            task = Task { try await timing.measure(.template) { try await builder.build(template, request) } }
            builds[template.name] = task
        }
        do {
            // A test that is cancelled waits no longer; the others still do.
            try await translated("prepare \(request.title)") { try await FirstOutcome.value(of: task) }
        } catch let error as FixtureError where error.code == .loadFailed || error.code == .stepFailed {
            // It would fail again, and take as long for every test.
            throw error
        } catch let error as CancellationError where Task.isCancelled {
            throw error
        } catch {
            if builds[template.name] == task { builds[template.name] = nil }
            throw error
        }
        return template
    }

    private func template(for request: FixtureRequest) throws -> Template {
        if let template = templates[request.key] { return template }
        let template = try Template(request, settings: settings, major: connection.major)
        templates[request.key] = template
        return template
    }

    private func requireDatabases(for request: FixtureRequest) throws {
        guard !connection.limits.mayCreateDatabases else { return }
        throw FixtureError(
            .isolationUnavailable,
            "role \"\(connection.limits.role)\" may not create databases on host \"\(connection.endpoint.host)\", "
                + "and every isolation but .schema needs it for \(request.title): ALTER ROLE … CREATEDB, say isolation: "
                + ".schema, or unset \(FixtureSettings.serverVariable) to use a throwaway server of this machine"
        )
    }

    // MARK: Copies

    private func pool(of template: Template, _ request: FixtureRequest) -> ClonePool {
        if let pool = pools[template.name] { return pool }
        let pool = ClonePool(limit: min(Self.copiesAhead, gate.width)) { [weak self] in
            guard let self else { throw CancellationError() }
            return try await self.copy(template, request)
        }
        pools[template.name] = pool
        return pool
    }

    private func copy(_ template: Template, _ request: FixtureRequest) async throws -> String {
        let name = databases.newName(for: .test)
        do {
            try await databases.create(name, from: template.name)
        } catch let error as DatabaseError where error.sqlState == SQLState.undefinedDatabase {
            // Somebody's sweep took the template for stale between our look and now.
            builds[template.name] = nil
            _ = try await builtTemplate(for: request)
            try await databases.create(name, from: template.name)
        }
        return name
    }

    /// Hands out a database; waits for a place in the gate first.
    ///
    /// - Parameter waitsForPlace: False for code that has a database already: if all who have one waited for
    ///   a second, nobody would go on.
    /// - Throws: ``FixtureError``; `CancellationError`. Nothing is left behind then.
    package func checkOut(
        _ request: FixtureRequest, waitsForPlace: Bool = CurrentFixture.database == nil
    ) async throws -> FixtureCheckOut {
        if waitsForPlace {
            try await timing.measure(.wait) { try await gate.enter() }
        } else {
            gate.enterWithoutWaiting()
        }
        let checkOut: FixtureCheckOut
        do {
            let (database, holding) = try await makeDatabase(for: request)
            checkOut = FixtureCheckOut(database: database, server: self, holding: holding)
        } catch {
            gate.leave()
            throw error
        }
        guard !Task.isCancelled else {
            await checkOut.giveBack(failed: false)
            throw CancellationError()
        }
        return checkOut
    }

    private func makeDatabase(
        for request: FixtureRequest
    ) async throws -> (FixtureDatabase, FixtureCheckOut.Holding) {
        guard request.isolation != .schema else {
            let (database, lease) = try await timing.measure(.schema) { try await ownSchemas(request) }
            return (database, .schemas(lease))
        }
        let template = try await builtTemplate(for: request)
        return try await translated("copy \(request.title)") {
            request.isolation == .shared
                ? (try await sharedDatabase(of: template, request), .nothing)
                : (try await ownDatabase(of: template, request), .database)
        }
    }

    private func ownDatabase(of template: Template, _ request: FixtureRequest) async throws -> FixtureDatabase
    {
        let start = ContinuousClock.now
        let (name, wasReady) = try await pool(of: template, request).take()
        timing.add(wasReady ? .copyInHand : .copy, ContinuousClock.now - start)
        return FixtureDatabase(name, of: connection, fixtures: request.names)
    }

    private func sharedDatabase(of template: Template, _ request: FixtureRequest) async throws
        -> FixtureDatabase
    {
        if let task = shared[template.name] { return try await FirstOutcome.value(of: task) }
        let task = Task {
            let name = try await copy(template, request)
            try await databases.makeReadOnly(name)
            return FixtureDatabase(name, of: connection, fixtures: request.names)
        }
        shared[template.name] = task
        do {
            return try await FirstOutcome.value(of: task)
        } catch let error as CancellationError where Task.isCancelled {
            throw error
        } catch {
            if shared[template.name] == task { shared[template.name] = nil }
            throw error
        }
    }

    /// Removes the copies that were made ahead and the shared ones, and closes our sessions.
    package func close() async {
        for pool in pools.values {
            for name in await pool.drain() { await databases.drop(name) }
        }
        for task in shared.values {
            // One that could not be made needs no removing.
            guard let database = try? await task.value else { continue }
            await database.session.close()
            await databases.drop(database.name)
        }
        await closeSchemaSpace()
        await administration.close()
        await connection.leaseConnection.close()
    }

    // MARK: Errors

    /// Says what was being done when the server refused, or that it is gone.
    nonisolated(nonsending) func translated<T>(
        _ what: String, _ body: nonisolated(nonsending) () async throws -> T
    ) async throws -> T {
        do {
            return try await body()
        } catch let error as DatabaseError {
            let host = connection.endpoint.host
            let isThere =
                switch error.code {
                case .statementFailed: true
                case .connectionFailed: await Connection.isServing(connection.parameters)
                default: false
                }
            guard isThere else {
                lost.withLock { $0 = true }
                throw FixtureError(
                    .serverLost,
                    "cannot \(what): the test server at \"\(host)\" is gone: \(error.wordsWithoutData); "
                        + "the next test looks for a server anew",
                    sqlState: error.sqlState, cause: error
                )
            }
            throw FixtureError(
                .databaseFailed, "cannot \(what) on the server at \"\(host)\": \(error.wordsWithoutData)",
                sqlState: error.sqlState, cause: error
            )
        } catch let error as FixtureError {
            if error.code == .serverLost { lost.withLock { $0 = true } }
            throw error
        }
    }
}
