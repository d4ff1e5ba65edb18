import PGSampleLibPQ

extension FixtureServer {
    /// Makes the schemas of a test.
    func ownSchemas(_ request: FixtureRequest) async throws -> (FixtureDatabase, SchemaLease) {
        let recipe = try await recipe(for: request)
        let maker = SchemaMaker(space: try await space())
        let builder = SchemaBuilder(maker: maker, recipe: recipe, request: request)
        let (database, place) = try await translated("make a schema for \(request.title)") {
            try await builder.build()
        }
        return (database, SchemaLease(maker: maker, schemas: place.schemas, locks: recipe.locks))
    }

    /// What has to be known of the request's files; they are read once per process.
    func recipe(for request: FixtureRequest) async throws -> SchemaRecipe {
        let space = try await space()
        if let recipe = recipes[request.key] { return recipe }
        let recipe = try SchemaRecipe(request, settings: settings, lockCapacity: space.lockCapacity)
        if request.migrate == nil { _ = try recipe.plans(existing: []) }
        recipes[request.key] = recipe
        return recipe
    }

    /// The database for schemas, opened and swept at the first test that asks.
    private func space() async throws -> SchemaSpace {
        let task: Task<SchemaSpace, any Error>
        if let schemaSpace {
            task = schemaSpace
        } else {
            // Not in the task of the test that happens to be first, which may be cancelled.
            task = Task.detached { [connection, databases, settings] in
                let space = try await SchemaSpace.open(
                    on: connection, databases: databases, settings: settings)
                try await SchemaSweeper(maker: SchemaMaker(space: space)).sweep()
                return space
            }
            schemaSpace = task
        }
        do {
            return try await translated("make schemas") { try await FirstOutcome.value(of: task) }
        } catch let error as CancellationError where Task.isCancelled {
            throw error
        } catch {
            if schemaSpace == task { schemaSpace = nil }
            throw error
        }
    }

    /// Ends our sessions in the database for schemas, and removes it if it is ours and nothing is kept in it.
    func closeSchemaSpace() async {
        // One that could not be opened needs no closing.
        guard let space = try? await schemaSpace?.value else { return }
        await space.administration.close()
        guard space.isOurs, await !databases.isKept(space.database) else { return }
        await databases.drop(space.database)
    }
}
