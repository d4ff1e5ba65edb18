package import SystemPackage

/// One of PostgreSQL's client programs (`pg_dump`, `psql`, `pg_restore`), with or without a server beside it.
package struct ClientProgram: Sendable, Hashable {
    package let path: FilePath
    package let version: PostgreSQLVersion

    package init(path: FilePath, version: PostgreSQLVersion) {
        self.path = path
        self.version = version
    }

    /// Every version of a program on this machine, the lowest first; empty when there is none.
    ///
    /// Debian's `pg_wrapper` is passed over, because it stands for the versioned folders that are looked at
    /// anyway.
    ///
    /// - Throws: `CancellationError`.
    package static func find(
        _ name: String, environment: [String: String] = ProcessVariables.current
    ) async throws -> [ClientProgram] {
        try await find(name, in: ProgramFolders.search(environment: environment))
    }

    static func find(_ name: String, in folders: ProgramFolders) async throws -> [ClientProgram] {
        var found: [ClientProgram] = []
        var seen: Set<FilePath> = []
        for path in folders.folders.map({ $0.appending(name) }) where ProgramFolders.isProgram(path) {
            guard let real = ProgramFolders.realPath(path), real.lastComponent?.string != "pg_wrapper",
                seen.insert(real).inserted, let version = try await version(of: path)
            else { continue }
            found.append(ClientProgram(path: path, version: version))
        }
        return found.enumerated().sorted {
            ($0.element.version, $0.offset) < ($1.element.version, $1.offset)
        }.map(\.element)
    }

    /// Why a path is not the program that somebody says it is.
    package enum Misfit: Error, Sendable {
        case missing, notExecutable
        /// `--version` failed or names another program.
        case otherProgram
    }

    /// The program at a path that somebody names.
    ///
    /// - Throws: ``Misfit``; `CancellationError`.
    package static func named(_ name: String, at path: FilePath) async throws -> ClientProgram {
        guard ProgramFolders.realPath(path) != nil else { throw Misfit.missing }
        guard ProgramFolders.isProgram(path) else { throw Misfit.notExecutable }
        guard let words = try await versionWords(of: path), words.hasPrefix("\(name) (PostgreSQL)"),
            let version = PostgreSQLVersion(programOutput: words)
        else { throw Misfit.otherProgram }
        return ClientProgram(path: path, version: version)
    }

    /// What `PROGRAM --version` says; nil for a program that cannot be run or is not PostgreSQL's.
    package static func version(of program: FilePath) async throws -> PostgreSQLVersion? {
        try await versionWords(of: program).flatMap { PostgreSQLVersion(programOutput: $0) }
    }

    private static func versionWords(of program: FilePath) async throws -> String? {
        do {
            let (outcome, output) = try await ChildProcess(program, ["--version"]).collect(limit: 4096)
            return outcome.succeeded ? String(decoding: output, as: UTF8.self) : nil
        } catch is LocalServerError {
            return nil
        }
    }
}
