import PGSampleLibPQ

/// Removes the schemas that processes that are dead have left behind, as ``Sweeper`` does for databases.
struct SchemaSweeper: Sendable {
    let maker: SchemaMaker

    /// The schemas of one test.
    private struct Entry: Sendable {
        var schemas: [String]
        var mark: DatabaseMark
        var ownerLives: Bool
    }

    /// - Throws: `DatabaseError` when the server cannot be asked. A schema that cannot be removed is no error.
    func sweep() async throws {
        let now = DatabaseMark.now
        for entry in try await entries() {
            switch entry.mark.kind {
            case .throwaway where !entry.ownerLives: await maker.drop(entry.schemas)
            case .kept where entry.mark.until ?? 0 <= now: await maker.drop(entry.schemas)
            default: continue
            }
        }
        try await trimKept()
    }

    /// Keeps the schemas of no more failed tests than the limit.
    func trimKept() async throws {
        let kept = try await entries().filter { $0.mark.kind == .kept }.sorted { $0.mark.time > $1.mark.time }
        for entry in kept.dropFirst(Sweeper.keptLimit) { await maker.drop(entry.schemas) }
    }

    /// Columns: name, comment, leases that are held. 13 and later. The marks and the leases are of one
    /// statement, and a lease is always older than its marks.
    private func entries() async throws -> [Entry] {
        try await maker.space.administration.run { session in
            let result = try session.query(
                """
                SELECT nspname, pg_catalog.obj_description(oid, 'pg_namespace'), (\(ServerConnection.heldLeases))
                FROM pg_catalog.pg_namespace
                WHERE pg_catalog.starts_with(nspname::text, $1) ORDER BY nspname
                """, [DatabaseMark.schemaPrefix])
            var entries: [Substring: Entry] = [:]
            for row in 0..<result.rowCount {
                let name = result[row, 0] ?? ""
                let mark = DatabaseMark(comment: result[row, 1], of: name, prefix: DatabaseMark.schemaPrefix)
                guard let mark, let group = SchemaPlace.group(ofName: name) else { continue }
                let leases = (result[row, 2] ?? "").split(separator: " ")
                let lives = leases.contains(Substring(mark.lease))
                entries[group, default: Entry(schemas: [], mark: mark, ownerLives: lives)].schemas
                    .append(name)
            }
            return Array(entries.values)
        }
    }
}
