import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage

/// Has `pg_dump`, the one program that gets every schema right, read the schema on the run's own snapshot.
struct SchemaDump: Sendable, Hashable {
    /// Names the `pg_dump` to take instead of one that is searched for.
    static let programVariable = "PG_SAMPLE_PG_DUMP"

    /// How the program reaches the source.
    var child: Session.ChildParameters
    var snapshot: String
    var lockTimeoutMilliseconds: Int
    var encoding: String
    /// As ``SourceFacts/schemaSettings``.
    var settings: [String]
    /// Tables that may not be read and that the fixture does not need: `pg_dump` would lock them, and fail.
    var unreadable: [QualifiedName]
    /// Schemas of runs of ours, which come and go.
    var stagingSchemas: [Identifier]

    /// - Parameter catalog: Whose tables and schemas are known, if nothing else of it.
    init(
        of catalog: Catalog, at snapshot: String, for child: Session.ChildParameters, _ facts: SourceFacts,
        _ options: SamplingOptions
    ) {
        self.child = child
        self.snapshot = snapshot
        lockTimeoutMilliseconds = options.lockTimeoutMilliseconds
        encoding = facts.fixtureEncoding
        settings = facts.schemaSettings
        unreadable = catalog.relations.filter { !$0.isReadable }.map(\.name)
        stagingSchemas = catalog.stagingSchemas
    }

    /// The `pg_dump` that is named, else the lowest installed release that can read the server, because its output loads
    /// on the most servers.
    ///
    /// - Parameter path: What ``SamplingEngine/schemaProgram`` names; it goes before the variable.
    /// - Throws: ``PGSampleError`` that names both versions.
    static func findProgram(
        serverMajor: Int, path: String? = nil, environment: [String: String] = ProcessVariables.current
    ) async throws -> ClientProgram {
        if let path { return try await program(at: path, namedBy: "--pg-dump", serverMajor) }
        if let path = environment[programVariable], !path.isEmpty {
            return try await program(at: path, namedBy: programVariable, serverMajor)
        }
        let found = try await ClientProgram.find("pg_dump", environment: environment)
        if let program = found.first(where: { $0.version.major >= serverMajor }) { return program }
        let versions = found.map(\.version.description).joined(separator: ", ")
        throw PGSampleError(
            code: .schemaDumpFailed,
            message: found.isEmpty
                ? "pg_dump was not found, to read a server of PostgreSQL \(serverMajor)"
                : "pg_dump \(versions) cannot read a server of PostgreSQL \(serverMajor)",
            remedy: remedy(serverMajor)
        )
    }

    private static func program(
        at path: String, namedBy option: String, _ serverMajor: Int
    ) async throws -> ClientProgram {
        let program: ClientProgram
        do {
            program = try await .named("pg_dump", at: FilePath(path))
        } catch let misfit as ClientProgram.Misfit {
            let reason =
                switch misfit {
                case .missing: "there is no such file"
                case .notExecutable: "it is not a program that may be run"
                case .otherProgram: "its --version does not say \"pg_dump (PostgreSQL)\""
                }
            throw PGSampleError(
                code: .schemaDumpFailed, message: "\(option) does not name a pg_dump", object: path,
                reason: reason, remedy: remedy(serverMajor)
            )
        }
        guard program.version.major >= serverMajor else {
            throw PGSampleError(
                code: .schemaDumpFailed,
                message: "pg_dump \(program.version) cannot read a server of PostgreSQL \(serverMajor); "
                    + "\(option) names",
                object: path, remedy: remedy(serverMajor)
            )
        }
        return program
    }

    private static func remedy(_ serverMajor: Int) -> String {
        "Install the client programs of PostgreSQL \(serverMajor) or newer "
            + "(Debian, Ubuntu: apt-get install postgresql-client-\(serverMajor); "
            + "macOS: brew install postgresql@\(serverMajor)), name one by --pg-dump, or sample without a schema: "
            + "--data-only."
    }

    private var arguments: [String] {
        var arguments = [
            "--schema-only", "--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions",
            "--no-security-labels", "--no-tablespaces", "--encoding=\(encoding)",
            "--lock-wait-timeout=\(lockTimeoutMilliseconds)", "--snapshot=\(snapshot)", "--no-password",
        ]
        arguments += unreadable.map { "--exclude-table=\($0.schema.quoted).\($0.name.quoted)" }
        arguments += stagingSchemas.map { "--exclude-schema=\($0.quoted)" }
        return arguments + ["--dbname=\(child.connectionString)"]
    }

    /// The schema's text.
    ///
    /// - Throws: ``PGSampleError`` with `pg_dump`'s own words.
    func run(by program: ClientProgram) async throws -> [UInt8] {
        // Options are sent only to undo what the role has set: a pooler refuses them, but not a time zone.
        var variables: [String: String?] = [
            "PGOPTIONS": settings.isEmpty ? nil : settings.map { "-c \($0)" }.joined(separator: " "),
            "PGTZ": "UTC",
            "PGAPPNAME": "pg-sample schema",
        ]
        for (name, value) in child.environment { variables[name] = value }
        let process = ChildProcess(program.path, arguments, variables: .inherited(variables))
        var text: [UInt8] = []
        let outcome = try await process.run { text += $0 }
        guard outcome.succeeded else {
            throw PGSampleError(
                code: .schemaDumpFailed, message: "pg_dump \(program.version) could not read the schema",
                reason: outcome.standardError.split(whereSeparator: \.isNewline).joined(separator: " "),
                remedy: "--data-only samples without the schema."
            )
        }
        return text
    }
}
