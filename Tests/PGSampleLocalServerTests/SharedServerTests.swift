import PGSampleLibPQ
import SystemPackage
import Testing

@testable import PGSampleLocalServer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The server that processes share: started once, alive while somebody needs it.
@Suite(.serialized)
struct SharedServerTests {
    /// A server that we start.
    private func join(in parent: FilePath, idle: Duration = .seconds(2)) async throws -> SharedServer {
        try await SharedServer.join(idle: idle, interval: .seconds(1), in: [parent])
    }

    /// A process of its own, running for as long as `body` does.
    private func withStarter(_ body: (Int32) async throws -> Void) async throws {
        let (started, continuation) = AsyncStream.makeStream(of: Int32.self)
        let child = Task {
            defer { continuation.finish() }
            return try await ChildProcess("/bin/sh", ["-c", "echo $$; exec sleep 600"]).run { bytes in
                continuation.yield(Int32(String(decoding: bytes, as: UTF8.self).dropLast()) ?? 0)
            }
        }
        let processID = try #require(await started.first { $0 > 0 })
        let result: Result<Void, any Error>
        do { result = .success(try await body(processID)) } catch { result = .failure(error) }
        child.cancel()
        _ = await child.result
        try result.get()
    }

    private func value(_ sql: String, _ server: SharedServer) async throws -> String? {
        try await server.lease.run { try $0.query(sql)[0, 0] }
    }

    private func stop(_ server: SharedServer) async {
        await server.lease.close()
        await Watcher(
            account: (try? ServerAccount.current()) ?? ServerAccount(name: nil, userID: geteuid()),
            folder: server.folder, pgCtl: server.installation.binDirectory.appending("pg_ctl")
        ).clean()
    }

