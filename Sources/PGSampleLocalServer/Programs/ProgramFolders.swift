import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The folders that may hold PostgreSQL's programs on this machine.
struct ProgramFolders: Sendable {
    /// Names a folder that is taken instead of all others.
    static let overrideVariable = "PG_SAMPLE_POSTGRES_BIN"

    /// Where packages put the programs of one major beside those of another. One `*` per path at most.
    static let packagePatterns = [
        "/usr/lib/postgresql/*/bin",  // Debian, Ubuntu
        "/usr/pgsql-*/bin",  // Fedora, RHEL (PGDG)
        "/usr/lib/postgresql*/bin",  // openSUSE
        "/usr/libexec/postgresql*",  // Alpine
        "/opt/homebrew/opt/postgresql@*/bin", "/opt/homebrew/opt/libpq/bin",
        "/usr/local/opt/postgresql@*/bin", "/usr/local/opt/libpq/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        "/usr/local/pgsql/bin",  // built from source
    ]

    /// Folders that exist, each once, in the order in which they were thought of.
    var folders: [FilePath] = []
    /// Everything that was looked at, in words for an error.
    var places: [String] = []

    /// - Parameter patterns: ``packagePatterns``, or others for a test.
    static func search(
        environment: [String: String], patterns: [String] = packagePatterns
    ) async throws -> ProgramFolders {
        var found = ProgramFolders()
        if let override = environment[overrideVariable], !override.isEmpty {
            found.places = ["\(overrideVariable)=\(override)"]
            found.add(FilePath(override))
            return found
        }
        let searchPath = (environment["PATH"] ?? "").split(separator: ":").map { FilePath(String($0)) }
            .filter(\.isAbsolute)
        found.places.append("PATH (\(searchPath.map(\.string).joined(separator: ":")))")
        for folder in searchPath { found.add(folder) }
        if let configuration = searchPath.map({ $0.appending("pg_config") }).first(where: isProgram) {
            found.places.append("\(configuration) --bindir")
            do {
                let (outcome, output) = try await ChildProcess(configuration, ["--bindir"]).collect(
                    limit: 4096)
                if outcome.succeeded {
                    found.add(FilePath(String(decoding: output, as: UTF8.self).trimmingNewlines))
                }
            } catch is LocalServerError {
                // One that cannot be run says nothing; there are other places.
            }
        }
        for pattern in patterns {
            found.places.append(pattern)
            for folder in expand(pattern) { found.add(folder) }
        }
        return found
    }

    private mutating func add(_ folder: FilePath) {
        guard let real = Self.realPath(folder), !folders.contains(real) else { return }
        folders.append(real)
    }

    /// The folders that a path with one `*` stands for, sorted.
    private static func expand(_ pattern: String) -> [FilePath] {
        guard let star = pattern.firstIndex(of: "*"), let slash = pattern[..<star].lastIndex(of: "/") else {
            return [FilePath(pattern)]
        }
        let parent = FilePath(String(pattern[..<slash]))
        let prefix = pattern[pattern.index(after: slash)..<star]
        let rest = String(pattern[star...].dropFirst())
        // A folder that is not there or may not be read holds no programs for us.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.string)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.sorted().map {
            FilePath(parent.appending($0).string + rest)
        }
    }

    // MARK: Files

    /// A file that we may execute.
    static func isProgram(_ path: FilePath) -> Bool {
        var status = stat()
        return stat(path.string, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(path.string, X_OK) == 0
    }

    /// The path without symbolic links; nil when nothing is there.
    static func realPath(_ path: FilePath) -> FilePath? {
        guard !path.isEmpty, let real = realpath(path.string, nil) else { return nil }
        defer { free(real) }
        return FilePath(platformString: real)
    }
}
