package import SystemPackage

/// What this user's processes have made on this machine and nobody uses any more.
package struct Leftovers: Sendable {
    /// Something that was removed.
    package enum Removed: Sendable, Hashable {
        /// A throwaway server's folder, whose owner has died.
        case server(FilePath)
        /// The server that processes share.
        case sharedServer(FilePath, major: Int)
        /// A temporary folder, whose owner has died.
        case folder(FilePath)
    }

    private let account: ServerAccount
    private let installations: [PostgreSQLInstallation]
    private let parents: [FilePath]
    private let temporary: FilePath

    /// - Throws: ``LocalServerError``; `CancellationError`.
    package init() async throws {
        try await self.init(parents: ServerFolder.parents(), temporary: OwnedFolder.parent)
    }

    init(parents: [FilePath], temporary: FilePath) async throws {
        account = try ServerAccount.current()
        installations = try await PostgreSQLInstallation.all()
        self.parents = parents
        self.temporary = temporary
    }

    /// Removes what has our mark and no living owner; a shared server that somebody has a session on stays.
    ///
    /// - Parameter includingKept: Whether a shared server goes although it holds databases of failed tests that were kept
    ///   for somebody to look at.
    /// - Returns: What is gone; what could not be removed is not in it.
    /// - Throws: `CancellationError`.
    package func remove(includingKept: Bool = false) async throws -> [Removed] {
        let swept = await ServerFolder.sweep(account, in: parents, pgCtl: pgCtl(major: nil))
        var removed = swept.map(Removed.server)
        for registry in SharedServerRegistry.all(in: parents) {
            try Task.checkCancellation()
            guard let folder = await retire(registry, includingKept) else { continue }
            removed.append(.sharedServer(folder, major: registry.major))
        }
        return removed + (await OwnedFolder.sweep(in: temporary)).map(Removed.folder)
    }

    /// - Returns: The server's folder when it is gone.
    private func retire(_ registry: SharedServerRegistry, _ includingKept: Bool) async -> FilePath? {
        // Without the lock somebody is just starting one; what cannot be asked or stopped stays, with its watcher.
        guard let folder = registry.published(), OwnerFile(ofFolder: folder, userID: account.userID) != nil,
            let lock = try? registry.tryLock()
        else { return nil }
        defer { lock.release() }
        let watcher = Watcher(account: account, folder: folder, pgCtl: pgCtl(major: registry.major))
        // A server that cannot be stopped now stays; its watcher or the next run removes it.
        try? await watcher.retire(includingKept: includingKept)
        return SmallFile.status(folder) == nil ? folder : nil
    }

    /// Without any installation a server's process is killed, where there is one.
    private func pgCtl(major: Int?) -> FilePath {
        let fitting = installations.first { $0.version.major == major } ?? installations.first
        return fitting?.binDirectory.appending("pg_ctl") ?? "pg_ctl"
    }
}