    @Test func processesThatRaceStartOneServer() async throws {
        try await withTemporaryFolder { parent in
            let servers = try await withThrowingTaskGroup(of: SharedServer.self) { group in
                for _ in 0..<4 { group.addTask { try await join(in: parent) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(servers.map(\.folder)).count == 1)
            #expect(try folderNames(in: parent).count == 1)
            for server in servers { #expect(try await value("SELECT 1", server) == "1") }
            for server in servers { await stop(server) }
        }
    }

    @Test func whoIsKeptFromJoiningSaysWhatKeepsIt() async throws {
        let installation = try await PostgreSQLInstallation.preferred()
        try await withTemporaryFolder { parent in
            func refusal() async throws -> LocalServerError {
                try #require(
                    await #expect(throws: LocalServerError.self) {
                        _ = try await SharedServer.join(
                            idle: .seconds(2), interval: .seconds(1), patience: .milliseconds(200),
                            in: [parent])
                    })
            }
            let registry = try SharedServerRegistry(major: installation.version.major, parents: [parent])
            let lock = try #require(try registry.tryLock())
            #expect(try await refusal().details.contains("another process is starting it"))
            lock.release()
            let server = try await join(in: parent, idle: .seconds(60))
            // As a watcher that is about to stop it does.
            try await server.lease.run {
                try $0.execute(
                    """
                    SELECT pg_advisory_unlock_shared(\(SharedServer.leaseKey)),
                    pg_advisory_lock(\(SharedServer.leaseKey))
                    """)
            }
            #expect(try await refusal().details.contains("being stopped"))
            await stop(server)
        }
    }

    /// Of the majors that are installed, which may be one; more are found when PATH leads to their programs.
    @Test func serversOfAllMajorsOfThisMachineRunSideBySide() async throws {
        let installations = try await PostgreSQLInstallation.all()
        let majors = Set(installations.map(\.version.major))
        let chosen = majors.compactMap { major in installations.first { $0.version.major == major } }
        try await withTemporaryFolder { parent in
            // A server of a major that is not at hand is nobody's business here.
            let foreign = try SharedServerRegistry(major: 9, parents: [parent])
            try foreign.publish("/nowhere/of-major-9")
            var servers: [SharedServer] = []
            for installation in chosen {
                for _ in 0..<2 {
                    servers.append(
                        try await SharedServer.join(
                            installation: installation, idle: .seconds(2), interval: .seconds(1), in: [parent]
                        ))
                }
            }
            #expect(Set(servers.map(\.folder)).count == majors.count)
            for server in servers {
                let version = try #require(
                    Int(try await value("SHOW server_version_num", server) ?? ""))
                #expect(version / 10_000 == server.installation.version.major)
            }
            #expect(
                Set(SharedServerRegistry.all(in: [parent]).map(\.major)) == majors.union([9]))
            #expect(foreign.published() == "/nowhere/of-major-9")
            for server in servers { await stop(server) }
        }
    }

    @Test func theMajorsOfOneUserHaveFilesAndLocksOfTheirOwn() async throws {
        try await withTemporaryFolder { parent in
            let registries = try [13, 15, 18, 118].map {
                try SharedServerRegistry(major: $0, parents: [parent])
            }
            let locks = try registries.map { try #require(try $0.tryLock()) }
            for registry in registries {
                #expect(try registry.tryLock() == nil)
                #expect(registry.published() == nil)
                try registry.publish(FilePath("/tmp/server-of-\(registry.major)"))
            }
            for registry in registries {
                #expect(registry.published() == FilePath("/tmp/server-of-\(registry.major)"))
            }
            #expect(SharedServerRegistry.all(in: [parent]).map(\.major) == [13, 15, 18, 118])
            for lock in locks { lock.release() }
        }
    }

    @Test func itStaysWhileSomebodyHasASessionAndThenGoes() async throws {
        try await withTemporaryFolder { parent in
            var found: SharedServer?
            try await withStarter { starter in
                found = try await SharedServer.join(
                    idle: .seconds(2), interval: .seconds(1), starter: starter, in: [parent])
            }
            let server = try #require(found)
            // Its starter has ended, and a few looks of the watcher go by.
            try await Task.sleep(for: .seconds(6))
            #expect(try await value("SELECT 1", server) == "1")
            await server.lease.close()
            #expect(try await eventually { SmallFile.status(server.folder) == nil })
            #expect(try await eventually { try await processes(naming: server.folder).isEmpty })
            // Whoever comes now starts another.
            let next = try await join(in: parent)
            #expect(next.folder != server.folder)
            await stop(next)
        }
    }

    @Test func aDatabaseThatIsKeptKeepsTheServerUntilItsTimeIsUp() async throws {
        @Sendable func keep(seconds: Int) -> String {
            """
            DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE kept IS %L', '{"time":1,"until":'
                || (extract(epoch FROM now())::int8 + \(seconds)) || ',"writer":"swift-pg-sample"}'); END $$
            """
        }
        try await withTemporaryFolder { parent in
            var found: SharedServer?
            try await withStarter { starter in
                let server = try await SharedServer.join(
                    idle: .seconds(1), interval: .seconds(1), starter: starter, in: [parent])
                found = server
                _ = try await value("SELECT 1", server)
                try await server.lease.run { session in
                    try session.execute("CREATE DATABASE kept")
                    try session.execute(keep(seconds: 600))
                }
                await server.lease.close()
            }
            let server = try #require(found)
            try await Task.sleep(for: .seconds(4))
            #expect(SmallFile.status(server.folder) != nil)
            let again = try await join(in: parent)
            #expect(again.folder == server.folder)
            try await again.lease.run { try $0.execute(keep(seconds: 0)) }
            await again.lease.close()
            #expect(try await eventually { SmallFile.status(server.folder) == nil })
        }
    }

    @Test func aServerThatWasKilledIsReplaced() async throws {
        try await withTemporaryFolder { parent in
            let first = try await join(in: parent)
            let processes = SmallFile.text(ServerFolder(path: first.folder).data.appending("postmaster.pid"))
            let processID = try #require(processes?.split(separator: "\n").first.flatMap { Int32($0) })
            kill(processID, SIGKILL)
            let next = try await join(in: parent)
            #expect(next.folder != first.folder)
            #expect(try await value("SELECT 1", next) == "1")
            for server in [first, next] { await stop(server) }
        }
    }

    /// A process that has ended, and that nobody has waited for, as the children of a first process that does not.
    private func zombie() throws -> Int32 {
        var child: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        defer { free(arguments[0]) }
        #expect(posix_spawnp(&child, "true", nil, nil, &arguments, nil) == 0)
        var information = siginfo_t()
        #expect(waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) == 0)
        return child
    }

    @Test func aNumberThatIsNotTheServersIsNoServer() async throws {
        try await withTemporaryFolder { parent in
            let registry = try SharedServerRegistry(major: 15, parents: [parent])
            let data = ServerFolder(path: parent).data
            mkdir(data.string, 0o700)
            let dead = try zombie()
            defer { waitpid(dead, nil, 0) }
            #expect(kill(dead, 0) == 0)
            for number in [dead, getpid()] {
                try SmallFile.replace(data.appending("postmaster.pid"), "\(number)\n\(data)\n")
                #if os(Linux)
                    #expect(!registry.isServing(parent), "\(number)")
                #endif
            }
            let server = try await join(in: parent)
            #expect(registry.isServing(server.folder))
            await stop(server)
        }
    }

    @Test func aFolderOfSomebodyElsesIsNotTrusted() async throws {
        try await withTemporaryFolder { parent in
            let trap = parent.appending("pg-sample-shared-\(geteuid())")
            #expect(symlink("/tmp", trap.string) == 0)
            let error = #expect(throws: LocalServerError.self) {
                try SharedServerRegistry(major: 15, parents: [parent])
            }
            #expect(error?.code == .noFolder)
            #expect(error?.message.contains(trap.string) == true)
            unlink(trap.string)
            mkdir(trap.string, 0o777)
            chmod(trap.string, 0o777)
            #expect(throws: LocalServerError.self) { try SharedServerRegistry(major: 15, parents: [parent]) }
        }
    }

    @Test func theStartsLockIsHeldByOneAtATime() async throws {
        try await withTemporaryFolder { parent in
            let registry = try SharedServerRegistry(major: 15, parents: [parent])
            let lock = try #require(try registry.tryLock())
            #expect(try registry.tryLock() == nil)
            lock.release()
            try #require(try registry.tryLock()).release()
        }
    }
}
