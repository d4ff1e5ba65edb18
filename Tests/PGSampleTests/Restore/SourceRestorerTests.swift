import Foundation
import PGSampleLocalServer
import Testing

@testable import PGSample

/// Every form of dump, made by the installed pg_dump and restored into a real server.
@Suite(.serialized, .usesServer) struct SourceRestorerTests {
    private static let script = """
        CREATE EXTENSION citext;
        CREATE TABLE users (id serial PRIMARY KEY, email citext UNIQUE, note text);
        INSERT INTO users (email, note) SELECT 'u' || i || '@x', E'line\\nä\\t' || i FROM generate_series(1, 50) i;
        CREATE TABLE orders (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users);
        INSERT INTO orders SELECT i, i % 50 + 1 FROM generate_series(1, 200) i;
        CREATE MATERIALIZED VIEW per_user AS SELECT user_id, count(*) FROM orders GROUP BY 1;
        SELECT lo_from_bytea(0, 'large');
        """

    /// For one test after the other: roles are of a whole server.
    private static let servers = ServerOnDemand()

    /// Restores `path` and gives the counts of users, orders and the view.
    private func counts(of path: String) async throws -> [String?] {
        try await RestoredSources(servers: Self.servers).with(path) { _ in
            try await GenerateWorld.column(
                """
                SELECT count(*) FROM users UNION ALL SELECT count(*) FROM orders
                UNION ALL SELECT count(*) FROM per_user
                """,
                in: RestoredSources.database, of: Self.servers.server()
            )
        }
    }

    private enum Form: String, CaseIterable {
        case plain, custom, tar, directory
    }

    @Test func everyFormOfDumpIsRestored() async throws {
        try await GenerateWorld.withSource(Self.script) { _, database in
            try await TemporaryFolder.with { folder in
                for form in Form.allCases {
                    let path = "\(folder)/\(form).dump"
                    try await GenerateWorld.run(
                        "pg_dump", ["--format=\(form)", "--file=\(path)"], on: database)
                    #expect(try await counts(of: path) == ["50", "200", "50"], "\(form)")
                    guard form != .directory else { continue }
                    let compressed = try await GenerateWorld.gzip(path)
                    #expect(try await counts(of: compressed) == ["50", "200", "50"], "\(form), compressed")
                }
            }
        }
    }

    @Test func aDumpWhoseRolesTheServerLacksIsRestored() async throws {
        let suffix = UUID().uuidString.prefix(8).lowercased()
        let (owner, reader) = ("owner \(suffix)", "reader_\(suffix)")
        let script = """
            CREATE ROLE "\(owner)"; CREATE ROLE \(reader);
            CREATE TABLE users (id integer); CREATE TABLE orders (id integer);
            CREATE MATERIALIZED VIEW per_user AS SELECT 1 AS one;
            INSERT INTO users VALUES (1);
            ALTER TABLE users OWNER TO "\(owner)";
            GRANT SELECT ON users TO \(reader);
            ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
            CREATE POLICY p ON orders TO \(reader) USING (true);
            ALTER DEFAULT PRIVILEGES FOR ROLE "\(owner)" GRANT SELECT ON TABLES TO \(reader);
            """
        try await GenerateWorld.withSource(script) { _, database in
            try await TemporaryFolder.with { folder in
                for (form, option) in [
                    (Form.plain, "--no-comments"), (.plain, "--use-set-session-authorization"),
                    (.custom, "--no-comments"),
                ] {
                    let path = "\(folder)/\(form)\(option)"
                    let arguments = ["--format=\(form)", option, "--file=\(path)"]
                    try await GenerateWorld.run("pg_dump", arguments, on: database)
                    #expect(try await counts(of: path) == ["1", "0", "1"], "\(form) \(option)")
                }
            }
        }
    }

    @Test func aDumpInNoEncodingKeepsItsBytes() async throws {
        try await TemporaryFolder.with { folder in
            var bytes = Array("SET client_encoding = 'SQL_ASCII';\nCREATE TABLE t (a text);\n".utf8)
            bytes += Array("COPY t (a) FROM stdin;\n".utf8) + [0xE4, 0xFF, 0x0A] + Array("\\.\n".utf8)
            try Data(bytes).write(to: URL(filePath: "\(folder)/t.sql"))
            let hex = try await RestoredSources(servers: Self.servers).with("\(folder)/t.sql") { _ in
                try await GenerateWorld.column(
                    "SELECT encode(a::bytea, 'hex') FROM t", in: RestoredSources.database,
                    of: Self.servers.server())
            }
            #expect(hex == ["e4ff"])
        }
    }

    @Test func aScriptMayIncludeOthersBesideIt() async throws {
        try await TemporaryFolder.with { folder in
            try FileManager.default.createDirectory(
                atPath: "\(folder)/parts", withIntermediateDirectories: false)
            try GenerateWorld.write("CREATE TABLE users (id integer);", to: "\(folder)/parts/users.sql")
            let rest = "CREATE TABLE orders (id integer); CREATE MATERIALIZED VIEW per_user AS SELECT 1 AS a;"
            let script = "\\set ON_ERROR_STOP on\n\\i parts/users.sql\n\\ir parts/users2.sql\n" + rest
            try GenerateWorld.write("INSERT INTO users VALUES (1);", to: "\(folder)/parts/users2.sql")
            let path = try GenerateWorld.write(script, to: "\(folder)/it's a script.sql")
            #expect(try await counts(of: path) == ["1", "0", "1"])
            #expect(try await counts(of: try await GenerateWorld.gzip(path)) == ["1", "0", "1"])
        }
    }

