/// What a fixture is sampled from: a database that runs, or a file that is first restored into a throwaway
/// one.
public struct FixtureSource: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// A connection URL or conninfo string; ``FixtureDeclaration/connectionString(environment:)`` expands
        /// it.
        case url
        /// The path of an SQL file, plain or gzip.
        case script(path: String)
        /// The path of an archive that pg_dump wrote.
        case dump(path: String)
    }

    package let kind: Kind
    /// Set exactly when the kind is `url`.
    let template: EnvironmentTemplate?

    /// Whether it is a file that is restored into a throwaway server.
    var isRestored: Bool { kind != .url }

    init(_ kind: Kind, template: EnvironmentTemplate? = nil) {
        self.kind = kind
        self.template = template
    }
}

extension FixtureSource: CustomStringConvertible {
    /// The kind of source with its path or the names of its variables; never a URL, which may hold a
    /// password.
    public var description: String {
        switch kind {
        case .script(let path): return "script \(path)"
        case .dump(let path): return "dump \(path)"
        case .url:
            let variables = template.map { "\($0)" } ?? ""
            return variables.isEmpty ? "url" : "url with \(variables)"
        }
    }
}
