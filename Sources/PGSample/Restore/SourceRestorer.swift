import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage

/// Restores a script or a dump into a database of a throwaway server, by PostgreSQL's own programs.
///
/// Everything goes through `psql`, archives as the script that `pg_restore` makes of them: of the two, only
/// `psql` tells the server's SQLSTATE, without which a row's values cannot be kept out of a message.
struct SourceRestorer: Sendable {
    let server: ThrowawayServer

    /// Makes `database` and fills it.
    ///
    /// - Parameter path: The file, as the configuration names it.
    /// - Throws: ``PGSampleError`` with `.restoreFailed`, naming the file, the line and the server's words; a
    ///   database that was begun is then left to the caller. `CancellationError`.
    func restore(_ path: String, into database: String) async throws {
        do {
            let file = try SourceFile(path: path)
            let contents = try await contents(of: file)
            try await prepare(database, for: contents)
            try await run(file, in: database)
        } catch let error as FixtureFileError {
            throw failure(path, reason: error.message, cause: error)
        } catch let error as DatabaseError {
            throw failure(path, reason: error.wordsWithoutData, cause: error)
        } catch let error as LocalServerError where error.code == .programFailed {
            throw failure(
                path, reason: error.details.isEmpty ? error.message : error.details, cause: error)
        }
    }

    private func failure(_ path: String, reason: String, cause: any Error) -> PGSampleError {
        PGSampleError(
            code: .restoreFailed, message: "cannot restore the source", object: path,
            reason: reason.split(whereSeparator: \.isNewline).joined(separator: " "), cause: cause
        )
    }

    // MARK: Before

    private func contents(of file: SourceFile) async throws -> SourceContents {
        var contents = SourceContents()
        switch file.format {
        case .sql: try ScriptScan.file(file.absolutePath) { contents.note($0) }
        case .archive, .directory:
            var scan = ScriptScan()
            let outcome = try await script(of: file, ["--schema-only"]).run { bytes in
                try bytes.withUnsafeBytes { try scan.append($0) { contents.note($0) } }
            }
            try outcome.requireSuccess()
            try scan.finish { contents.note($0) }
        }
        guard let line = contents.connectLine else { return contents }
        throw PGSampleError(
            code: .restoreFailed, message: "cannot restore the source", object: file.path,
            reason: "its line \(line) goes on in another database (\\connect)",
            remedy: "Dump the one database with pg_dump, and without --create."
        )
    }

    /// Roles are superusers here, because some kinds of objects may have no other owner, and `SET ROLE` must
    /// not narrow what a dump may do. Nobody can log in as one.
    private func prepare(_ database: String, for contents: SourceContents) async throws {
        var options = ThrowawayServer.DatabaseOptions()
        if contents.isUnencoded { options.encoding = "SQL_ASCII" }
        try await server.createDatabase(database, options)
        try await server.run { session in
            let present = try session.query("SELECT rolname FROM pg_catalog.pg_roles").textRows()
            let names = Set(present.compactMap { $0[0] })
            for role in contents.roles.missing where !names.contains(role.name) {
                try session.execute("CREATE ROLE \(role.quoted) NOLOGIN SUPERUSER")
            }
        }
    }

    // MARK: Running

    private func program(_ name: String) async throws -> FilePath {
        if let program = try await server.clientProgram(name) { return program }
        let major = server.installation.version.major
        throw LocalServerError(
            code: .programNotFound, message: "\"\(name)\" of PostgreSQL \(major) or above was not found",
            remedy: "install PostgreSQL's client programs (Debian, Ubuntu: apt-get install "
                + "postgresql-client-\(major); macOS: brew install postgresql@\(major))"
        )
    }

    /// An archive as a script on standard output. What only the source's server could take is left out.
    private func script(of file: SourceFile, _ arguments: [String] = []) async throws -> ChildProcess {
        let arguments =
            arguments + [
                "--no-owner", "--no-privileges", "--no-tablespaces", "--no-security-labels",
                "--no-publications",
                "--no-subscriptions", "--exit-on-error", "--file=-",
            ]
        let variables = ChildProcess.Variables.inherited(["LC_ALL": "C"])
        guard file.isCompressed else {
            return ChildProcess(
                try await program("pg_restore"), arguments + [file.absolutePath.string], variables: variables)
        }
        return ChildProcess(
            try await program("pg_restore"), arguments, variables: variables,
            input: Self.decompressed(file.absolutePath))
    }

    private static func decompressed(_ path: FilePath) -> ChildProcess.Input {
        .stream { write in
            let reader = try GzipReader(path: path)
            while let bytes = try reader.readPiece() { try await write(bytes) }
        }
    }

    private func run(_ file: SourceFile, in database: String) async throws {
        var variables = server.clientVariables(database: database)
        // So that what psql says can be read apart.
        variables.updateValue("C", forKey: "LC_ALL")
        var arguments = [
            "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=verbose",
        ]
        var input = ChildProcess.Input.null
        if file.format == .sql, !file.isCompressed {
            arguments.append("--file=\(file.absolutePath)")
        } else if file.format == .sql {
            arguments.append("--file=-")
            input = Self.decompressed(file.absolutePath)
        } else {
            arguments.append("--file=-")
            let script = try await script(of: file)
            input = .stream { write in
                try await script.run { try await write($0) }.requireSuccess()
            }
        }
        // `\i` takes paths as relative to where psql runs.
        let outcome = try await ChildProcess(
            try await program("psql"), arguments, variables: .inherited(variables),
            workingDirectory: file.absolutePath.removingLastComponent(), input: input
        ).run()
        guard !outcome.succeeded else { return }
        throw PsqlFailure(standardError: outcome.standardError).error(
            file: file.path, linesAreOfFile: file.format == .sql)
    }
}

extension GzipReader {
    /// The next bytes; nil at the end.
    func readPiece() throws -> [UInt8]? {
        let bytes = try [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
            count = try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        return bytes.isEmpty ? nil : bytes
    }
}
