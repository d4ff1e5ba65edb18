#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A database in a test's hands.
package struct FixtureCheckOut: Sendable {
    package let database: FixtureDatabase
    let server: FixtureServer
    let holding: Holding

    /// What of the server goes with the test.
    enum Holding: Sendable {
        case nothing
        case database
        case schemas(SchemaLease)
    }

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
            if case .nothing = holding { return nil }
            await database.session.close()
            let keep = server.settings.keep == .all || (server.settings.keep == .failed && failed)
            if keep, await self.keep() { return keptWords }
            await server.timing.measure(.drop) { await drop() }
            return nil
        }.value
    }

    private func drop() async {
        switch holding {
        case .nothing: break
        case .database: await server.databases.drop(database.name)
        case .schemas(let lease): await lease.drop()
        }
    }

    /// Whether what the test had is marked to stay.
    private func keep() async -> Bool {
        let until = DatabaseMark.now + Sweeper.keptLife
        let databases = server.databases
        do {
            switch holding {
            case .nothing: return false
            case .database:
                try await databases.mark(database.name, databases.newMark(.kept, until: until))
                try await Sweeper(administration: server.administration, databases: databases).trimKept()
            case .schemas(let lease):
                try await lease.keep(until: until, in: databases)
            }
            return true
        } catch {
            // A server that is gone keeps nothing; the test has failed already and says why.
            return false
        }
    }

    private var keptWords: String {
        let what = if case .schemas = holding { "schema" } else { "database" }
        return
            "its \(what) is kept for an hour: \(database)  (\(FixtureSettings.keepVariable)=none drops it at once)"
    }
}
