import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL

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
    /// parameter `host`; with isolation `.schema` the parameter `options` holds the search path.
    public let url: String
    /// A host's name or address, or the folder of the server's unix socket (it begins with `/` then).
    public let host: String
    /// The TCP port, or the number in the name of the unix socket.
    public let port: Int
    /// The role to connect as; it owns the database, or with isolation `.schema` the schemas.
    public let user: String
    /// Nil where none is needed, as on the throwaway server.
    public let password: String?
    /// The database's name.
    public let name: String
    /// The schema for names without one: `public`, or with isolation `.schema` what stands for it.
    public let schema: String
    /// The schemas in which names without one are looked for, first to last. With isolation `.schema` those
    /// of the fixtures, then those in which their extensions live, and never a schema with anything else.
    public let searchPath: [String]
    let session: DatabaseSession
    private let place: SchemaPlace?

    /// - Parameter place: Where in the database the fixtures are; nil when it is theirs alone.
    init(_ name: String, of server: ServerConnection, fixtures: [String], place: SchemaPlace? = nil) {
        let endpoint = server.endpoint
        self.fixtures = fixtures
        self.name = name
        host = endpoint.host
        port = endpoint.port
        user = endpoint.user
        password = endpoint.password
        self.place = place
        schema = place?.schema ?? "public"
        searchPath = place?.searchPath ?? [schema]
        let query = place.map { FixtureAddress.query(server.urlQuery, options: $0.options) }
        url = FixtureAddress.url(
            host: host, port: port, user: user, password: password, database: name,
            query: query ?? server.urlQuery)
        var parameters = server.parameters(for: name)
        if let place { parameters.options = place.options }
        let title = place.map { "schema \"\($0.schema)\" of database \"\(name)\"" }
        session = DatabaseSession(parameters, title: title ?? "database \"\(name)\"")
    }

    /// What a schema of the fixtures is called here: another name with isolation `.schema`, else its own.
    ///
    ///     try await db.query("SELECT note FROM \(db.name(ofSchema: "audit")).changes")
    ///
    /// - Parameter schema: As the catalog stores it.
    /// - Returns: A name that needs no quotes where it is another one. Of a schema that the fixtures do not
    ///   have, its own.
    public func name(ofSchema schema: String) -> String {
        place?.targets[Identifier(schema)] ?? schema
    }

    /// The variables that lead libpq's programs (`psql`, `pg_dump`) and everything else that reads them to
    /// this database: `PGHOST`, `PGPORT`, `PGUSER`, `PGDATABASE`, `PGPASSWORD` where there is one, and
    /// `PGOPTIONS` with the search path with isolation `.schema`.
    public var environment: [String: String] {
        var variables = ["PGHOST": host, "PGPORT": "\(port)", "PGUSER": user, "PGDATABASE": name]
        variables["PGPASSWORD"] = password
        variables["PGOPTIONS"] = place?.options
        return variables
    }

    /// The database of the test that runs: of the innermost `.fixture` trait or
    /// ``withFixture(_:_:isolation:migrate:then:revision:in:filePath:_:)`` around this code.
    ///
    /// It is a task-local value, so child tasks see it and detached ones do not. It is not set in XCTest: use
    /// the `database` of `FixtureTestCase`, or what `loadFixture` returns.
    ///
    /// - Throws: ``FixtureError`` with `.noCurrentDatabase`.
    public static var current: FixtureDatabase {
        get throws {
            if let database = CurrentFixture.database { return database }
            throw FixtureError(
                .noCurrentDatabase,
                "there is no fixture here: put .fixture(\"name\") on the test or its suite, or withFixture(\"name\") "
                    + "around the code; in XCTest use FixtureTestCase's database or what loadFixture returns; "
                    + "a detached task does not see its test's fixture, pass the database to it"
            )
        }
    }
}

extension FixtureDatabase: Hashable, CustomStringConvertible {
    /// Whether both are one database of one server, and in it the same schemas.
    public static func == (left: FixtureDatabase, right: FixtureDatabase) -> Bool {
        left.host == right.host && left.port == right.port && left.name == right.name
            && left.schema == right.schema
    }

    /// Over what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(host)
        hasher.combine(port)
        hasher.combine(name)
        hasher.combine(schema)
    }

    /// The command that opens it in psql, without a password.
    public var description: String {
        let shell = { (text: String) in "'" + text.replacing("'", with: "'\\''") + "'" }
        let settings = place.map { "PGOPTIONS=\(shell($0.options)) " } ?? ""
        return settings + "psql -h \(shell(host)) -p \(port) -U \(shell(user)) -d \(shell(name))"
    }
}

/// The database of the code that runs.
package enum CurrentFixture {
    @TaskLocal package static var database: FixtureDatabase?
}
