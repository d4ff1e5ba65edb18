import Yams

/// Turns the nodes of a YAML document into declarations and collects everything that is wrong on the way.
///
/// What cannot be read keeps its default, so that one pass finds all problems; the result counts only without
/// any.
struct ConfigurationReader {
    let path: String
    /// A set, because what an alias repeats is wrong only once.
    private(set) var problems: Set<ConfigurationProblem> = []

    /// The part of a declaration that `defaults` can give.
    struct Settings {
        var options = SamplingOptions()
        var isVerified = true
    }

    init(path: String) { self.path = path }

    mutating func report(_ node: Node, _ text: String) {
        problems.insert(ConfigurationProblem(at: node, text))
    }

    // MARK: The file

    mutating func fixtures(in root: Node) -> [FixtureDeclaration] {
        guard case .mapping(let mapping) = root else {
            report(root, "the file must be a mapping with the key \"fixtures\", not \(Self.kind(of: root))")
            return []
        }
        var list: Node?
        var defaults = Settings()
        for entry in entries(of: mapping) {
            switch RootKey(rawValue: entry.name) {
            case .fixtures: list = entry.value
            case .defaults: defaults = settings(ofDefaults: entry.value)
            case nil: reportUnknown(entry, valid: RootKey.allCases.map(\.rawValue))
            }
        }
        guard let list else {
            report(root, "the key \"fixtures\" is missing: a list, each with \"name\" and \"source\"")
            return []
        }
        guard case .sequence(let nodes) = list, !nodes.isEmpty else {
            report(list, "\"fixtures\" must be a list of at least one fixture, not \(Self.kind(of: list))")
            return []
        }
        var firstLines: [String: Int] = [:]
        return nodes.compactMap { fixture(in: $0, defaults: defaults, firstLines: &firstLines) }
    }

    private mutating func settings(ofDefaults node: Node) -> Settings {
        var settings = Settings()
        guard case .mapping(let mapping) = node else {
            report(node, "\"defaults\" must be a mapping, not \(Self.kind(of: node))")
            return settings
        }
        for entry in entries(of: mapping) {
            if let key = OptionKey(rawValue: entry.name) {
                apply(key, entry.value, to: &settings)
            } else if IdentityKey(rawValue: entry.name) != nil {
                report(entry.key, "\"\(entry.name)\" has no default: every fixture has its own")
            } else {
                reportUnknown(entry, valid: OptionKey.allCases.map(\.rawValue))
            }
        }
        return settings
    }

    private mutating func fixture(
        in node: Node, defaults: Settings, firstLines: inout [String: Int]
    ) -> FixtureDeclaration? {
        guard case .mapping(let mapping) = node else {
            report(
                node, "a fixture must be a mapping with \"name\" and \"source\", not \(Self.kind(of: node))")
            return nil
        }
        var settings = defaults
        var nameNode: Node?
        var sourceNode: Node?
        for entry in entries(of: mapping) {
            if let key = OptionKey(rawValue: entry.name) {
                apply(key, entry.value, to: &settings)
            } else {
                switch IdentityKey(rawValue: entry.name) {
                case .name: nameNode = entry.value
                case .source: sourceNode = entry.value
                case nil:
                    reportUnknown(
                        entry,
                        valid: IdentityKey.allCases.map(\.rawValue) + OptionKey.allCases.map(\.rawValue))
                }
            }
        }
        if nameNode == nil { report(node, "the fixture has no \"name\"") }
        if sourceNode == nil { report(node, "the fixture has no \"source\": \(Self.sourceForms)") }
        let name = nameNode.flatMap { self.name(in: $0, firstLines: &firstLines) }
        let source = sourceNode.flatMap { self.source(in: $0) }
        guard let name, let source else { return nil }
        return FixtureDeclaration(
            name: name, source: source.source, options: settings.options, isVerified: settings.isVerified,
            file: path, sourceLine: source.line)
    }

    // MARK: Name and source

    private mutating func name(in node: Node, firstLines: inout [String: Int]) -> String? {
        guard let name = text(in: node, of: IdentityKey.name.rawValue) else { return nil }
        let isSafe =
            name.utf8.allSatisfy { byte in
                byte < 0x80
                    && (Character(Unicode.Scalar(byte)).isLetter || "0123456789-_.".utf8.contains(byte))
            } && !name.hasPrefix(".") && !name.hasPrefix("-") && name.utf8.count <= 100
        guard isSafe else {
            report(
                node,
                "the name \"\(RuleFlaw.shortened(name))\" is not a safe file name: use up to 100 letters, "
                    + "digits, \"-\", \"_\" and \".\", and begin with none of \"-\" and \".\"")
            return nil
        }
        // Two names that differ in case are one file on most Macs.
        if let line = firstLines[name.lowercased()] {
            report(node, "the name \"\(name)\" is taken by the fixture in line \(line)")
        } else {
            firstLines[name.lowercased()] = node.mark?.line ?? 1
        }
        return name
    }

    private static let sourceForms =
        "give { url: \"${NAME}\" }, { script: FILE.sql } or { dump: FILE.dump }"

    private mutating func source(in node: Node) -> (source: FixtureSource, line: Int)? {
        guard case .mapping(let mapping) = node else {
            report(node, "\"source\" must be a mapping, not \(Self.kind(of: node)): \(Self.sourceForms)")
            return nil
        }
        var found: [(key: SourceKey, entry: Entry)] = []
        let entries = entries(of: mapping)
        for entry in entries {
            if let key = SourceKey(rawValue: entry.name) {
                found.append((key, entry))
            } else {
                reportUnknown(entry, valid: SourceKey.allCases.map(\.rawValue))
            }
        }
        guard let first = found.first else {
            if entries.isEmpty { report(node, "\"source\" is empty: \(Self.sourceForms)") }
            return nil
        }
        for second in found.dropFirst() {
            report(second.entry.key, "\"source\" has \"\(first.key)\" already: keep one of the two")
        }
        guard let value = text(in: first.entry.value, of: first.entry.name) else { return nil }
        return source(first.key, value, at: first.entry.value).map { ($0, first.entry.value.mark?.line ?? 1) }
    }

    private mutating func source(_ key: SourceKey, _ value: String, at node: Node) -> FixtureSource? {
        if key != .url, value.contains("${") {
            report(node, "\"\(key)\" is a plain path: only \"url\" is filled in from the environment")
            return nil
        }
        switch key {
        case .script: return FixtureSource(.script(path: FixtureDeclaration.path(value, besides: path)))
        case .dump: return FixtureSource(.dump(path: FixtureDeclaration.path(value, besides: path)))
        case .url:
            do throws(RuleFlaw) {
                return FixtureSource(.url, template: try EnvironmentTemplate(parsing: value))
            } catch {
                report(node, "the \"url\" cannot be read: \(error.reason)")
                return nil
            }
        }
    }
}
