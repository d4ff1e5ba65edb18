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

/// What is taken away when somebody asks for it, and what never is.
struct LeftoversTests {
    private func leftovers(in parent: FilePath) async throws -> Leftovers {
        try await Leftovers(parents: [parent], temporary: parent)
    }

    private func join(in parent: FilePath) async throws -> SharedServer {
        try await SharedServer.join(idle: .seconds(600), interval: .seconds(1), in: [parent])
    }

    @Test func aSharedServerGoesWhenNobodyHasASession() async throws {
        try await withTemporaryFolder { parent in
            let leftovers = try await leftovers(in: parent)
            let server = try await join(in: parent)
            #expect(try await leftovers.remove(includingKept: true) == [])
            #expect(try await server.lease.run { try $0.query("SELECT 1")[0, 0] } == "1")
            await server.lease.close()
            let major = server.installation.version.major
            #expect(try await leftovers.remove() == [.sharedServer(server.folder, major: major)])
            #expect(SmallFile.status(server.folder) == nil)
            #expect(try await leftovers.remove() == [])
            #expect(try await eventually { try await processes(naming: server.folder).isEmpty })
        }
    }

    @Test func aSharedServerWithAKeptDatabaseGoesOnlyWhenThatIsAskedFor() async throws {
        try await withTemporaryFolder { parent in
            let leftovers = try await leftovers(in: parent)
            let server = try await join(in: parent)
            try await server.lease.run { session in
                try session.execute("CREATE DATABASE kept")
                try session.execute(
                    """
                    COMMENT ON DATABASE kept IS '{"time":1,"until":99999999999,"writer":"swift-pg-sample"}'
                    """)
            }
            await server.lease.close()
            #expect(try await leftovers.remove() == [])
            #expect(SmallFile.status(server.folder) != nil)
            let major = server.installation.version.major
            #expect(
                try await leftovers.remove(includingKept: true)
                    == [.sharedServer(server.folder, major: major)])
        }
    }

    @Test func aSharedServerThatIsJustBeingStartedStays() async throws {
        try await withTemporaryFolder { parent in
            let server = try await join(in: parent)
            await server.lease.close()
            let registry = try SharedServerRegistry(
                major: server.installation.version.major, parents: [parent])
            let lock = try #require(try registry.tryLock())
            #expect(try await leftovers(in: parent).remove() == [])
            lock.release()
            #expect(try await leftovers(in: parent).remove().count == 1)
        }
    }

    @Test func temporaryFoldersGoWithTheirOwnersAndStayWithoutAMark() async throws {
        try await withTemporaryFolder { parent in
            func folder(_ name: String, _ text: String?) throws -> FilePath {
                let folder = parent.appending(OwnedFolder.prefix + name)
                #expect(mkdir(folder.string, 0o700) == 0)
                if let text { try SmallFile.create(folder.appending(OwnerFile.name), text) }
                return folder
            }
            let dead = ProcessIdentity(processID: getpid(), startTime: "1")
            var distant = OwnerFile(owner: dead)
            distant.processSpace = "another machine"
            let left = try folder("left", OwnerFile(owner: dead).text)
            let used = try folder("used", nil)
            try await OwnedFolder.own(used)
            let kept = [
                used, try folder("plain", nil), try folder("foreign", "somebody else's words\n"),
                try folder("distant", distant.text),
            ]
            let link = parent.appending(OwnedFolder.prefix + "link")
            #expect(symlink(left.string, link.string) == 0)

            #expect(try await leftovers(in: parent).remove() == [.folder(left)])
            for folder in kept + [link] { #expect(SmallFile.status(folder) != nil) }
        }
    }
}
