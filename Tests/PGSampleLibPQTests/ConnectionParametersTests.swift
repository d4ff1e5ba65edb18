import PGSampleLocalServer
import Testing

@testable import PGSampleLibPQ

/// Where to connect: no password is ever shown, and children get none on their command line.
@Suite struct ConnectionParametersTests {
    private static let secret = "s3cr3t"

    @Test(arguments: [
        "postgresql://me:\(secret)@host:port/db", "postgresql://me:\(secret)@[::1/db",
        "postgresql://me:\(secret)%@host/db",
        "postgresql://me:\(secret)@x@host/db", "postgresql://me:a@\(secret)@host/db",
        "postgresql://me:\(secret)@host/db?nonsense=1",
        "host=h password=\(secret) nonsense=1", "host=h password='\(secret)", "password=\(secret) = host",
        "postgres://me:\(secret)@host:70000/db", "host=/nowhere password=\(secret)",
        "host=127.0.0.1 port=1 password=\(secret)", "postgresql://me:\(secret)@127.0.0.1:1/db",
    ])
    func `no error about a connection string shows its password`(_ text: String) async throws {
        let error = await #expect(throws: DatabaseError.self) {
            _ = try await Connection.open(ConnectionParameters(database: text))
        }
        guard let error else { return }
        for shown in [
            "\(error)", error.message, error.detail ?? "", error.hint ?? "", String(reflecting: error),
        ] {
            #expect(!shown.contains(Self.secret))
        }
    }

    @Test func `a child's connection string has no password, its environment has`() async throws {
        let server = try await TestServer.shared
        var parameters = server.connectionParameters(database: "postgres")
        parameters.password = "it's \\ \(Self.secret)"
        let connection = try await Connection.open(parameters)
        let child = try await connection.run { $0.childParameters() }
        await connection.close()
        #expect(!child.connectionString.contains(Self.secret))
        #expect(child.environment == ["PGPASSWORD": "it's \\ \(Self.secret)"])
        // And it leads to the same place.
        let again = try await Connection.open(ConnectionParameters(database: child.connectionString))
        let place = try await again.run {
            try $0.query("SELECT current_database() || ' ' || current_user")[0, 0]
        }
        await again.close()
        #expect(place == "postgres postgres")
    }

    @Test func `a child of a session with hostile names reaches the same database`() async throws {
        let server = try await TestServer.shared
        let name = "odd = 'name' \\ postgresql://x"
        try await server.createDatabase(name)
        let connection = try await Connection.open(server.connectionParameters(database: name))
        let child = try await connection.run { $0.childParameters() }
        await connection.close()
        let again = try await Connection.open(ConnectionParameters(database: child.connectionString))
        #expect(try await again.run { try $0.query("SELECT current_database()")[0, 0] } == name)
        await again.close()
    }

    @Test(arguments: [
        ("shop", true), ("host=x dbname=connect_timeout", true),
        ("postgresql://x/shop?sslmode=disable", true),
        ("host=x connect_timeout=0", false), ("postgresql://x/shop?connect_timeout=60", false),
        ("service=shop", false),
    ])
    func `connecting has a limit where nobody else has set one`(_ database: String, _ isLimited: Bool) {
        // PGCONNECT_TIMEOUT is not set for tests.
        let settings = Session.settings(ConnectionParameters(database: database))
        #expect(settings.contains { $0.keyword == "connect_timeout" } == isLimited)
    }

    @Test func `what is given apart overrides what the string says`() async throws {
        let server = try await TestServer.shared
        let parameters = ConnectionParameters(
            database: "postgresql://nobody@nowhere:1/postgres", host: server.host, port: ThrowawayServer.port,
            user: ThrowawayServer.user
        )
        let connection = try await Connection.open(parameters)
        #expect(try await connection.run { try $0.query("SELECT current_database()")[0, 0] } == "postgres")
        await connection.close()
    }

    @Test func `an unknown database is an error with the server's words`() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            _ = try await Connection.open(
                try await TestServer.shared.connectionParameters(database: "not there"))
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message.contains("not there") == true)
    }
}
