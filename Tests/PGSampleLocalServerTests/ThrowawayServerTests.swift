import PGSampleLibPQ
@testable import PGSampleLocalServer
import SystemPackage
import Testing

@Suite(.serialized)
struct ThrowawayServerTests {
    @Test func aServerAnswersAndLeavesNothingBehind() async throws {
        let server = try await ThrowawayServer.start()
        let processID = try #require(serverProcessID(of: server))
        #expect(try await firstField(of: "select 1", on: server) == "1")
        await server.stop()
        #expect(SmallFile.status(server.folder) == nil)
        #expect(try await eventually { try await !isRunning(processID) })
    }

    @Test func stoppingTwiceAndAtTheSameTimeIsHarmless() async throws {
        let server = try await ThrowawayServer.start()
        async let first: Void = server.stop()
        async let second: Void = server.stop()
        _ = await (first, second)
        await server.stop()
        #expect(SmallFile.status(server.folder) == nil)
    }

    @Test func settingsOverrideOurs() async throws {
        let names = ["max_connections", "cluster_name", "fsync", "listen_addresses", "max_locks_per_transaction"]
        let given = ["max_connections": "7", "cluster_name": "it's \\ odd"]
        let values = try await withThrowawayServer(settings: given) { server in
            var values: [String?] = []
            for name in names { values.append(try await firstField(of: "show \(name)", on: server)) }
            return values
        }
        #expect(values == ["7", "it's \\ odd", "off", "", "1024"])
    }
}
