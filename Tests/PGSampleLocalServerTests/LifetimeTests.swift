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

/// How long servers and their folders live, above all when nobody is left to stop them.
@Suite(.serialized)
struct LifetimeTests {
    private struct Odd: Error {}

    private func isGone(_ folder: FilePath, _ processID: Int32) async throws -> Bool {
        guard SmallFile.status(folder) == nil else { return false }
        return try await !isRunning(processID)
    }

    @Test func anErrorStopsTheServer() async throws {
        var left: (folder: FilePath, processID: Int32)?
        await #expect(throws: Odd.self) {
            try await withThrowawayServer { server in
                left = (server.folder, try #require(serverProcessID(of: server)))
                throw Odd()
            }
        }
        let (folder, processID) = try #require(left)
        #expect(try await eventually { try await isGone(folder, processID) })
    }

    @Test func aCancelledTaskStopsTheServer() async throws {
        let (started, continuation) = AsyncStream.makeStream(of: (FilePath, Int32).self)
        let task = Task {
            defer { continuation.finish() }
            try await withThrowawayServer { server in
                continuation.yield((server.folder, try #require(serverProcessID(of: server))))
                try await Task.sleep(for: .seconds(600))
            }
        }
        let (folder, processID) = try #require(await started.first { _ in true })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(SmallFile.status(folder) == nil)
        #expect(try await eventually { try await !isRunning(processID) })
    }

    @Test(arguments: [0, 60, 300, 700])
    func cancellingTheStartLeavesNothingBehind(milliseconds: Int) async throws {
        try await withTemporaryFolder { parent in
            let task = Task { try await ThrowawayServer.start(in: [parent]) }
            try await Task.sleep(for: .milliseconds(milliseconds))
            task.cancel()
            // A start that was quicker than we is a server like any other.
            do { try await task.value.stop() } catch is CancellationError {}
            #expect(try folderNames(in: parent) == [])
        }
    }

    @Test func aServerThatCannotStartSaysWhyAndLeavesNothingBehind() async throws {
        try await withTemporaryFolder { parent in
            let error = try #require(
                await #expect(throws: LocalServerError.self) {
                    _ = try await ThrowawayServer.start(settings: ["shared_buffers": "much"], in: [parent])
                })
            #expect(error.code == .startFailed)
            #expect(error.message.hasPrefix("the server did not start (PostgreSQL "))
            #expect(error.details.contains("invalid value for parameter \"shared_buffers\": \"much\""))
            #expect(error.remedy.contains("PG_SAMPLE_POSTGRES_BIN"))
            #expect(try folderNames(in: parent) == [])
        }
        let error = await #expect(throws: LocalServerError.self) {
            _ = try await ThrowawayServer.start(settings: ["port = 1\nfsync": "on"])
        }
        #expect(error?.code == .invalidSetting)
    }

    @Test func aServerDoesNotOutliveAnOwnerThatWasKilled() async throws {
        let (started, continuation) = AsyncStream.makeStream(of: Int32.self)
        async let owner = {
            defer { continuation.finish() }
            return try await ChildProcess("/bin/sh", ["-c", "echo $$; exec sleep 600"]).run { bytes in
                continuation.yield(Int32(String(decoding: bytes, as: UTF8.self).dropLast()) ?? 0)
            }
        }()
        let ownerID = try #require(await started.first { $0 > 0 })
        let server = try await ThrowawayServer.start(
            watch: .init(ownerProcessID: ownerID, interval: .milliseconds(200)))
        let processID = try #require(serverProcessID(of: server))
        // Several looks of the watcher later the server still runs, as its owner does.
        try await Task.sleep(for: .seconds(1))
        #expect(try await firstField(of: "select 1", on: server) == "1")

        kill(ownerID, SIGKILL)
        #expect(try await owner.status == .killed(SIGKILL))
        #expect(try await eventually { try await isGone(server.folder, processID) })
        #expect(try await eventually { try await processes(naming: server.folder).isEmpty })
        await server.stop()
    }

    @Test func anotherProcessWithTheOwnersNumberIsNotTheOwner() async throws {
        let server = try await ThrowawayServer.start()
        let processID = try #require(serverProcessID(of: server))
        let watcher = Watcher(
            account: server.account, folder: server.folder,
            pgCtl: server.installation.binDirectory.appending("pg_ctl"))
        try await watcher.watch(
            over: ProcessIdentity(processID: getpid(), startTime: "1"), interval: .seconds(1))
        #expect(try await eventually { try await isGone(server.folder, processID) })
        await server.stop()
    }

    @Test func aProcessThatOnlyWaitsToBeReapedHasEnded() async throws {
        let (started, continuation) = AsyncStream.makeStream(of: Int32.self)
        // The shell becomes a program that reaps nobody, least of all the child it had as a shell.
        let script = "sleep 600 & echo $!; exec sleep 600"
        let parent = Task {
            defer { continuation.finish() }
            return try await ChildProcess("/bin/sh", ["-c", script]).run { bytes in
                continuation.yield(Int32(String(decoding: bytes, as: UTF8.self).dropLast()) ?? 0)
            }
        }
        let child = try #require(await started.first { $0 > 0 })
        let identity = try await ProcessIdentity.of(child)
        #expect(await identity.isAlive())
        kill(child, SIGKILL)
        #expect(try await eventually { await !identity.isAlive() })
        #expect(kill(child, 0) == 0)
        parent.cancel()
        _ = await parent.result
    }

    @Test func theServerAndItsWatcherKeepNoFileOfOursOpen() async throws {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let reader = ends[0]
        try await withThrowawayServer { _ in
            close(ends[1])
            // With a writer left somewhere this would wait for ever, so it is asked not to wait. Programs of
            // other tests that began just then may have one for as long as they run.
            #expect(fcntl(reader, F_SETFL, O_NONBLOCK) == 0)
            let isClosed = try await eventually {
                var byte: UInt8 = 0
                return read(reader, &byte, 1) == 0
            }
            #expect(isClosed)
        }
    }

    @Test func theServerIsOutOfReachOfOurTerminalsSignals() async throws {
        try await withThrowawayServer { server in
            let processID = try #require(serverProcessID(of: server))
            #expect(getsid(processID) != getsid(0))
            #expect(getpgid(processID) != getpgrp())
        }
    }

    // MARK: Folders

    @Test func aSocketsPathIsShortAndNeedsNoQuotes() {
        func parents(_ folder: String) -> [FilePath] { ServerFolder.parents(environment: ["TMPDIR": folder]) }
        #expect(ServerFolder.parents(environment: [:]) == ["/tmp"])
        #expect(parents("/tmp/") == ["/tmp"])
        #expect(parents("/var/folders/zz/T") == ["/var/folders/zz/T", "/tmp"])
        #expect(parents("relative") == ["/tmp"])
        for odd in ["/with space", "/with,comma", "/with'quote", "/\u{e9}"] {
            #expect(parents(odd) == ["/tmp"])
        }
        let socket = "/" + ServerFolder.prefix + "XXXXXX/.s.PGSQL.5432"
        let longest = "/" + String(repeating: "x", count: 102 - socket.utf8.count)
        #expect(parents(longest) == [FilePath(longest), "/tmp"])
        #expect(parents(longest + "x") == ["/tmp"])
    }

    @Test func aFolderIsMadeWhereTheServersUserMayWrite() async throws {
        let account = try ServerAccount.current()
        try await withTemporaryFolder { parent in
            let folder = try await ServerFolder.create(for: account, in: ["/nowhere", "/proc", parent])
            #expect(folder.path.removingLastComponent() == parent)
            let status = try #require(SmallFile.status(folder.path))
            #expect(status.userID == account.userID)
        }
        let error = await #expect(throws: LocalServerError.self) {
            _ = try await ServerFolder.create(for: account, in: ["/nowhere"])
        }
        #expect(error?.code == .noFolder)
        #expect(error?.message.hasSuffix("in /nowhere") == true)
        #expect(error?.remedy.contains("TMPDIR") == true)
    }

    // MARK: Sweeping

    @Test func aSweepRemovesADeadFolderAndNoOther() async throws {
        let installation = try await PostgreSQLInstallation.preferred()
        let account = try ServerAccount.current()
        let pgCtl = installation.binDirectory.appending("pg_ctl")
        let alive = try await ProcessIdentity.of(getpid())
        let dead = ProcessIdentity(processID: getpid(), startTime: "1")
        try await withTemporaryFolder { parent in
            func folder(_ text: String?) async throws -> FilePath {
                let folder = try await ServerFolder.create(for: account, in: [parent])
                if let text { try SmallFile.create(folder.ownerFile, text) }
                return folder.path
            }
            let left = try await folder(OwnerFile(owner: dead).text)
            let used = try await folder(OwnerFile(owner: alive).text)
            let lookAlike = try await folder(nil)
            let foreign = try await folder("somebody else's words\n1\n1\n\n")
            var elsewhere = OwnerFile(owner: dead)
            elsewhere.processSpace = "another machine"
            let distant = try await folder(elsewhere.text)

            await ServerFolder.sweep(account, in: [parent], pgCtl: pgCtl)
            #expect(SmallFile.status(left) == nil)
            for kept in [used, lookAlike, foreign, distant] { #expect(SmallFile.status(kept) != nil) }
        }
    }

    @Test func aStartSweepsAServerWhoseOwnerAndWatcherAreDead() async throws {
        try await withTemporaryFolder { parent in
            let orphan = try await ThrowawayServer.start(
                watch: .init(interval: .seconds(600)), in: [parent])
            let living = try await ThrowawayServer.start(in: [parent])
            let processID = try #require(serverProcessID(of: orphan))
            let dead = OwnerFile(owner: ProcessIdentity(processID: getpid(), startTime: "1"))
            let new = orphan.folder.appending("new")
            try SmallFile.create(new, dead.text)
            #expect(rename(new.string, orphan.files.ownerFile.string) == 0)

            let next = try await ThrowawayServer.start(in: [parent])
            #expect(try await eventually { try await isGone(orphan.folder, processID) })
            #expect(try await firstField(of: "select 1", on: living) == "1")
            for server in [orphan, living, next] { await server.stop() }
        }
    }

    @Test func ownerFilesAreReadAsTheyWereWritten() throws {
        let file = OwnerFile(owner: ProcessIdentity(processID: 17, startTime: "Tue Mar  3 10:00:00 2026"))
        #expect(OwnerFile(text: file.text) == file)
        for text in ["", "17\n", file.text + "more", file.text.replacing("\n17\n", with: "\n-17\n")] {
            #expect(OwnerFile(text: text) == nil)
        }
    }
}
