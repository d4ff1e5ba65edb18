import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL
import SystemPackage

/// Loads fixtures into schemas of a test's own.
struct SchemaBuilder: Sendable {
    private static let attempts = 5

    let maker: SchemaMaker
    let recipe: SchemaRecipe
    let request: FixtureRequest

    private var space: SchemaSpace { maker.space }

    /// Makes the schemas of a test.
    ///
    /// - Throws: ``FixtureError``, `DatabaseError`, `CancellationError`. Nothing is left behind then.
    func build() async throws -> (database: FixtureDatabase, place: SchemaPlace) {
        let homes = try await ExtensionHomes(
            space: space, extensions: recipe.extensions, title: request.title
        ).find()
        let place = SchemaPlace(
            for: recipe.sources, homes: homes, startupOptions: space.startupOptions)
        // What the steps do to their session stays with it.
        let database = database(at: place)
        do {
            try await fill(place, database)
            await database.session.close()
        } catch {
            await database.session.close()
            // Not in our task, which may have been cancelled.
            await Task.detached { await maker.drop(place.schemas) }.value
            throw error
        }
        return (self.database(at: place), place)
    }

    private func database(at place: SchemaPlace) -> FixtureDatabase {
        FixtureDatabase(space.database, of: space.server, fixtures: request.names, place: place)
    }

    private func fill(_ place: SchemaPlace, _ database: FixtureDatabase) async throws {
        if request.migrate == nil {
            // A schema that is loaded under its own name and renamed then must not be there before.
            let plans = try recipe.plans(existing: [])
            let renamed = Set(plans.flatMap(\.needsRename).compactMap { place.targets[$0] })
            try await maker.create(place.schemas.filter { !renamed.contains($0) })
            try await load(plans, place)
        } else {
            try await maker.create(place.schemas)
            try await request.run(request.migrate, "migrate", on: database)
            try await load(try recipe.plans(existing: try await objects(at: place)), place)
        }
        guard request.then != nil else { return }
        try await request.run(request.then, "then", on: database)
        // Migrations may bring comments on their schemas.
        try await maker.mark(place.schemas, maker.newMark(.throwaway))
    }

    /// Columns: schema, and a name in it of a relation, type or routine. 13 and later.
    private func objects(at place: SchemaPlace) async throws -> [QualifiedName] {
        let list = place.schemas.map { Literal.string($0) }.joined(separator: ", ")
        let parts = [
            ("relname", "pg_class", "relnamespace"), ("typname", "pg_type", "typnamespace"),
            ("proname", "pg_proc", "pronamespace"),
        ].map { name, catalog, namespace in
            """
            SELECT n.nspname, o.\(name) FROM pg_catalog.\(catalog) o
                JOIN pg_catalog.pg_namespace n ON n.oid = o.\(namespace) WHERE n.nspname IN (\(list))
            """
        }
        let rows = try await space.administration.run { session in
            try session.query(parts.joined(separator: "\nUNION\n")).textRows()
        }
        let sources = Dictionary(uniqueKeysWithValues: place.targets.map { ($1, $0) })
        return rows.compactMap { row in
            guard let schema = row[0].flatMap({ sources[$0] }), let name = row[1] else { return nil }
            return QualifiedName(schema: schema, name: Identifier(name))
        }
    }

    // MARK: Loading

    private func load(_ plans: [RelocationPlan], _ place: SchemaPlace) async throws {
        let map = try SchemaMap(place.targets.map { (source: $0.name, target: $1) })
        try await recipe.locks.enter()
        defer { recipe.locks.leave() }
        for (file, plan) in zip(recipe.files, plans) {
            try await load(file, plan.renaming(by: map), place)
        }
    }

    /// The server's lock table may be full for a moment, because of others.
    private func load(_ file: FilePath, _ plan: RelocationPlan, _ place: SchemaPlace) async throws {
        for attempt in 1...Self.attempts {
            do {
                return try await loadOnce(file, plan, place)
            } catch let error as FixtureFileError {
                guard error.sqlState == SQLState.outOfMemory, attempt < Self.attempts else {
                    throw Self.error(for: error, request.title)
                }
                try await Task.sleep(for: .milliseconds(100 * attempt))
            }
        }
    }

    private func loadOnce(_ file: FilePath, _ plan: RelocationPlan, _ place: SchemaPlace) async throws {
        var parameters = space.server.parameters(for: space.database)
        parameters.options = place.options
        let comment = try maker.newMark(.throwaway).comment()
        let (schemas, title) = (place.schemas, request.title)
        // Of its own, because a file's settings stay with the session.
        let connection = try await Connection.open(parameters)
        do {
            try await connection.run { session in
                let watch = try SchemaGuard(
                    session, schemas: schemas, namesNotCreated: plan.namesNotCreated, title: title)
                let loader = FixtureLoader(
                    session,
                    beforeCommit: { session in
                        try watch.check(session)
                        try SchemaMaker.mark(schemas, comment, session)
                    })
                _ = try loader.load(file, by: plan)
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private static func error(for error: FixtureFileError, _ title: String) -> FixtureError {
        guard error.code != .refused else {
            return FixtureError(
                .isolationUnavailable, "\(title) cannot be loaded into a schema of its own: \(error.message)",
                cause: error)
        }
        return FixtureError(
            .loadFailed,
            "\(title) does not load into a schema of its own: \(error.message); if it loads with isolation .database, "
                + "use that",
            sqlState: error.sqlState, cause: error
        )
    }
}
