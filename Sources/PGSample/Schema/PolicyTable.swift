import PGSampleFixtureFile
import PGSampleSQL

/// What becomes of each kind of statement in a fixture and under another schema name, for the documentation.
enum PolicyTable {
    /// Lines of Markdown, the heading first.
    static var markdown: String {
        let rows = SchemaObjectKind.allCases.map { kind in
            [name(of: kind), words(for: kind), RelocationRule.rule(for: kind).words]
        }
        let heading = [["Kind", "In a fixture", "Under another schema name"], ["---", "---", "---"]]
        return (heading + rows).map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    /// `materialized view`, from the name of the case.
    private static func name(of kind: SchemaObjectKind) -> String {
        guard kind != .other else { return "anything else" }
        return kind.words
    }

    private static func words(for kind: SchemaObjectKind) -> String {
        let words =
            switch StatementPolicy.policy(for: kind) {
            case .kept: "kept"
            case .dropped: "not part of it"
            case .leftOut(let reason): "left out and named: \(reason)"
            }
        return [words, StatementPolicy.exception(for: kind)].compactMap(\.self).joined(separator: "; ")
    }
}
