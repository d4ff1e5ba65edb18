#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A database in a test's hands.
package struct FixtureCheckOut: Sendable {
    package let database: FixtureDatabase
    let server: FixtureServer
    let isShared: Bool

    /// Takes the database back: removes it with all its sessions, or keeps it for somebody to look at. To be
    /// called once.
    ///
    /// It runs to its end in a cancelled task too.
    ///
    /// - Returns: When the database stays, how to open it.
    @discardableResult
    package func giveBack(failed: Bool) async -> String? {
        await Task.detached {
            defer { server.gate.leave() }
            guard !isShared else { return nil }
            await database.session.close()
            let keep = server.settings.keep == .all || (server.settings.keep == .failed && failed)
            if keep, await server.keep(database) { return server.keptWords(database) }
            await server.timing.measure(.drop) { await server.databases.drop(database.name) }
            return nil
        }.value
    }
}

extension FixtureServer {
    /// Whether the database is marked to stay.
    fileprivate nonisolated func keep(_ database: FixtureDatabase) async -> Bool {
        do {
            let mark = databases.newMark(.kept, until: DatabaseMark.now + Sweeper.keptLife)
            try await databases.mark(database.name, mark)
            try await Sweeper(administration: administration, databases: databases).trimKept()
            return true
        } catch {
            // A server that is gone keeps nothing; the test has failed already and says why.
            return false
        }
    }

    fileprivate nonisolated func keptWords(_ database: FixtureDatabase) -> String {
        "its database is kept for an hour: \(database)  (\(FixtureSettings.keepVariable)=none drops it at once)"
    }
}
