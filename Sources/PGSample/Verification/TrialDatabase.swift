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
    /// What a file needs of the database that it is loaded into.
    struct Needs: Sendable {
        var encoding: String
        var extensions: [String]
        var locale: DatabaseLocale?
        /// Whether an ordinary owner must be able to load the file, as one of ours; else the superuser does, for whom
        /// ``roles`` are made.
        var isForOrdinaryOwner = true
        var roles: [Identifier] = []
    }

    /// An extension that a file needs is not installed beside the server.
    struct MissingExtension: Error {
        var name: String
        var version: PostgreSQLVersion

        /// - Parameter remedy: What to do, as a sentence.
        func error(remedy: String) -> PGSampleError {
            .verification(
                "the fixture cannot be loaded for trial: it needs the extension", object: name,
                reason: "it is not installed beside PostgreSQL \(version) of this machine", remedy: remedy
            )
        }
    }

    let server: ThrowawayServer
    let name: String
    let owner: String
    private let isForOrdinaryOwner: Bool
    /// The source's locale, when the trial had to do without it.
    private(set) var missedLocale: DatabaseLocale?

    /// Makes the role and the database, ready for the fixture's extensions.
    ///
    /// - Throws: ``MissingExtension``; `DatabaseError`.
    static func create(on server: ThrowawayServer, for needs: Needs) async throws -> TrialDatabase {
        let suffix = UUID().uuidString
        var trial = TrialDatabase(
            server: server, name: "trial \(suffix)", owner: "owner \(suffix)",
            isForOrdinaryOwner: needs.isForOrdinaryOwner)
        do {
            try await trial.make(needs)
            try await trial.require(needs.extensions)
            if !needs.extensions.isEmpty, needs.isForOrdinaryOwner {
                try await trial.offerExtensions(schema: "pg sample \(suffix)")
            }
        } catch {
            await trial.drop()
            throw error
        }
        return trial
    }

    private mutating func make(_ needs: Needs) async throws {
        let owner = Identifier(owner).quoted
        try await server.run { session in
            try session.execute("CREATE ROLE \(owner) LOGIN")
            let present = try session.query("SELECT rolname FROM pg_catalog.pg_roles").textRows()
            let names = Set(present.compactMap { $0[0] })
            for role in needs.roles where !names.contains(role.name) {
                try session.execute("CREATE ROLE \(role.quoted) NOLOGIN SUPERUSER")
            }
        }
        try await createDatabase(needs)
        let name = Identifier(name).quoted
        try await server.run { try $0.execute("ALTER DATABASE \(name) OWNER TO \(owner)") }
    }

    /// In the source's locale, where this machine has it.
    private mutating func createDatabase(_ needs: Needs) async throws {
        if let locale = needs.locale {
            do {
                return try await server.createDatabase(name, locale.options(encoding: needs.encoding))
            } catch let error as DatabaseError where error.code == .statementFailed {
                // The operating system's locales, and the providers, are this machine's and not the source's.
                missedLocale = locale
            }
        }
        try await server.createDatabase(name, ThrowawayServer.DatabaseOptions(encoding: needs.encoding))
    }

    /// Removes the database and the role.
    func drop() async {
        await server.cleanUp { [name, owner] server in
            try await server.dropDatabase(name)
            try await server.run { try $0.execute("DROP ROLE IF EXISTS \(Identifier(owner).quoted)") }
        }
    }

    /// Runs `body` and removes the database and the role after it, however it ends.
    func finally<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        do {
            let result = try await body()
            await drop()
            return result
        } catch {
            await drop()
            throw error
        }
    }

    /// What the server says of what was loaded.
    func check(_ promises: TrialPromises) async throws -> VerificationReport {
        try await server.run(in: name) { try TrialChecks(session: $0, promises: promises).run() }
    }

    // MARK: Extensions

    private func require(_ extensions: [String]) async throws {
        let available = try await server.run(in: name) {
            try $0.query("SELECT name FROM pg_catalog.pg_available_extensions").textRows().compactMap {
                $0[0]
            }
        }
        guard let missing = extensions.first(where: { !available.contains($0) }) else { return }
        throw MissingExtension(name: missing, version: server.installation.version)
    }

    /// Lets the fixture's own `CREATE EXTENSION` statements be run by the superuser, who has to be asked for
    /// some extensions wherever a fixture is loaded.
    ///
    /// They cannot be created before, because the schemas that they go into are of the fixture. So an event
    /// trigger runs each statement a moment before the owner does, for whom `IF NOT EXISTS` then leaves
    /// nothing to do.
    private func offerExtensions(schema: String) async throws {
        try await server.run(in: name) { session in
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

    /// Loads a file, as the owner if the fixture is for one.
    ///
    /// - Parameter checksCounts: Whether other rows than the header's are an error.
    /// - Returns: What is not an error and the user should know.
    /// - Throws: ``PGSampleError`` with `.verificationFailed`.
    func load(
        _ path: FilePath, checksCounts: Bool = true,
        progress: @escaping @Sendable (FixtureLoader.LoadedTable) -> Void = { _ in },
        reading: @escaping @Sendable (LoadPosition) -> Void
    ) async throws -> [Diagnostic] {
        do {
            let loaded = try await server.run(in: name, as: isForOrdinaryOwner ? owner : nil) {
                try FixtureLoader(
                    $0, checksCounts: checksCounts, progress: progress,
                    reading: { reading(LoadPosition($0)) }
                ).load(path)
            }
            return loaded.misfits.map { Diagnostic($0) }
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
