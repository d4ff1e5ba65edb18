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

@Suite(.serialized)
struct ThrowawayServerTests {
    @Test func aServerAnswersAndLeavesNothingBehind() async throws {
        let server = try await ThrowawayServer.start()
        let processID = try #require(serverProcessID(of: server))
        #expect(try await firstField(of: "select 1", on: server) == "1")
        await server.stop()
        #expect(SmallFile.status(server.folder) == nil)
        #expect(try await eventually { try await !isRunning(processID) })
        // The watcher too sees that the folder is gone.
        #expect(try await eventually { try await processes(naming: server.folder).isEmpty })
    }

    @Test func stoppingTwiceAndAtTheSameTimeIsHarmless() async throws {
        let server = try await ThrowawayServer.start()
        async let first: Void = server.stop()
        async let second: Void = server.stop()
        _ = await (first, second)
        await server.stop()
        #expect(SmallFile.status(server.folder) == nil)
    }

    @Test func serversLiveSideBySide() async throws {
        let servers = try await withThrowingTaskGroup(of: ThrowawayServer.self) { group in
            for _ in 0..<3 { group.addTask { try await ThrowawayServer.start() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(servers.map(\.folder)).count == 3)
        await servers[0].stop()
        for server in servers[1...] {
            #expect(try await firstField(of: "select 1", on: server) == "1")
            await server.stop()
        }
    }

    @Test func settingsOverrideOurs() async throws {
        let names = [
            "max_connections", "cluster_name", "fsync", "listen_addresses", "max_locks_per_transaction",
        ]
        let given = ["max_connections": "7", "cluster_name": "it's \\ odd"]
        let values = try await withThrowawayServer(settings: given) { server in
            var values: [String?] = []
            for name in names { values.append(try await firstField(of: "show \(name)", on: server)) }
            return values
        }
        #expect(values == ["7", "it's \\ odd", "off", "", "1024"])
    }

    @Test func databasesAreMadeWithAnyNameEncodingAndLocale() async throws {
        let name = "we\"ird 'na\\me"
        var options = ThrowawayServer.DatabaseOptions(encoding: "LATIN1")
        options.collate = "C"
        options.characterType = "C"
        let server = try await ThrowawayServer.start()
        try await server.createDatabase(name, options)
        let encoding = try await firstField(of: "show server_encoding", on: server, database: name)
        let current = try await firstField(of: "select current_database()", on: server, database: name)
        try await server.createDatabase("copy", .init(template: name))
        let copied = try await firstField(of: "show server_encoding", on: server, database: "copy")
        let error = await #expect(throws: DatabaseError.self) { try await server.createDatabase(name) }
        try await server.dropDatabase(name)
        try await server.dropDatabase("never was there")
        let query = "select count(*) from pg_database where datname like 'we%'"
        let left = try await firstField(of: query, on: server)
        await server.stop()
        #expect(encoding == "LATIN1")
        #expect(current == name)
        #expect(copied == "LATIN1")
        #expect(error?.sqlState == "42P04")
        #expect(left == "0")
    }

    @Test func clientProgramsReachItWhateverVariablesAreSet() async throws {
        let psql = try #require(try await ClientProgram.find("psql").last)
        try await withThrowawayServer { server in
            var child = ChildProcess(psql.path, ["-X", "-A", "-t", "-f", "-"])
            child.input = .bytes(Array("select current_user, current_database();".utf8))
            var environment = ProcessVariables.current
            environment["PGHOSTADDR"] = "192.0.2.1"
            environment["PGSERVICE"] = "elsewhere"
            let variables = server.clientVariables(environment: environment)
            #expect(variables["PGHOSTADDR"] == .some(nil))
            #expect(variables["PGSERVICE"] == .some(nil))
            child.variables = .inherited(variables)
            let (outcome, output) = try await child.collect()
            #expect(outcome.succeeded, "\(outcome.standardError)")
            #expect(String(decoding: output, as: UTF8.self) == "postgres|postgres\n")
        }
    }

    @Test func serverProgramsSeeNoneOfOurSettingsAndSecrets() {
        let ours = ["PGPASSWORD": "secret", "PGPORT": "1", "HOME": "/root", "LD_LIBRARY_PATH": "/pg/lib"]
        let theirs = ProcessVariables.forServerPrograms(ours)
        #expect(Set(theirs.keys) == ["PATH", "LC_ALL", "TZ", "LD_LIBRARY_PATH"])
        #expect(theirs["LD_LIBRARY_PATH"] == "/pg/lib")
    }

    /// One hang in about twelve starts was what another way of becoming the server's user led to.
    @Test func programsStartAsTheServersUserAsOftenAsAsked() async throws {
        let given = ProcessVariables.current["PG_SAMPLE_SPAWN_COUNT"]
        let count = try #require(Int(given ?? "25"), "PG_SAMPLE_SPAWN_COUNT is a number")
        let account = try ServerAccount.current()
        let installation = try await PostgreSQLInstallation.preferred()
        let program = installation.binDirectory.appending("postgres")
        for _ in 0..<count {
            let (outcome, output) = try await account.process(program, ["--version"], in: "/").collect()
            try #require(outcome.succeeded)
            try #require(
                PostgreSQLVersion(programOutput: String(decoding: output, as: UTF8.self))
                    == installation.version)
            let (_, user) = try await account.process("/usr/bin/id", ["-u"], in: "/").collect()
            try #require(String(decoding: user, as: UTF8.self) == "\(account.userID)\n")
        }
        #expect(account.userID != 0)
    }

    @Test(.enabled(if: geteuid() == 0 && ProgramFolders.isProgram("/usr/bin/setpriv"), "root is needed"))
    func setprivMakesTheSameUserAsRunuser() async throws {
        let account = try ServerAccount.forRoot(names: ServerAccount.names, ways: ["/usr/bin/setpriv"])
        let other = try ServerAccount.current()
        let identity = try await account.process("/usr/bin/id", [], in: "/").collect().output
        #expect(try await other.process("/usr/bin/id", [], in: "/").collect().output == identity)
        #expect(account.prefix != other.prefix)
    }
}
