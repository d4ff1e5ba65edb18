import PGSampleSQL

/// Where a body in SQL or PL/pgSQL puts the values that it draws from sequences, as far as its words tell. Pure.
///
/// Only values that stay as they are count: of one that is computed from a sequence's value, such as a year before it
/// or bits around it, nobody can tell how far the sequence was.
struct DrawnValues {
    struct Draw: Hashable {
        /// The name that `nextval` is given, with or without a schema.
        var sequence: [Identifier]
        /// The column of a trigger's `NEW` that gets the value; nil for the value that a function gives back.
        var column: Identifier?
    }

    private(set) var draws: Set<Draw> = []
    private let words: BodyWords
    /// What variables were given.
    private var variables: [Identifier: Set<[Identifier]>] = [:]

    /// - Complexity: O(bytes).
    init(_ body: [UInt8]) {
        // What is no SQL cannot be run either.
        let tokens = (try? SQLTokenizer.tokens(of: body)) ?? []
        words = BodyWords(bytes: body, tokens: tokens)
        var start = 0
        for index in tokens.indices where endsStatement(index) {
            read(start..<index)
            start = index + 1
        }
        read(start..<tokens.count)
    }

    private static let betweenStatements: Set<String> = ["begin", "declare", "else", "loop", "then"]
    /// What may stand before a parenthesis where a value stays as it is.
    private static let plain: Set<String> = [
        "nextval", "coalesce", "cast", "numeric", "decimal", "values", "in",
    ]

    private func word(_ index: Int) -> String? { words.identifier(index)?.name }

    private func endsStatement(_ index: Int) -> Bool {
        words.isMark(";", at: index) || word(index).map(Self.betweenStatements.contains) ?? false
    }

    private mutating func read(_ statement: Range<Int>) {
        var values: Set<[Identifier]> = []
        for index in statement {
            if let sequence = sequence(drawnAt: index) { values.insert(sequence) }
            if let name = words.identifier(index), let given = variables[name] { values.formUnion(given) }
        }
        guard !values.isEmpty, !computes(statement) else { return }
        for target in targets(of: statement) {
            for sequence in values {
                switch target {
                case .result: draws.insert(Draw(sequence: sequence, column: nil))
                case .column(let column): draws.insert(Draw(sequence: sequence, column: column))
                case .variable(let name): variables[name, default: []].insert(sequence)
                }
            }
        }
    }

    /// Whether a statement has operators or calls that make something else of a value.
    private func computes(_ statement: Range<Int>) -> Bool {
        statement.contains { index in
            if words.tokens[index].kind == .operator { return !words.isOperator("=", at: index) }
            return words.isMark("(", at: index) && word(index - 1).map { !Self.plain.contains($0) } ?? false
        }
    }

    /// The name in `nextval('name')`.
    private func sequence(drawnAt index: Int) -> [Identifier]? {
        guard words.identifier(index)?.name == "nextval", words.isMark("(", at: index + 1),
            words.tokens.indices.contains(index + 2),
            let text = words.tokens[index + 2].stringValue(in: words.bytes),
            let tokens = try? SQLTokenizer.tokens(of: text)
        else { return nil }
        let names = tokens.compactMap { $0.identifier(in: text) }
        return (1...2).contains(names.count) ? names : nil
    }

    // MARK: Targets

    private enum Target {
        case result
        case column(Identifier)
        case variable(Identifier)
    }

    /// What a statement gives values to: `target := …`, `target type := …`, `… INTO target, …`, `RETURN …`.
    private func targets(of statement: Range<Int>) -> [Target] {
        guard let into = statement.first(where: { word($0) == "into" }) else {
            let isResult = ["return", "select"].contains(word(statement.lowerBound))
            return isResult ? [.result] : [target(at: statement.lowerBound)].compactMap(\.self)
        }
        var targets: [Target] = []
        var index = word(into + 1) == "strict" ? into + 2 : into + 1
        while statement.contains(index), let target = target(at: index) {
            targets.append(target)
            index += words.isMark(".", at: index + 1) ? 3 : 1
            guard words.isMark(",", at: index) else { break }
            index += 1
        }
        return targets
    }

    private func target(at index: Int) -> Target? {
        guard word(index) == "new", words.isMark(".", at: index + 1) else {
            return words.identifier(index).map { .variable($0) }
        }
        return words.identifier(index + 2).map { .column($0) }
    }
}
