/// The schemas of one test, for as long as it runs.
struct SchemaLease: Sendable {
    let maker: SchemaMaker
    let schemas: [String]
    /// Drops at a time, so that their locks have room.
    let locks: Gate

    func drop() async {
        do {
            try await locks.enter()
        } catch {
            // Cancelled: what is not dropped now is swept later.
            return
        }
        await maker.drop(schemas)
        locks.leave()
    }

    /// Marks the schemas to stay, and the database with them if it is a throwaway too.
    func keep(until: Int, in databases: DatabaseMaker) async throws {
        try await maker.mark(schemas, maker.newMark(.kept, until: until))
        if maker.space.isOurs {
            try await databases.mark(
                maker.space.database, databases.newMark(.throwaway, until: until))
        }
        try await SchemaSweeper(maker: maker).trimKept()
    }
}
