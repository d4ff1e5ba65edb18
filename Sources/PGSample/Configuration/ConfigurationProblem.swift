import Yams

/// One thing that is wrong in a configuration file, at the place where it stands.
struct ConfigurationProblem: Hashable {
    /// 1-based.
    var line: Int
    /// 1-based, in Unicode scalars.
    var column: Int
    var text: String

    init(line: Int, column: Int, text: String) {
        self.line = line
        self.column = column
        self.text = text
    }

    init(at node: Node, _ text: String) {
        // Every node that was read from a text has a mark; only nodes that were made in memory have none.
        self.init(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, text: text)
    }
}

extension PGSampleError {
    /// One error for all problems of a file: a line each, as compilers write them, in the order of the file.
    init(_ problems: Set<ConfigurationProblem>, in path: String) {
        let sorted = problems.sorted { ($0.line, $0.column, $0.text) < ($1.line, $1.column, $1.text) }
        self.init(
            code: .invalidConfiguration,
            message: sorted.map { "\(path):\($0.line):\($0.column): \($0.text)" }.joined(separator: "\n")
        )
    }
}

// MARK: YAML's own errors

extension ConfigurationProblem {
    /// What Yams says about a text that is no YAML, without the text: it may hold a password.
    init(_ error: YamlError, in yaml: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let words = [context?.text, problem].compactMap(\.self).joined(separator: ", ")
            let lines = Set([mark.line, context?.mark.line].compactMap(\.self))
            self.init(
                line: mark.line, column: mark.column,
                text: "this is not valid YAML (\(words))" + Self.advice(on: lines, of: yaml))
        case .reader(let problem, let offset, _, _):
            let before = yaml.prefix(offset ?? 0)
            let line = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            self.init(
                line: max(line.count, 1), column: (line.last?.unicodeScalars.count ?? 0) + 1,
                text: "this is not valid YAML (\(problem))")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            self.init(
                line: context.mark.line, column: context.mark.column,
                text: "a mapping has a key twice: \(names)")
        default:
            self.init(line: 1, column: 1, text: "the file cannot be read as YAML")
        }
    }

    /// The two values that this file invites and that YAML reads as something else.
    private static func advice(on numbers: Set<Int>, of yaml: String) -> String {
        let lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let text = numbers.map { $0 - 1 }.filter(lines.indices.contains).map { lines[$0] }.joined(
            separator: "\n")
        if text.contains("${") { return "; put a value with ${…} in double quotes" }
        if text.contains("*") { return "; put a value that begins with * in double quotes" }
        return ""
    }
}
