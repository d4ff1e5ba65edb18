import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage

/// Runs `pg_dump`, the one program that gets every schema right, on the run's own snapshot.
struct SchemaDump: Sendable {
    /// Names the `pg_dump` to take instead of one that is searched for.
    static let programVariable = "PG_SAMPLE_PG_DUMP"

    var program: ClientProgram
    var child: Session.ChildParameters
    var snapshot: String
    var lockTimeoutMilliseconds: Int
    var encoding: String
    var quotesAllIdentifiers: Bool
    /// Tables that may not be read and that the fixture does not need: `pg_dump` would lock them, and fail.
    var unreadable: [QualifiedName]
    /// Schemas of runs of ours, which come and go.
    var stagingSchemas: [Identifier]

    init(program: ClientProgram, source: LockedSource, options: SamplingOptions) {
        self.program = program
        child = source.childParameters
        snapshot = source.snapshot
        lockTimeoutMilliseconds = options.lockTimeout.milliseconds
        encoding = source.facts.fixtureEncoding
        quotesAllIdentifiers = source.facts.quotesAllIdentifiers
        unreadable = source.catalog.relations.filter { !$0.isReadable }.map(\.name)
        stagingSchemas = source.catalog.stagingSchemas
    }

    /// The lowest installed release that can read the server, because its output loads on the most servers.
    ///
    /// - Throws: ``PGSampleError`` that names both versions.
    static func findProgram(
        serverMajor: Int, environment: [String: String] = ProcessVariables.current
    ) async throws -> ClientProgram {
        let found: [ClientProgram]
        if let named = environment[programVariable], !named.isEmpty {
            guard let version = try await ClientProgram.version(of: FilePath(named)) else {
                throw PGSampleError(
                    code: .schemaDumpFailed, message: "\(programVariable) does not name a pg_dump",
                    object: named
                )
            }
            found = [ClientProgram(path: FilePath(named), version: version)]
        } else {
            found = try await ClientProgram.find("pg_dump", environment: environment)
        }
        if let program = found.first(where: { $0.version.major >= serverMajor }) { return program }
        throw PGSampleError(
            code: .schemaDumpFailed,
            message: found.isEmpty
                ? "pg_dump was not found"
                : "pg_dump \(found.map(\.version.description).joined(separator: ", ")) cannot read a server of "
                    + "PostgreSQL \(serverMajor)",
            remedy: "Install the client programs of PostgreSQL \(serverMajor) or newer "
                + "(Debian, Ubuntu: apt-get install postgresql-client-\(serverMajor); "
                + "macOS: brew install postgresql@\(serverMajor)), or sample without a schema: --data-only."
        )
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
    func run() async throws -> [UInt8] {
        // Options are sent only to undo what the role has set: a pooler refuses them.
        var variables: [String: String?] = [
            "PGOPTIONS": quotesAllIdentifiers ? "-c quote_all_identifiers=off" : nil,
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
