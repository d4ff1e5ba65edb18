import Foundation
import PGSampleLocalServer
import SystemPackage
import Testing

@testable import PGSample

/// A server that tests run against besides the one of ``TestServer``: the machine's own, and those of other
/// majors, whose folders of programs PG_SAMPLE_TEST_POSTGRES lists with colons between them.
struct ServerVersion: Sendable, Hashable, CustomTestStringConvertible {
    static let variable = "PG_SAMPLE_TEST_POSTGRES"

    /// Where its programs are; nil for the machine's own.
    private var folder: String?

    var testDescription: String { folder ?? "the machine's own" }

    static let own = ServerVersion()
    static let others: [ServerVersion] = (ProcessInfo.processInfo.environment[variable] ?? "")
        .split(whereSeparator: { $0 == ":" || $0.isWhitespace }).map { ServerVersion(folder: String($0)) }
    static let all = [own] + others

    /// The variables by which the client programs of all versions are found.
    static let environment: [String: String] = {
        var environment = ProcessInfo.processInfo.environment
        let folders = [environment["PATH"]].compactMap(\.self) + others.compactMap(\.folder)
        environment["PATH"] = folders.joined(separator: ":")
        return environment
    }()

    private static let servers = Dictionary(
        uniqueKeysWithValues: others.map { version in
            (version, Task { try await ThrowawayServer.start(installation: try await version.installation) })
        }
    )

    var installation: PostgreSQLInstallation {
        get async throws {
            var environment = ProcessInfo.processInfo.environment
            if let folder { environment["PG_SAMPLE_POSTGRES_BIN"] = folder }
            return try await .preferred(environment: environment)
        }
    }

    var major: Int {
        get async throws { try await installation.version.major }
    }

    /// Runs `body` with this server as ``TestServer/shared``. It lives as long as the test process.
    func run<T>(_ body: () async throws -> T) async throws -> T {
        guard let server = Self.servers[self] else { return try await body() }
        return try await TestServer.$chosen.withValue(try await server.value) { try await body() }
    }
}
