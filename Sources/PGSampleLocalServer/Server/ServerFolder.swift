import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The private folder of one throwaway server: its data, its log, its socket, and the file that names its
/// owner.
///
/// Only the server's user may enter it (mode 0700), so the socket needs no password.
struct ServerFolder: Sendable, Hashable {
    static let prefix = "pg-sample-server-"
    /// What mkdtemp(3) makes a name of: it puts letters of its own for the last six.
    private static let template = prefix + String(repeating: "X", count: 6)
    /// Bytes of `sun_path` without its zero: 107 on Linux (unix(7)), 103 on macOS.
    private static let socketPathLimit = 103
    private static let socketName = ".s.PGSQL.\(ThrowawayServer.port)"

    var path: FilePath
    var data: FilePath { path.appending("data") }
    var log: FilePath { path.appending("log") }
    var ownerFile: FilePath { path.appending(OwnerFile.name) }

    // MARK: Making one

    /// Folders that server folders may be made in: TMPDIR, if a socket's path in it is short enough and needs
    /// quoting nowhere, and /tmp.
    static func parents(environment: [String: String] = ProcessVariables.current) -> [FilePath] {
        let plain = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "/._-+".utf8.contains(byte)
        }
        var parents: [FilePath] = []
        if let given = environment["TMPDIR"], given.utf8.allSatisfy(plain) {
            let folder = FilePath(given)
            let socket = folder.appending(template).appending(socketName)
            if folder.isAbsolute, socket.string.utf8.count <= socketPathLimit { parents.append(folder) }
        }
        return parents.contains("/tmp") ? parents : parents + ["/tmp"]
    }

    /// A new folder of the account's.
    ///
    /// - Throws: ``LocalServerError`` with `.noFolder`.
    static func create(for account: ServerAccount, in parents: [FilePath]) async throws -> ServerFolder {
        var lastWords: [String] = []
        for parent in parents {
            // Made by the account itself, so that a parent which it cannot enter shows at once.
            let (outcome, output) = try await account.process(
                "/bin/sh", ["-c", "exec mktemp -d \"$1\"", "sh", parent.appending(template).string], in: "/"
            ).collect()
            if outcome.succeeded {
                return ServerFolder(path: FilePath(String(decoding: output, as: UTF8.self).trimmingNewlines))
            }
            lastWords.append(outcome.standardError.trimmingNewlines)
        }
        let user = account.name.map { " as user \"\($0)\"" } ?? ""
        throw LocalServerError(
            code: .noFolder,
            message:
                "cannot make a folder for a server\(user) in \(parents.map(\.string).joined(separator: ", "))",
            details: lastWords.joined(separator: "\n"),
            remedy: "set TMPDIR to a folder with a short path in which that user may write"
        )
    }

    // MARK: Sweeping

    /// Seconds without a sign of life after which a folder from another process space counts as left behind:
    /// a server touches its socket's lock file at least every 58 minutes (PostgreSQL's postmaster.c).
    private static let silence = 2 * 60 * 60

    /// Removes the account's folders whose owners have died without a watcher to clean up after them.
    ///
    /// - Returns: The folders that are gone.
    @discardableResult
    static func sweep(_ account: ServerAccount, in parents: [FilePath], pgCtl: FilePath) async -> [FilePath] {
        var removed: [FilePath] = []
        for parent in parents {
            // A folder that cannot be listed cannot be swept.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.string)) ?? []
            for name in names.sorted() where name.hasPrefix(prefix) {
                let folder = ServerFolder(path: parent.appending(name))
                guard await folder.isLeftBehind(by: account) else { continue }
                await Watcher(account: account, folder: folder.path, pgCtl: pgCtl).clean()
                if SmallFile.status(folder.path) == nil { removed.append(folder.path) }
            }
        }
        return removed
    }

    private func isLeftBehind(by account: ServerAccount) async -> Bool {
        guard let file = OwnerFile(ofFolder: path, userID: account.userID) else { return false }
        guard file.processSpace != OwnerFile.currentProcessSpace else { return await !file.owner.isAlive() }
        let lock = SmallFile.status(path.appending(Self.socketName + ".lock")) ?? SmallFile.status(ownerFile)
        return lock.map { Int(Date.now.timeIntervalSince1970) - $0.modified > Self.silence } ?? false
    }
}
