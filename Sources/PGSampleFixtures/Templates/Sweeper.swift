import PGSampleLibPQ

/// Removes what processes that are dead have left behind, and what nobody has used for long.
struct Sweeper: Sendable {
    /// Seconds until a template that nobody asks for goes.
    static let templateLife = 14 * 24 * 60 * 60
    /// Seconds after which a template that is used says so in its mark.
    static let touchInterval = 24 * 60 * 60
    /// Databases of failed tests that stay at most; the oldest go first.
    static let keptLimit = 10
    /// Seconds that they stay.
    static let keptLife = 60 * 60

    let administration: Administration
    let databases: DatabaseMaker

    private struct Entry: Sendable {
        var name: String
        var mark: DatabaseMark
        var ownerLives: Bool
    }

    /// - Throws: `DatabaseError` when the server cannot be asked. A database that cannot be removed is no
    ///   error.
    func sweep() async throws {
        let entries = try await entries()
        let now = DatabaseMark.now
        let kept = entries.filter { $0.mark.kind == .kept }.sorted { $0.mark.time > $1.mark.time }
        var doomed = kept.dropFirst(Self.keptLimit).map(\.name)
        doomed += kept.prefix(Self.keptLimit).filter { $0.mark.until ?? 0 <= now }.map(\.name)
        for entry in entries {
            switch entry.mark.kind {
            case .throwaway where !entry.ownerLives && entry.mark.until ?? 0 <= now: doomed.append(entry.name)
            case .template where now - entry.mark.time > Self.templateLife: doomed.append(entry.name)
            default: continue
            }
        }
        for name in doomed { await databases.drop(name) }
    }

    /// Keeps no more databases of failed tests than the limit.
    func trimKept() async throws {
        let kept = try await entries().filter { $0.mark.kind == .kept }.sorted { $0.mark.time > $1.mark.time }
        for entry in kept.dropFirst(Self.keptLimit) { await databases.drop(entry.name) }
    }

    /// Columns: name, comment, leases that are held, connection limit. 13 and later. The marks and the leases
    /// are of one statement, and a lease is always older than its marks, so none of a living owner is taken
    /// for a dead one's.
    private func entries() async throws -> [Entry] {
        try await administration.run { session in
            let result = try session.query(
                """
                SELECT datname, pg_catalog.shobj_description(oid, 'pg_database'), (\(ServerConnection.heldLeases)),
                    datconnlimit
                FROM pg_catalog.pg_database
                WHERE pg_catalog.starts_with(datname::text, $1) ORDER BY datname
                """, [DatabaseMark.namePrefix])
            return (0..<result.rowCount).compactMap { row in
                guard let name = result[row, 0],
                    let mark = Self.mark(of: name, comment: result[row, 1], connectionLimit: result[row, 3])
                else {
                    return nil
                }
                let leases = (result[row, 2] ?? "").split(separator: " ")
                return Entry(name: name, mark: mark, ownerLives: leases.contains(Substring(mark.lease)))
            }
        }
    }

    private static func mark(of name: String, comment: String?, connectionLimit: String?) -> DatabaseMark? {
        guard comment == nil else { return DatabaseMark(comment: comment, of: name) }
        return HalfMadeDatabase.lease(ofName: name, connectionLimit: connectionLimit).flatMap { Int64($0) }
            .map { DatabaseMark(.throwaway, lease: $0, process: 0) }
    }
}