    private func failure(ofScript script: String, isCompressed: Bool = false) async throws -> PGSampleError {
        try await TemporaryFolder.with { folder in
            var path = try GenerateWorld.write(script, to: "\(folder)/s.sql")
            if isCompressed { path = try await GenerateWorld.gzip(path) }
            return try await GenerateWorld.failure { _ = try await counts(of: path) }
        }
    }

    @Test func aScriptThatFailsIsToldByFileLineAndServerWithoutRows() async throws {
        for isCompressed in [false, true] {
            let error = try await failure(
                ofScript: "CREATE TABLE t (a integer);\n\nINSERT INTO t\n    VALUES ('secret');\n",
                isCompressed: isCompressed)
            #expect(error.code == .restoreFailed)
            #expect(error.sqlState == "22P02")
            #expect(error.message.contains("line 4"))
            #expect(error.object?.contains("s.sql") == true)
            #expect(!error.description.contains("secret"))
        }
        let error = try await failure(ofScript: "SELECT * FROM nowhere;")
        #expect(error.reason?.contains("relation \"nowhere\" does not exist") == true)
        #expect(error.sqlState == "42P01")
    }

    @Test func anArchiveWhoseRowsAreRefusedIsToldByTheConstraint() async throws {
        let script = """
            CREATE TABLE secrets (name text);
            CREATE FUNCTION none_of() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.secrets';
            CREATE TABLE t (a text CONSTRAINT holds_once CHECK (none_of() > 0));
            INSERT INTO secrets VALUES ('x');
            INSERT INTO t VALUES ('hidden');
            DELETE FROM secrets;
            """
        try await GenerateWorld.withSource(script) { _, database in
            try await TemporaryFolder.with { folder in
                try await GenerateWorld.run("pg_dump", ["-Fc", "--file=\(folder)/d"], on: database)
                let error = try await GenerateWorld.failure { _ = try await counts(of: "\(folder)/d") }
                #expect(error.code == .restoreFailed)
                #expect(error.sqlState == "23514")
                #expect(error.description.contains("holds_once"))
                #expect(!error.description.contains("hidden"))
            }
        }
    }

    @Test func aDumpThatIsCutShortIsAnErrorThatNamesIt() async throws {
        try await GenerateWorld.withSource(Self.script) { _, database in
            try await TemporaryFolder.with { folder in
                let path = "\(folder)/cut.dump"
                try await GenerateWorld.run("pg_dump", ["-Fc", "--file=\(path)"], on: database)
                let bytes = try Data(contentsOf: URL(filePath: path))
                try bytes.prefix(bytes.count - 900).write(to: URL(filePath: path))
                let error = try await GenerateWorld.failure { _ = try await counts(of: path) }
                #expect(error.code == .restoreFailed)
                #expect(error.object == path)
                #expect(error.reason?.contains("pg_restore") == true)
            }
        }
    }

    @Test func aDumpThatMakesItsOwnDatabaseIsRefusedWithTheWayToMakeAnother() async throws {
        try await GenerateWorld.withSource("CREATE TABLE t (a integer)") { _, database in
            try await TemporaryFolder.with { folder in
                try await GenerateWorld.run("pg_dump", ["--create", "--file=\(folder)/d"], on: database)
                let error = try await GenerateWorld.failure { _ = try await counts(of: "\(folder)/d") }
                #expect(error.code == .restoreFailed)
                #expect(error.remedy?.contains("--create") == true)
            }
        }
    }

    @Test func aRestoredSourceLeavesNoDatabaseAndNoRoleBehind() async throws {
        try await TemporaryFolder.with { folder in
            for script in [
                "CREATE ROLE a; CREATE TABLE t (); ALTER TABLE t OWNER TO a;", "CREATE ROLE a; SELECT x;",
            ] {
                let path = try GenerateWorld.write(script, to: "\(folder)/s.sql")
                _ = try? await RestoredSources(servers: Self.servers).with(path) { _ in }
                let left = try await GenerateWorld.column(
                    """
                    SELECT rolname FROM pg_roles WHERE rolname = 'a'
                    UNION ALL SELECT datname FROM pg_database WHERE datname = '\(RestoredSources.database)'
                    """,
                    of: Self.servers.server()
                )
                #expect(left.isEmpty)
            }
        }
    }

    @Test func aFileThatIsNotThereIsNamed() async throws {
        let error = try await GenerateWorld.failure { _ = try await counts(of: "/nowhere/at all.dump") }
        #expect(error.code == .restoreFailed)
        #expect(error.object == "/nowhere/at all.dump")
    }

    @Test func aFolderThatIsNoDumpIsRefused() async throws {
        try await TemporaryFolder.with { folder in
            let error = try await GenerateWorld.failure { _ = try await counts(of: folder) }
            #expect(error.code == .restoreFailed)
            #expect(error.reason?.contains("toc.dat") == true)
        }
    }
}
