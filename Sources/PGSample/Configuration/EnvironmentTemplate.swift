/// A text in which `${NAME}` stands for an environment variable, `${NAME:-default}` for one with a default,
/// and `$$` for a dollar sign.
///
/// It describes and mirrors itself without its text, which may hold a password, as what it expands to may.
struct EnvironmentTemplate: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case text(String)
        case variable(name: String, default: String?)
    }

    private var parts: [Part] = []

    /// - Throws: ``RuleFlaw`` at a dollar sign that is neither. The reason does not quote the text.
    init(parsing text: String) throws(RuleFlaw) {
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            parts.append(.text(String(rest[..<dollar])))
            rest = rest[dollar...].dropFirst()
            if rest.first == "$" {
                parts.append(.text("$"))
                rest.removeFirst()
            } else {
                parts.append(try Self.variable(&rest))
            }
        }
        parts.append(.text(String(rest)))
    }

    private static func variable(_ rest: inout Substring) throws(RuleFlaw) -> Part {
        guard rest.first == "{", let end = rest.firstIndex(of: "}") else {
            throw RuleFlaw(reason: "a \"$\" begins ${NAME} or ${NAME:-default}; a dollar sign is written $$")
        }
        let inside = rest[..<end].dropFirst()
        rest = rest[end...].dropFirst()
        let name = inside.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        let tail = inside.dropFirst(name.count)
        guard let first = name.first, !first.isNumber, tail.isEmpty || tail.hasPrefix(":-") else {
            throw RuleFlaw(
                reason: "between \"${\" and \"}\" stands a variable's name, or its name, \":-\" and a default"
            )
        }
        let fallback = tail.isEmpty ? nil : String(tail.dropFirst(2))
        if fallback?.contains("$") == true {
            throw RuleFlaw(reason: "the default of \"\(name)\" holds a \"$\", and a default is plain text")
        }
        return .variable(name: String(name), default: fallback)
    }

    /// The names of the variables, in the order of their first use.
    var variables: [String] {
        var names: [String] = []
        for case .variable(let name, _) in parts where !names.contains(name) { names.append(name) }
        return names
    }

    /// The variables without a default that are not set; one that is empty counts as not set, as `:-` has it.
    func missingVariables(in environment: [String: String]) -> [String] {
        var names: [String] = []
        for case .variable(let name, nil) in parts
        where environment[name, default: ""].isEmpty && !names.contains(name) {
            names.append(name)
        }
        return names
    }

    /// The text with the variables' values, those of ``missingVariables(in:)`` empty. It may hold a password.
    func expanded(in environment: [String: String]) -> String {
        parts.map { part in
            switch part {
            case .text(let text): return text
            case .variable(let name, let fallback):
                let value = environment[name, default: ""]
                return value.isEmpty ? fallback ?? "" : value
            }
        }.joined()
    }
}

extension EnvironmentTemplate: CustomStringConvertible, CustomReflectable {
    var description: String { variables.map { "${\($0)}" }.joined(separator: " ") }
    var customMirror: Mirror { Mirror(self, children: []) }
}
