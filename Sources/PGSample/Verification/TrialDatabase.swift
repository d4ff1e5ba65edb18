import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An empty database, and the ordinary role that owns it, for one fixture.
struct TrialDatabase: Sendable {
    let server: ThrowawayServer
    let name: String
    let owner: String
    /// The source's locale, when the trial had to do without it.
    private(set) var missedLocale: DatabaseLocale?

    /// Makes the role and the database, ready for the fixture's extensions.
    ///
    /// - Throws: ``PGSampleError`` with `.verificationFailed` for an extension that is not installed here;
    ///   `DatabaseError`.
    static func create(
        on server: ThrowawayServer, for header: FixtureHeader, locale: DatabaseLocale?
    ) async throws -> TrialDatabase {
        let suffix = UUID().uuidString
        var trial = TrialDatabase(server: server, name: "trial \(suffix)", owner: "owner \(suffix)")
        do {
            try await trial.make(encoding: header.encoding, locale: locale)
            if !header.extensions.isEmpty {
                try await trial.offer(header.extensions, schema: "pg sample \(suffix)")
            }
        } catch {
            await trial.drop()
            throw error
        }
        return trial
    }

    private mutating func make(encoding: String, locale: DatabaseLocale?) async throws {
        let owner = Identifier(owner).quoted
        try await server.run { try $0.execute("CREATE ROLE \(owner) LOGIN") }
        do {
            guard let locale else {
                throw DatabaseError(code: .statementFailed, message: "no locale is known")
            }
            try await server.createDatabase(name, locale.options(encoding: encoding))
        } catch let error as DatabaseError where error.code == .statementFailed {
            // The operating system's locales, and the providers, are this machine's and not the source's.
            missedLocale = locale
            try await server.createDatabase(name, ThrowawayServer.DatabaseOptions(encoding: encoding))
        }
        let name = Identifier(name).quoted
        try await server.run { try $0.execute("ALTER DATABASE \(name) OWNER TO \(owner)") }
    }

    /// Removes the database and the role.
    func drop() async {
        await server.cleanUp { [name, owner] server in
            try await server.dropDatabase(name)
            try await server.run { try $0.execute("DROP ROLE IF EXISTS \(Identifier(owner).quoted)") }
        }
    }

    // MARK: Extensions

    /// Lets the fixture's own `CREATE EXTENSION` statements be run by the superuser, who has to be asked for
    /// some extensions wherever a fixture is loaded.
    ///
    /// They cannot be created before, because the schemas that they go into are of the fixture. So an event
    /// trigger runs each statement a moment before the owner does, for whom `IF NOT EXISTS` then leaves
    /// nothing to do.
    private func offer(_ extensions: [String], schema: String) async throws {
        let version = server.installation.version
        try await server.run(in: name) { session in
            let available = try session.query("SELECT name FROM pg_catalog.pg_available_extensions")
                .textRows()
            let names = Set(available.compactMap { $0[0] })
            if let missing = extensions.first(where: { !names.contains($0) }) {
                throw PGSampleError.verification(
                    "the fixture cannot be loaded for trial: it needs the extension", object: missing,
                    reason: "it is not installed beside PostgreSQL \(version) of this machine",
                    remedy: "Install it, or pass --no-verify."
                )
            }
            let schema = Identifier(schema).quoted
            try session.execute(
                """
                CREATE SCHEMA \(schema);
                CREATE FUNCTION \(schema).create_extension() RETURNS event_trigger LANGUAGE plpgsql
                    SECURITY DEFINER SET search_path = pg_catalog SET session_replication_role = replica
                    AS $body$ BEGIN EXECUTE pg_catalog.current_query(); END $body$;
                CREATE EVENT TRIGGER create_extension ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION')
                    EXECUTE FUNCTION \(schema).create_extension();
                """
            )
        }
    }

    // MARK: Loading

    /// Loads the fixture as the owner.
    ///
    /// - Throws: ``PGSampleError`` with `.verificationFailed`.
    func load(_ path: FilePath) async throws {
        do {
            _ = try await server.run(in: name, as: owner) { try FixtureLoader($0).load(path) }
        } catch let error as FixtureFileError {
            throw failure(error)
        }
    }

    private func failure(_ error: FixtureFileError) -> PGSampleError {
        let server = error.cause as? DatabaseError
        let line = error.line.map { ", at line \($0)" } ?? ""
        return .verification(
            "the fixture does not load\(line)", object: error.object,
            reason: server?.wordsWithoutData ?? error.message, sqlState: error.sqlState,
            remedy: missedLocale.map {
                "This machine does not have the source's locale \($0.name), so C.UTF-8 was used, in which texts may "
                    + "compare otherwise."
            },
            cause: error
        )
    }
}
