import Foundation
import PGSampleLibPQ
import PGSampleLocalServer
import SystemPackage

/// A small database of one test's own, on the one server that the command line's tests share.
struct SourceDatabase: Sendable {
    /// Where passwords are asked for; everybody else is let in without one.
    static let lockedRole = "locked"
    static let password = "Open$esame-17"

    /// Goes away with the test process: its watcher sees to that.
    private static let shared = Task {
        let server = try await ThrowawayServer.start()
        try await execute(
            """
            CREATE ROLE reader LOGIN;
            CREATE ROLE \(lockedRole) LOGIN SUPERUSER PASSWORD '\(password)';
            DO $$ BEGIN
                EXECUTE format(
                    $f$COPY (VALUES ('local all \(lockedRole) scram-sha-256'), ('local all all trust')) TO %L$f$,
                    current_setting('hba_file'));
            END $$;
            SELECT pg_reload_conf();
            """, server.connectionParameters())
        return server
    }

    private let server: ThrowawayServer
    let name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }

    /// Two tables with a foreign key, three users and four orders; the third user is referred to and the
    /// fourth order is not allowed to be read by `reader`.
    static let tables = """
        CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);
        CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users);
        CREATE TABLE salaries (id int PRIMARY KEY);
        INSERT INTO users VALUES (1, 'alice-4711'), (2, 'bob-4712'), (3, 'carol-4713');
        INSERT INTO orders VALUES (1, 3), (2, 3), (3, 2), (4, 1);
        GRANT SELECT ON users, orders TO reader;
        """

    init(_ sql: String = tables) async throws {
        server = try await Self.shared.value
        try await server.createDatabase(name)
        try await execute(sql)
    }

    /// The folder of the server's socket.
    var host: String { server.folder.string }

    /// The `pg_dump` beside the server.
    var schemaProgram: String? { server.installation.program("pg_dump")?.string }

    /// Variables that lead a libpq client here.
    var variables: [String: String] {
        ["PGHOST": host, "PGUSER": ThrowawayServer.user, "PGDATABASE": name]
    }

    func execute(_ sql: String) async throws {
        try await Self.execute(sql, server.connectionParameters(database: name))
    }

    /// A connection of the caller's own, to close.
    func connection() async throws -> Connection {
        try await Connection.open(server.connectionParameters(database: name))
    }

    /// The one value that a query gives, as text.
    func value(_ sql: String) async throws -> String {
        let connection = try await Connection.open(server.connectionParameters(database: name))
        do {
            let value = try await connection.run { try $0.query(sql)[0, 0] }
            await connection.close()
            return value ?? ""
        } catch {
            await connection.close()
            throw error
        }
    }

    private static func execute(_ sql: String, _ parameters: ConnectionParameters) async throws {
        let connection = try await Connection.open(parameters)
        do {
            try await connection.run { try $0.execute(sql) }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Waits until a session of this database is as `condition` says of `pg_stat_activity`.
    ///
    /// - Parameter tool: Whose session it is, if it is the tool's.
    func waitForSession(where condition: String, of tool: ToolProcess.Running? = nil) async throws {
        try await waitForSessions("a session", where: condition, of: tool) { $0 != "0" }
    }

    /// Waits until none is.
    func waitForNoSession(where condition: String) async throws {
        try await waitForSessions("no session", where: condition) { $0 == "0" }
    }

    private func waitForSessions(
        _ what: String, where condition: String, of tool: ToolProcess.Running? = nil,
        until isReached: (String?) -> Bool
    ) async throws {
        let connection = try await Connection.open(server.connectionParameters())
        let name = name
        let query = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND (\(condition))"
        try await eventually("\(what) where \(condition)", by: tool) {
            isReached(try await connection.run { try $0.query(query, [name])[0, 0] })
        }
        await connection.close()
    }

    /// The tool with the way to this database in its environment.
    func tool(_ arguments: String...) -> ToolProcess {
        var tool = ToolProcess(arguments)
        tool.variables = variables
        return tool
    }
}
