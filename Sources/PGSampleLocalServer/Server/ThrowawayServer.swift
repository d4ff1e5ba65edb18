package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A PostgreSQL server of our own, on a unix socket in a private folder, which leaves nothing behind.
///
///     try await withThrowawayServer { server in
///         let connection = try await Connection.open(server.connectionParameters())
///         …
///     }
///
/// It never listens on a network. Its superuser `postgres` needs no password, because only the user it runs
/// as (and root) may enter the folder. When the process that started it dies without stopping it, a watcher
/// does so within seconds.
package actor ThrowawayServer {
    package static let port = "5432"
    package static let user = "postgres"

    package nonisolated let installation: PostgreSQLInstallation
    /// Holds the server's data, log and socket.
    package nonisolated var folder: FilePath { files.path }
    /// The host to connect to: the socket's folder, as libpq wants it.
    package nonisolated var host: String { folder.string }
    nonisolated let files: ServerFolder
    nonisolated let account: ServerAccount
    private nonisolated let pgCtl: FilePath
    private var stopping: Task<Void, Never>?

    /// Who the server lives for, and how closely that is looked at.
    package struct Watch: Sendable {
        /// The server is taken down when this process ends, however it ends.
        package var ownerProcessID: Int32
        /// Time between two looks.
        package var interval: Duration
        /// When given, the server does not end with its owner: from then on it lives until nobody has had a
        /// session for this long, in whole seconds.
        package var idle: Duration?

        package init(
            ownerProcessID: Int32 = getpid(), interval: Duration = .seconds(2), idle: Duration? = nil
        ) {
            self.ownerProcessID = ownerProcessID
            self.interval = interval
            self.idle = idle
        }
    }

    private init(installation: PostgreSQLInstallation, files: ServerFolder, account: ServerAccount) {
        self.installation = installation
        self.files = files
        self.account = account
        pgCtl = installation.binDirectory.appending("pg_ctl")
    }

    // MARK: Life

    /// Makes a cluster and starts its server, which then accepts connections; about a second.
    ///
    /// Folders that earlier processes left behind are removed first. The cluster's encoding is UTF8, its
    /// locale C.UTF-8 where the system has it, else C; autovacuum is off, so whoever loads much runs ANALYZE.
    ///
    /// - Parameters:
    ///   - installation: By default the newest of this machine.
    ///   - settings: Names and values as in `postgresql.conf`, over our own.
    /// - Throws: ``LocalServerError``, with the last lines of the server's log; `CancellationError`. Nothing
    ///   is left behind then.
    package static func start(
        installation: PostgreSQLInstallation? = nil, settings: [String: String] = [:], watch: Watch = Watch()
    ) async throws -> ThrowawayServer {
        try await start(
            installation: installation, settings: settings, watch: watch, in: ServerFolder.parents())
    }

    /// - Parameter parents: Folders to make the server's in, the first that its user can write in is taken.
    static func start(
        installation: PostgreSQLInstallation? = nil, settings: [String: String] = [:], watch: Watch = Watch(),
        in parents: [FilePath]
    ) async throws -> ThrowawayServer {
        let chosen: PostgreSQLInstallation
        if let installation { chosen = installation } else { chosen = try await .preferred() }
        let account = try ServerAccount.current()
        let server = try await uncancelled {
            let owner = try await ProcessIdentity.of(watch.ownerProcessID)
            let pgCtl = chosen.binDirectory.appending("pg_ctl")
            await ServerFolder.sweep(account, in: parents, pgCtl: pgCtl)
            let files = try await ServerFolder.create(for: account, in: parents)
            let server = ThrowawayServer(installation: chosen, files: files, account: account)
            try await server.orStop { try await server.beWatched(for: owner, watch) }
            return server
        }
        try await server.orStop { try await server.launch(settings) }
        return server
    }

    /// Ends the server and removes its folder. Further calls wait for the first; cancellation does not hold
    /// it up.
    ///
    /// Sessions that are open lose their connection.
    package func stop() async {
        let watcher = Watcher(account: account, folder: folder, pgCtl: pgCtl)
        let task = stopping ?? Task.detached { await watcher.clean() }
        stopping = task
        await task.value
    }

    /// The last lines of the server's log.
    package nonisolated var logTail: String { SmallFile.tail(files.log) }

    private nonisolated func orStop(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            await stop()
            throw error
        }
    }

    private nonisolated func beWatched(for owner: ProcessIdentity, _ watch: Watch) async throws {
        let watcher = Watcher(account: account, folder: folder, pgCtl: pgCtl)
        do {
            try SmallFile.create(files.ownerFile, OwnerFile(owner: owner).text)
        } catch {
            throw failure("cannot write \"\(files.ownerFile)\": \(error)")
        }
        guard let idle = watch.idle else {
            try await watcher.watch(over: owner, interval: watch.interval)
            return
        }
        let successor = try await watcher.share(after: owner, interval: watch.interval, idle: idle)
        do {
            try SmallFile.replace(files.ownerFile, OwnerFile(owner: successor).text)
        } catch {
            throw failure("cannot write \"\(files.ownerFile)\": \(error)")
        }
    }

    private nonisolated func launch(_ settings: [String: String]) async throws {
        let configuration = try ServerSettings.text(socketFolder: folder.string, settings: settings)
        try await initialize()
        do {
            try SmallFile.append(configuration, to: files.data.appending("postgresql.conf"))
        } catch {
            throw failure("cannot write the settings into \"\(files.data)\": \(error)")
        }
        // Cancelled half-way, pg_ctl would leave a server behind that nobody knows of yet.
        let arguments = ["start", "-w", "-t", "60", "-s", "-D", files.data.string, "-l", files.log.string]
        let process = account.process(pgCtl, arguments, in: folder)
        let outcome = try await Self.uncancelled { try await process.run() }
        guard outcome.succeeded else {
            throw failure("the server did not start", saying: [outcome.standardError, logTail])
        }
        try Task.checkCancellation()
    }

    private nonisolated func initialize() async throws {
        let program = installation.binDirectory.appending("initdb")
        let arguments = [
            "-D", files.data.string, "-U", Self.user, "-E", "UTF8", "--auth=trust", "--no-sync",
            "--locale=\(Self.locale)", "--lc-messages=C",
        ]
        let outcome = try await account.process(program, arguments, in: folder).run()
        guard outcome.succeeded else {
            throw failure("\"\(program)\" could not make a cluster", saying: [outcome.standardError])
        }
    }

    private nonisolated func failure(_ what: String, saying words: [String] = []) -> LocalServerError {
        let user = account.name.map { ", run as user \"\($0)\"" } ?? ""
        return LocalServerError(
            code: .startFailed,
            message:
                "\(what) (PostgreSQL \(installation.version) of \"\(installation.binDirectory)\"\(user))",
            details: words.map(\.trimmingNewlines).filter { !$0.isEmpty }.joined(separator: "\n"),
            remedy: "another installation can be chosen by \(ProgramFolders.overrideVariable)"
        )
    }

    /// UTF-8 with characters in the order of their code points, where the system knows it.
    private static let locale: String = {
        #if canImport(Darwin)
            let categories = LC_CTYPE_MASK | LC_COLLATE_MASK
        #else
            let categories = CInt(1 << LC_CTYPE | 1 << LC_COLLATE)
        #endif
        guard let locale = newlocale(categories, "C.UTF-8", nil) else { return "C" }
        freelocale(locale)
        return "C.UTF-8"
    }()

    private static func uncancelled<T: Sendable>(
        _ body: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        try await Task.detached { try await body() }.value
    }
}

/// Runs `body` with a server of its own, and takes it down when `body` returns, throws or is cancelled.
///
/// - Throws: What ``ThrowawayServer/start(installation:settings:watch:)`` and `body` throw.
nonisolated(nonsending) package func withThrowawayServer<T>(
    installation: PostgreSQLInstallation? = nil, settings: [String: String] = [:],
    _ body: nonisolated(nonsending) (ThrowawayServer) async throws -> T
) async throws -> T {
    let server = try await ThrowawayServer.start(installation: installation, settings: settings)
    do {
        let result = try await body(server)
        await server.stop()
        return result
    } catch {
        await server.stop()
        throw error
    }
}
