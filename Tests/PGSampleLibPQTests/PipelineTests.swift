import PGSampleLibPQ
import Testing

/// Statements that are sent together.
@Suite struct PipelineTests {
    private struct GivesUp: Error {}

    private static func run<T: Sendable>(_ body: @Sendable (Session) throws -> T) async throws -> T {
        try await TestServer.withConnection { try await $0.run(body) }
    }

    private static func statements(_ texts: String...) -> [PipelinedStatement] {
        texts.map { PipelinedStatement(Array($0.utf8)) }
    }

    @Test func `statements without a transaction are one, so the server got them together`() async throws {
        try await Self.run { session in
            let statements = (0..<5).map { _ in
                PipelinedStatement(Array("SELECT pg_current_xact_id()".utf8))
            }
            var together: Set<String> = []
            try session.pipeline(statements) { together.insert($1[0, 0] ?? "") }
            #expect(together.count == 1)
            var apart: Set<String> = []
            for _ in statements { apart.insert(try session.query("SELECT pg_current_xact_id()")[0, 0] ?? "") }
            #expect(apart.count == statements.count)
        }
    }

    @Test(arguments: [0, 1, 2, 300]) func `answers come in order, each to its statement`(count: Int)
        async throws
    {
        try await Self.run { session in
            let statements = (0..<count).map { number in
                PipelinedStatement(
                    Array("SELECT $1::text, \(number)::int4 FROM generate_series(1, \(number % 3))".utf8),
                    textParameter: Array("value \(number)".utf8) + [0])
            }
            var next = 0
            try session.pipeline(statements, binary: true) { number, result in
                #expect(number == next)
                next += 1
                #expect(result.rowCount == number % 3)
                for row in 0..<result.rowCount {
                    #expect(result[row, 0] == "value \(number)")
                    let bytes = result.withBytes(row, 1) { Array($0) }
                    #expect(bytes == [0, 0, UInt8(number >> 8), UInt8(number & 255)])
                }
            }
            #expect(next == count)
            #expect(try session.query("SELECT 2")[0, 0] == "2")
        }
    }

    @Test func `what comes after a statement that fails is not run, and the connection stays usable`()
        async throws
    {
        try await Self.run { session in
            try session.execute("CREATE TEMP TABLE t (i int); CREATE TEMP SEQUENCE s")
            try session.execute("BEGIN")
            var answered: [Int] = []
            let error = #expect(throws: DatabaseError.self) {
                try session.pipeline(
                    Self.statements(
                        "INSERT INTO t VALUES (1)", "SELECT nextval('s')", "SELECT 1 / 0",
                        "SELECT nextval('s')",
                        "SELECT nextval('s')")
                ) { number, _ in answered.append(number) }
            }
            #expect(error?.sqlState == "22012")
            #expect(error?.code == .statementFailed)
            #expect(answered == [0, 1])
            try session.execute("ROLLBACK")
            #expect(try session.query("SELECT last_value FROM s")[0, 0] == "1")
            #expect(try session.query("SELECT count(*) FROM t")[0, 0] == "0")
        }
    }

    @Test func `an answer that is refused ends nothing but the answers`() async throws {
        try await Self.run { session in
            try session.execute("CREATE TEMP SEQUENCE s")
            var answered = 0
            #expect(throws: GivesUp.self) {
                try session.pipeline(
                    Self.statements("SELECT nextval('s')", "SELECT nextval('s')", "SELECT nextval('s')")
                ) { _, _ in
                    answered += 1
                    throw GivesUp()
                }
            }
            #expect(answered == 1)
            #expect(try session.query("SELECT last_value FROM s")[0, 0] == "3")
        }
    }

    @Test(arguments: [("SELECT 1; SELECT 2", true), ("COPY (SELECT 1) TO STDOUT", false)])
    func `what is not for a pipeline is an error in it`(sql: String, isUsableAfterwards: Bool) async throws {
        try await Self.run { session in
            #expect(throws: DatabaseError.self) {
                try session.pipeline(Self.statements("SELECT 1", sql, "SELECT 3"))
            }
            guard isUsableAfterwards else { return }
            let two = try session.query("SELECT 2")[0, 0]
            #expect(two == "2")
        }
    }

    @Test func `neither side waits for the other when both have much to say`() async throws {
        try await Self.run { session in
            // Each is 100 kB on its way, and 200 kB on the way back.
            let text = Array(String(repeating: "x", count: 100_000).utf8) + [0]
            let statements = (0..<200).map { _ in
                PipelinedStatement(Array("SELECT $1::text || $1::text".utf8), textParameter: text)
            }
            var bytes = 0
            try session.pipeline(statements) { _, result in bytes += result.withBytes(0, 0) { $0.count } }
            #expect(bytes == 200 * 200_000)
        }
    }

    @Test func `a pipeline is cancelled as a whole`() async throws {
        try await TestServer.withConnection { connection in
            let pid = try await connection.run { $0.backendProcessID }
            let work = Task {
                try await connection.run { session in
                    try session.pipeline(
                        Self.statements("SELECT 1", "SELECT pg_sleep(600)", "SELECT pg_sleep(600)"))
                }
            }
            // Before the connection is closed, which waits for it.
            defer { work.cancel() }
            try await eventually("a pipeline asleep") {
                try await Self.run {
                    try $0.query("SELECT FROM pg_stat_activity WHERE pid = \(pid) AND wait_event = 'PgSleep'")
                        .rowCount == 1
                }
            }
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            #expect(try await connection.run { try $0.query("SELECT 2")[0, 0] } == "2")
        }
    }

    @Test func `a session that the server ends within a pipeline is reported as lost`() async throws {
        try await TestServer.withConnection { connection in
            let error = await #expect(throws: DatabaseError.self) {
                try await connection.run { session in
                    try session.pipeline(
                        Self.statements(
                            "SELECT 1", "SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 2",
                            "SELECT 3"))
                }
            }
            #expect(error?.code == .connectionLost)
            #expect(error?.sqlState == "57P01")
            await #expect(throws: DatabaseError.self) {
                try await connection.run { try $0.execute("SELECT 1") }
            }
        }
    }

    @Test func `a transaction that fails at its end is told, and the connection stays usable`() async throws {
        try await Self.run { session in
            try session.execute(
                "CREATE TEMP TABLE a (i int PRIMARY KEY, p int REFERENCES a DEFERRABLE INITIALLY DEFERRED)")
            let error = #expect(throws: DatabaseError.self) {
                try session.pipeline(Self.statements("SELECT 1", "INSERT INTO a VALUES (1, 2)", "SELECT 3"))
            }
            #expect(error?.sqlState == "23503")
            #expect(error?.code == .statementFailed)
            let two = try session.query("SELECT 2")[0, 0]
            #expect(two == "2")
        }
    }

    @Test func `a server that is lost while much is on its way is reported as lost`() async throws {
        try await TestServer.withConnection { connection in
            let text = Array(String(repeating: "x", count: 1_000_000).utf8) + [0]
            let error = await #expect(throws: DatabaseError.self) {
                try await connection.run { session in
                    let statements = (0..<60).map { number in
                        let end = number == 5 ? "pg_terminate_backend(pg_backend_pid())" : "length($1::text)"
                        return PipelinedStatement(
                            Array("SELECT \(end) FROM (SELECT $1::text) AS t".utf8), textParameter: text)
                    }
                    try session.pipeline(statements)
                }
            }
            #expect(error?.code == .connectionLost)
            let after = await #expect(throws: DatabaseError.self) {
                try await connection.run { try $0.execute("SELECT 1") }
            }
            #expect(after?.code == .connectionLost)
        }
    }
}
