import Foundation
import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL
import SystemPackage
import Testing

@testable import PGSample
@testable import PGSampleLocalServer

/// Servers in an unusual state: a standby, one with object ids above 2^31.
@Suite(.usesServer) struct UnusualServerTests {
    private static func run(_ server: ThrowawayServer, _ program: String, _ arguments: [String]) async throws
    {
        let path = server.installation.binDirectory.appending(program)
        try await server.account.process(path, arguments, in: server.folder).run().requireSuccess()
    }

    private static func execute(_ scripts: [String], _ parameters: ConnectionParameters) async throws {
        let connection = try await Connection.open(parameters)
        try await connection.run { session in for script in scripts { try session.execute(script) } }
        await connection.close()
    }

    @Test func `a standby is sampled, and unlogged tables come empty with a word`() async throws {
        try await withThrowawayServer(
            settings: ["wal_level": "replica", "max_wal_senders": "3", "full_page_writes": "on"]
        ) { primary in
            try await primary.createDatabase("source")
            try await Self.execute(
                [
                    """
                    CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 50);
                    CREATE TABLE child (id int PRIMARY KEY, t int REFERENCES t); INSERT INTO child SELECT i, 51 - i FROM generate_series(1, 50) AS i;
                    CREATE UNLOGGED TABLE fleeting (id int PRIMARY KEY); INSERT INTO fleeting SELECT generate_series(1, 5);
                    """
                ], primary.connectionParameters(database: "source")
            )
            let data = primary.folder.appending("standby"), socket = primary.folder.string
            try await Self.run(
                primary, "pg_basebackup",
                [
                    "-h", socket, "-p", ThrowawayServer.port, "-U", ThrowawayServer.user, "-D", data.string,
                    "-R", "-X", "stream", "-c", "fast",
                ]
            )
            try await Self.run(
                primary, "pg_ctl",
                [
                    "start", "-w", "-s", "-D", data.string, "-l",
                    primary.folder.appending("standby.log").string, "-o", "-c port=5433",
                ]
            )
            do {
                let source = DatabaseSource(
                    database: "source", host: socket, port: 5433, user: ThrowawayServer.user)
                let fixture = try await Trial.sample(from: source, "child=3, *=0, fleeting=5")
                #expect(fixture.data(of: "public.t") == ["48", "49", "50"])
                let whole = try await Trial.sample(from: source, "*")
                #expect(whole.rows(of: "public.child") == 50)
                #expect(whole.rows(of: "public.fleeting") == 0)
                #expect(
                    whole.report.diagnostics.map(\.description)
                        == ["public.fleeting is unlogged and cannot be read on a standby: no rows"]
                )
                // The same file as from the primary, but for the unlogged table.
                var primarySource = source
                primarySource.port = 5432
                let theirs = try await Trial.sample(from: primarySource, "*") {
                    $0.excludedTables = [TablePattern(table: NamePattern(exactly: "fleeting"))]
                }
                let ours = try await Trial.sample(from: source, "*") {
                    $0.excludedTables = [TablePattern(table: NamePattern(exactly: "fleeting"))]
                }
                #expect(theirs.script == ours.script)
            } catch {
                try await Self.run(
                    primary, "pg_ctl", ["stop", "-w", "-s", "-D", data.string, "-m", "immediate"])
                throw error
            }
            try await Self.run(primary, "pg_ctl", ["stop", "-w", "-s", "-D", data.string, "-m", "immediate"])
        }
    }

    @Test func `18: object ids above two to the 31st are no trouble`() async throws {
        try await withThrowawayServer { server in
            let data = server.files.data.string
            try await Self.run(server, "pg_ctl", ["stop", "-w", "-s", "-D", data, "-m", "fast"])
            try await Self.run(server, "pg_resetwal", ["-o", "3000000000", "-D", data])
            try await Self.run(
                server, "pg_ctl", ["start", "-w", "-s", "-D", data, "-l", server.files.log.string])
            try await server.createDatabase("source")
            let there = try await TestServer.database()
            for name in ["keys", "partitions", "two-schemas"] {
                let script = OddSchemaTests.folder.appending("\(name).sql")
                try await TestServer.load(script, into: there)
                let psql = server.installation.binDirectory.appending("psql")
                try await ChildProcess(
                    psql, ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script.string],
                    variables: .inherited(server.clientVariables(database: "source"))
                ).run().requireSuccess()
            }
            let parameters = server.connectionParameters(database: "source")
            let connection = try await Connection.open(parameters)
            let id = try await connection.run { try $0.query("SELECT 'crc'::regclass::oid")[0, 0] }
            await connection.close()
            #expect(try #require(id.flatMap { UInt32($0) }) >= 3_000_000_000)
            let source = DatabaseSource(
                database: "source", host: server.host, port: 5432, user: ThrowawayServer.user
            )
            // The same bytes as from a server whose ids are small.
            let here = try await Trial.sample(from: source, "*=4")
            #expect(here.script == (try await Trial.sample(there, "*=4")).script)
            let random = try await Trial.sample(from: source, "*=4") { $0.order = .random }
            #expect(random.script == (try await Trial.sample(there, "*=4") { $0.order = .random }).script)
        }
    }
}
