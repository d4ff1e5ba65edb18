package import SystemPackage

/// A folder with the programs that make and run a server: `initdb`, `postgres` and `pg_ctl`.
package struct PostgreSQLInstallation: Sendable, Hashable {
    package let binDirectory: FilePath
    package let version: PostgreSQLVersion

    /// Oldest major that this package works with.
    package static let oldestMajor = 13
    /// Without one of these a folder is a client's only.
    static let serverPrograms = ["initdb", "postgres", "pg_ctl"]

    /// Every server installation of this machine, the newest first.
    ///
    /// Looked for in PATH, at `pg_config --bindir`, and in the folders where Debian, Fedora, openSUSE,
    /// Alpine, Homebrew and Postgres.app keep the programs of each version; with PG_SAMPLE_POSTGRES_BIN in
    /// that folder only.
    ///
    /// - Throws: ``LocalServerError`` with `.unusableInstallation` when PG_SAMPLE_POSTGRES_BIN names a folder
    ///   that is none; `CancellationError`.
    package static func all(
        environment: [String: String] = ProcessVariables.current
    ) async throws -> [PostgreSQLInstallation] {
        try await all(in: ProgramFolders.search(environment: environment), environment: environment)
    }

    /// The newest server installation.
    ///
    /// - Throws: As ``all(environment:)``; ``LocalServerError`` with `.noInstallation`, the places that were
    ///   looked at and how to install one, when there is none of `minimumMajor` or above.
    package static func preferred(
        minimumMajor: Int = oldestMajor, environment: [String: String] = ProcessVariables.current
    ) async throws -> PostgreSQLInstallation {
        let folders = try await ProgramFolders.search(environment: environment)
        return try await preferred(minimumMajor: minimumMajor, in: folders, environment: environment)
    }

    /// A program of the installation, nil when it was not installed with it.
    package func program(_ name: String) -> FilePath? {
        // The folder may hold no more than links to the server's programs; the others are where those lead
        // to.
        let linked = ProgramFolders.realPath(binDirectory.appending("postgres"))?.removingLastComponent()
        return [binDirectory, linked].compactMap(\.self).map { $0.appending(name) }.first(
            where: ProgramFolders.isProgram)
    }

    // MARK: Looking

    static func preferred(
        minimumMajor: Int, in folders: ProgramFolders, environment: [String: String]
    ) async throws -> PostgreSQLInstallation {
        let found = try await all(in: folders, environment: environment)
        if let newest = found.first, newest.version.major >= minimumMajor { return newest }
        let reason =
            found.first.map { "the newest one found is \($0.version) in \"\($0.binDirectory)\"" }
            ?? "none was found"
        throw LocalServerError(
            code: .noInstallation,
            message:
                "no PostgreSQL server programs (initdb, postgres, pg_ctl) of version \(minimumMajor) or above: "
                + reason,
            details: "looked at: " + folders.places.joined(separator: ", "),
            remedy: installationLines
        )
    }

    private static func all(
        in folders: ProgramFolders, environment: [String: String]
    ) async throws -> [PostgreSQLInstallation] {
        var found: [PostgreSQLInstallation] = []
        var seen: Set<FilePath> = []
        for place in folders.folders {
            // A folder of links to some of the programs stands for the one that has them all.
            let postgres = ProgramFolders.realPath(place.appending("postgres"))
            let folder = postgres?.removingLastComponent() ?? place
            guard seen.insert(folder).inserted else { continue }
            let programs = serverPrograms.map { folder.appending($0) }
            guard programs.allSatisfy(ProgramFolders.isProgram),
                let version = try await ClientProgram.version(of: folder.appending("postgres"))
            else { continue }
            found.append(PostgreSQLInstallation(binDirectory: folder, version: version))
        }
        if let folder = environment[ProgramFolders.overrideVariable], !folder.isEmpty, found.isEmpty {
            throw LocalServerError(
                code: .unusableInstallation,
                message: "\(ProgramFolders.overrideVariable) names \"\(folder)\", which does not hold "
                    + "PostgreSQL's initdb, postgres and pg_ctl",
                remedy: "name the folder that holds them, such as /usr/lib/postgresql/17/bin, "
                    + "or unset the variable"
            )
        }
        // Stable: of two with the same version the one that was found first.
        return found.enumerated().sorted {
            ($1.element.version, $0.offset) < ($0.element.version, $1.offset)
        }.map(\.element)
    }

    /// How PostgreSQL comes onto a machine.
    static let installationLines = """
        install PostgreSQL:
          Debian, Ubuntu: apt-get install -y postgresql
          Fedora: dnf install -y postgresql-server
          macOS: brew install postgresql@17
        or name the folder of its programs in \(ProgramFolders.overrideVariable)
        """
}
