import SystemPackage

/// One fixture of a ``FixtureConfiguration``: what it is sampled from, how, and where it is written.
public struct FixtureDeclaration: Sendable, Hashable {
    /// The fixture's name: ASCII letters, digits, `-`, `_` and `.`, so that it is a safe file name
    /// everywhere.
    public let name: String
    /// What it is sampled from. Paths in it are already relative to where the program runs.
    public let source: FixtureSource
    /// What to take.
    public let options: SamplingOptions
    /// Whether the fixture is loaded into a throwaway server before it is put in place. On by default.
    public let isVerified: Bool

    /// The configuration file, as it was named.
    let file: String
    /// The 1-based line of the source's value.
    let sourceLine: Int

    /// Where the fixture is written: `NAME.sql.gz` beside the configuration file.
    public var outputPath: String { Self.path("\(name).sql.gz", besides: file) }

    /// Where its manifest is written: `NAME.manifest.json` beside the configuration file.
    public var manifestPath: String { Self.path("\(name).manifest.json", besides: file) }

    /// The path of a file that the configuration names, relative to the folder of the configuration unless it
    /// is absolute.
    static func path(_ path: String, besides file: String) -> String {
        FilePath(file).removingLastComponent().pushing(FilePath(path)).string
    }

    /// The URL or conninfo string of the source with its environment variables filled in.
    ///
    /// Only here are variables looked up, so that a fixture can be generated without those of the others.
    /// **The result may hold a password: it must not be printed, logged or passed to a child as an
    /// argument.**
    ///
    /// - Parameter environment: The variables by name, as `ProcessInfo.processInfo.environment` has them.
    /// - Returns: Nil when the source is a file.
    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/invalidConfiguration``, naming the fixture, the
    ///   line and every variable that is unset or empty and has no default.
    public func connectionString(environment: [String: String]) throws(PGSampleError) -> String? {
        guard let template = source.template else { return nil }
        let missing = template.missingVariables(in: environment)
        if let first = missing.first {
            let names = missing.joined(separator: ", ")
            throw PGSampleError(
                code: .invalidConfiguration, message: "\(file):\(sourceLine): no source for the fixture",
                object: name,
                reason: missing.count == 1
                    ? "the environment variable \(names) is not set, or empty"
                    : "the environment variables \(names) are not set, or empty",
                remedy: "Set it, or give a default in the file: ${\(first):-default}."
            )
        }
        return template.expanded(in: environment)
    }
}
