import PGSampleLibPQ
import PGSampleTesting
import Synchronization
import Testing

@testable import PGSampleFixtures

/// What a test leaves that cancels itself.
@Suite(.serialized)
struct CancelTests {
    private static let name = Mutex<String?>(nil)

    @Test(.fixture("library")) func aTestCancelsItself() async throws {
        let db = try FixtureDatabase.current
        Self.name.withLock { $0 = db.name }
        try Test.cancel("on purpose")
    }

    @Test func itsDatabaseIsGone() async throws {
        // Alone, as by --filter, there is nothing to look for.
        guard let name = Self.name.withLock({ $0 }) else { return }
        let server = try await FixtureServers.current()
        let count = try await server.administration.run { session in
            try session.query("SELECT count(*) FROM pg_database WHERE datname = $1", [name])[0, 0]
        }
        #expect(count == "0")
    }
}
