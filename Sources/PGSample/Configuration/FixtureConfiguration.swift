import Yams

/// The fixtures of a package, as `Fixtures/fixtures.yml` declares them.
///
/// ```yaml
/// defaults:                                     # optional; for every fixture, any key but name and source
///   limits: ["audit_*=0", "*=100"]
/// fixtures:
///   - name: shop                                # writes shop.sql.gz and shop.manifest.json beside this file
///     source: { url: "${SHOP_DATABASE_URL}" }   # or { script: Sources/shop.sql } or { dump: nightly.dump }
///     schemas: [public, "crm_*"]
///     limits: ["users=50", "orders=status = 'open'", "*=10%"]
///     order: random
///     seed: 7
/// ```
///
/// | key | value | default |
/// |---|---|---|
/// | `name` | letters, digits, `-`, `_`, `.` | required |
/// | `source` | one of `url`, `script` (SQL, also .gz), `dump` (a pg_dump archive) | required |
/// | `schemas` | a ``NamePattern`` or a list of them | all schemas |
/// | `exclude_tables` | a ``TablePattern`` or a list of them | none |
/// | `limits` | rules as in ``LimitRules``: one text or a list | `*=100` |
/// | `order` | `ascending`, `descending`, `random` | `ascending` |
/// | `seed` | a whole number | `0` |
/// | `stable` | ``SamplingOptions/isStable`` | `false` |
/// | `data_only` | ``SamplingOptions/isDataOnly`` | `false` |
/// | `compress` | gzip's level, 0 to 9; a file that holds the same already stays as it is | `6` |
/// | `verify` | whether the result is loaded before it is put in place | `true` |
/// | `staging` | ``StagingSettings/Choice``: `auto`, `always`, `never`; a restored source is staged only by `always` | `auto` |
/// | `lock_timeout` | `500ms`, `5s`, `10min`, `2h` | `5s` |
/// | `max_duration` | likewise | no limit |
///
/// A fixture's key replaces that of `defaults`; an empty list stands for the default. In `url`, `${NAME}` and
/// `${NAME:-default}` are environment variables and `$$` is a dollar sign; paths are relative to the file.
/// Anchors, aliases and merge keys (`<<`) work. In YAML, a value that begins with `*` and a URL with `${…}`
/// need quotes.
public struct FixtureConfiguration: Sendable, Hashable {
    /// The fixtures in the order of the file; no two have the same name, even if case does not count.
    public let fixtures: [FixtureDeclaration]

    /// The file, as it was named.
    let path: String

    /// Reads a configuration.
    ///
    /// - Parameters:
    ///   - yaml: The file's text.
    ///   - path: Its path, for messages and because the paths in it are relative to its folder. Nothing is
    ///     opened.
    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/invalidConfiguration``. Its message has a line
    ///   `path:line:column: problem` for every problem, in the order of the file; what is no YAML at all is
    ///   reported up to the first place where it is not.
    public init(yaml: String, path: String) throws(PGSampleError) {
        var reader = ConfigurationReader(path: path)
        let fixtures = reader.fixtures(in: try Self.root(of: yaml, path: path))
        guard reader.problems.isEmpty else { throw PGSampleError(reader.problems, in: path) }
        self.fixtures = fixtures
        self.path = path
    }

    private static func root(of yaml: String, path: String) throws(PGSampleError) -> Node {
        let problem: ConfigurationProblem
        do {
            if let root = try Yams.compose(yaml: yaml), root.tagName != .null { return root }
            problem = ConfigurationProblem(
                line: 1, column: 1, text: "the file is empty; it declares a list under \"fixtures\"")
        } catch let error as YamlError {
            problem = ConfigurationProblem(error, in: yaml)
        } catch {
            problem = ConfigurationProblem(line: 1, column: 1, text: "the file cannot be read as YAML")
        }
        throw PGSampleError([problem], in: path)
    }

    /// The fixtures with these names.
    ///
    /// - Parameter names: In any order; none stands for all, and a repeated one counts once.
    /// - Returns: In the order of the file.
    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/unknownFixture``, naming the first unknown one
    ///   and the fixtures that were probably meant, or all when none is near.
    public func selecting(names: [String]) throws(PGSampleError) -> [FixtureDeclaration] {
        let known = fixtures.map(\.name)
        if let unknown = names.first(where: { !known.contains($0) }) {
            let close = NearMisses.of(unknown, among: known)
            throw PGSampleError(
                code: .unknownFixture, message: "\(path) declares no fixture", object: unknown,
                remedy: NearMisses.question(close).map { "D" + $0.dropFirst() }
                    ?? "It declares \(known.map { "\"\($0)\"" }.joined(separator: ", "))."
            )
        }
        return names.isEmpty ? fixtures : fixtures.filter { names.contains($0.name) }
    }
}
