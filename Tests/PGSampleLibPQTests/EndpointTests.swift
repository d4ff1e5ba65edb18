import Dispatch
import Foundation
import PGSampleLibPQ
import PGSampleLocalServer
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

struct EndpointTests {
    @Test func `an address beside a name is where the session is`() async throws {
        let server = try WelcomingServer()
        let host = try await Connection.open(
            ConnectionParameters(
                database: "host=localhost hostaddr=127.0.0.1 port=\(server.port) user=nobody dbname=none "
                    + "sslmode=disable gssencmode=disable")
        ).run(\.endpoint.host)
        #expect(host == "127.0.0.1")
    }

    @Test func `without an address the name is`() async throws {
        let host = try await TestServer.withConnection { try await $0.run(\.endpoint.host) }
        #expect(host == (try await TestServer.shared.host))
    }

    @Test func `a server that refuses for being too many is serving, and none is not`() async throws {
        let server = try await TestServer.shared
        try await TestServer.withConnection { connection in
            try await connection.run { session in
                try session.execute("CREATE ROLE nobody_more LOGIN CONNECTION LIMIT 0")
            }
        }
        var parameters = server.connectionParameters()
        parameters.user = "nobody_more"
        let error = await #expect(throws: DatabaseError.self) { _ = try await Connection.open(parameters) }
        #expect(error?.code == .connectionFailed)
        #expect(await Connection.isServing(parameters))
        parameters.host = "/nowhere"
        #expect(await !Connection.isServing(parameters))
    }
}

/// Lets one client in, as PostgreSQL would without a password, on a port of its own.
private final class WelcomingServer: Sendable {
    let port: UInt16
    private let listener: Int32

    init() throws {
        #if canImport(Darwin)
            let kind = SOCK_STREAM
        #else
            let kind = Int32(SOCK_STREAM.rawValue)
        #endif
        let listener = socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 1) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard listener >= 0, status else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        DispatchQueue.global().async {
            let client = accept(listener, nil, nil)
            var request = [UInt8](repeating: 0, count: 1024)
            _ = read(client, &request, request.count)
            // AuthenticationOk, ReadyForQuery (PostgreSQL documentation, 55.7 "Message Formats").
            let answer: [UInt8] = [0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5A, 0, 0, 0, 5, 0x49]
            _ = write(client, answer, answer.count)
            // Until the client goes.
            while read(client, &request, request.count) > 0 {}
            close(client)
        }
    }

    deinit { close(listener) }
}
