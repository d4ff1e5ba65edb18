import PGSampleLibPQ
import PGSampleLocalServer

/// The database that a test was given: where it is, for any driver, and a few helpers to look into it.
///
///     @Suite(.fixture("shop")) struct Orders {
///         @Test func everyOrderHasACustomer() async throws {
///             let db = try FixtureDatabase.current
///             let app = try await App(databaseURL: db.url)
///             …
///             #expect(try await db.query("SELECT count(*) FROM orders", as: Int.self) == [175])
///         }
///     }
///
/// It lives as long as the test. What a test leaves open to it is closed by force at its end.
public struct FixtureDatabase: Sendable {
    /// The names of its fixtures, in the order in which they were loaded.
    public let fixtures: [String]
    /// A connection string for libpq and everything that reads its URLs. A unix socket's folder is the
    /// parameter `host`.
    public let url: String
    /// A host's name or address, or the folder of the server's unix socket (it begins with `/` then).
    public let host: String
    /// The TCP port, or the number in the name of the unix socket.
    public let port: Int
    /// The role to connect as; it owns the database.
    public let user: String
    /// Nil where none is needed, as on the throwaway server.
    public let password: String?
    /// The database's name.
    public let name: String
    /// The schema for names without one.
    public let schema: String
    /// The schemas in which names without one are looked for, first to last.
    public let searchPath: [String]
    let session: DatabaseSession

    init(_ name: String, of server: ServerConnection, fixtures: [String]) {
        let endpoint = server.endpoint
        self.fixtures = fixtures
        self.name = name
        host = endpoint.host
        port = endpoint.port
        user = endpoint.user
        password = endpoint.password
        schema = "public"
        searchPath = [schema]
        url = FixtureAddress.url(
            host: host, port: port, user: user, password: password, database: name, query: server.urlQuery)
        session = DatabaseSession(server.parameters(for: name), title: "database \"\(name)\"")
    }

    /// The variables that lead libpq's programs (`psql`, `pg_dump`) and everything else that reads them to
    /// this database: `PGHOST`, `PGPORT`, `PGUSER`, `PGDATABASE`, and `PGPASSWORD` where there is one.
    public var environment: [String: String] {
        var variables = ["PGHOST": host, "PGPORT": "\(port)", "PGUSER": user, "PGDATABASE": name]
        variables["PGPASSWORD"] = password
        return variables
    }

    /// The database of the test that runs: of the innermost `.fixture` trait or
    /// ``withFixture(_:_:isolation:migrate:then:revision:in:filePath:_:)`` around this code.
    ///
    /// It is a task-local value, so child tasks see it and detached ones do not.
    ///
    /// - Throws: ``FixtureError`` with `.noCurrentDatabase`.
    public static var current: FixtureDatabase {
        get throws {
            if let database = CurrentFixture.database { return database }
            throw FixtureError(
                .noCurrentDatabase,
                "there is no fixture here: put .fixture(\"name\") on the test or its suite, or withFixture(\"name\") "
                    + "around the code; a detached task does not see its test's fixture, pass the database to it"
            )
        }
    }
}

extension FixtureDatabase: Hashable, CustomStringConvertible {
    /// Whether both are one database of one server.
    public static func == (left: FixtureDatabase, right: FixtureDatabase) -> Bool {
        left.host == right.host && left.port == right.port && left.name == right.name
    }

    /// Over what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(host)
        hasher.combine(port)
        hasher.combine(name)
    }

    /// The command that opens it in psql, without a password.
    public var description: String {
        let shell = { (text: String) in "'" + text.replacing("'", with: "'\\''") + "'" }
        return "psql -h \(shell(host)) -p \(port) -U \(shell(user)) -d \(shell(name))"
    }
}

/// The database of the code that runs.
package enum CurrentFixture {
    @TaskLocal package static var database: FixtureDatabase?
}
