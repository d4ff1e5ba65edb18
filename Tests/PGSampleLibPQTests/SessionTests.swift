import PGSampleLibPQ
import PGSampleLocalServer
import Testing

/// The synchronous core: COPY, errors field by field, parameters.
@Suite struct SessionTests {
    private struct GivesUp: Error {}

    private static func run<T: Sendable>(_ body: @Sendable (Session) throws -> T) async throws -> T {
        try await TestServer.withConnection { try await $0.run(body) }
    }

    @Test func `a COPY out whose handler throws leaves the session usable`() async throws {
        try await Self.run { session in
            for limit in [1, 2, 1000] {
                var rows = 0
                #expect(throws: GivesUp.self) {
                    _ = try session.copyOut("COPY (SELECT generate_series(1, 3000000)) TO STDOUT") { _ in
                        rows += 1
                        if rows == limit { throw GivesUp() }
                    }
                }
                #expect(rows == limit)
                #expect(try session.query("SELECT 2")[0, 0] == "2")
            }
            let count = try session.copyOut("COPY (SELECT generate_series(1, 7)) TO STDOUT") { _ in }
            #expect(count == 7)
        }
    }

    @Test func `a COPY out that fails half-way passes on the server's error`() async throws {
        try await Self.run { session in
            let error = #expect(throws: DatabaseError.self) {
                _ = try session.copyOut(
                    "COPY (SELECT 1 / (1000 - i) FROM generate_series(1, 2000) AS i) TO STDOUT"
                ) { _ in }
            }
            #expect(error?.sqlState == "22012")
            let two = try session.query("SELECT 2")[0, 0]
            #expect(two == "2")
        }
    }

    @Test func `a COPY in whose body throws leaves nothing behind and the session usable`() async throws {
        try await Self.run { session in
            try session.execute("CREATE TEMP TABLE t (i int)")
            #expect(throws: GivesUp.self) {
                _ = try session.copyIn("COPY t FROM STDIN") { write in
                    try Array("1\n2\n".utf8).withUnsafeBytes { try write($0) }
                    throw GivesUp()
                }
            }
            #expect(try session.query("SELECT count(*) FROM t")[0, 0] == "0")
            let rows = try session.copyIn("COPY t FROM STDIN") { write in
                try Array("1\n2\n".utf8).withUnsafeBytes { try write($0) }
            }
            #expect(rows == 2)
        }
    }

    @Test func `a COPY takes one statement only`() async throws {
        try await Self.run { session in
            try session.execute("CREATE TEMP TABLE t (i int)")
            let error = #expect(throws: DatabaseError.self) {
                _ = try session.copyOut("COPY (SELECT 1) TO STDOUT; INSERT INTO t VALUES (1)") { _ in }
            }
            #expect(error?.sqlState == "42601")
            #expect(try session.query("SELECT count(*) FROM t")[0, 0] == "0")
            #expect(throws: DatabaseError.self) { _ = try session.copyOut("SELECT 1") { _ in } }
            #expect(try session.query("SELECT 2")[0, 0] == "2")
        }
    }

    @Test func `an error keeps every field of the server's apart, and shows no value of a row`() async throws
    {
        try await Self.run { session in
            try session.execute(
                "CREATE SCHEMA IF NOT EXISTS fields; CREATE TABLE fields.t (id int CONSTRAINT only_small CHECK (id < 5), n int NOT NULL)"
            )
            let violated = #expect(throws: DatabaseError.self) {
                try session.execute("INSERT INTO fields.t VALUES (4711, 1)")
            }
            #expect(violated?.code == .statementFailed)
            #expect(violated?.sqlState == "23514")
            #expect(violated?.schemaName == "fields")
            #expect(violated?.tableName == "t")
            #expect(violated?.constraintName == "only_small")
            #expect(violated?.detail?.contains("4711") == true)
            #expect(violated.map { "\($0)" }?.contains("4711") == false)
            let null = #expect(throws: DatabaseError.self) {
                try session.execute("INSERT INTO fields.t VALUES (1, NULL)")
            }
            #expect(null?.columnName == "n")
            let value = #expect(throws: DatabaseError.self) { try session.query("SELECT 'secret'::int") }
            #expect(value?.message.contains("secret") == true)
            #expect(value.map { "\($0)" }?.contains("secret") == false)
            let word = #expect(throws: DatabaseError.self) {
                try session.query("SELECT missing FROM fields.t")
            }
            #expect(word?.statementPosition == 8)
            #expect(word.map { "\($0)" }?.contains("\"missing\"") == true)
            let hint = #expect(throws: DatabaseError.self) {
                try session.execute(
                    "DO $$ BEGIN RAISE 'told' USING HINT = 'do this', ERRCODE = 'P4242'; END $$")
            }
            #expect(hint?.hint == "do this")
            #expect(hint?.sqlState == "P4242")
            #expect(hint?.context?.contains("PL/pgSQL") == true)
            try session.execute("DROP SCHEMA fields CASCADE")
        }
    }

    @Test func `NULL, empty text and bytes come as they are`() async throws {
        try await Self.run { session in
            let result = try session.query("SELECT $1::text, $2::text, $3::text", [nil, "", "ä'\\"])
            #expect(result.textRows() == [[nil, "", "ä'\\"]])
            let binary = try session.query("SELECT 258::int4", binary: true)
            #expect(binary.withBytes(0, 0) { Array($0) } == [0, 0, 1, 2])
        }
    }

    @Test func `a session that the server ends is reported as lost`() async throws {
        try await TestServer.withConnection { connection in
            let pid = try await connection.run { $0.backendProcessID }
            _ = try await Self.run { try $0.query("SELECT pg_terminate_backend(\(pid), 5000)")[0, 0] }
            let error = await #expect(throws: DatabaseError.self) {
                try await connection.run { try $0.execute("SELECT 1") }
            }
            #expect(error?.code == .connectionLost)
        }
    }
}
