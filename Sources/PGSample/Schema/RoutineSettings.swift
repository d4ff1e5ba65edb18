import PGSampleSQL

/// The `SET name TO value` clauses of a CREATE FUNCTION or CREATE PROCEDURE as `pg_dump` writes it.
///
/// PostgreSQL asks for the right to each when the routine is created, and takes a name with a dot for one that only a
/// superuser may set, as long as the extension is not loaded that has it (PostgreSQL documentation, 20.16 "Customized
/// Options").
struct RoutineSettings {
    private let bytes: [UInt8]
    private let tokens: [SQLToken]

    /// nil for a statement that cannot be cut into tokens, which none of a dump is.
    init?(_ text: String) {
        bytes = Array(text.utf8)
        guard let tokens = try? SQLTokenizer.tokens(of: bytes) else { return nil }
        self.tokens = tokens
    }

    /// The text without the settings that an ordinary owner may not make, and their names, in order.
    ///
    /// - Parameter superuserSettings: Names in lower case.
    func withoutSuperusers(_ superuserSettings: Set<String>) -> (text: String, names: [String]) {
        var kept: [UInt8] = []
        var names: [String] = []
        var position = 0
        for clause in clauses {
            guard clause.name.contains(".") || superuserSettings.contains(clause.name.lowercased()) else {
                continue
            }
            names.append(clause.name)
            kept += bytes[position..<clause.range.lowerBound]
            // The space in front of the clause that follows takes its place.
            while let last = kept.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\n") {
                kept.removeLast()
            }
            position = clause.range.upperBound
        }
        return (String(decoding: kept + bytes[position...], as: UTF8.self), names)
    }

    private struct Clause {
        var name: String
        var range: Range<Int>
    }

    private var clauses: [Clause] {
        var clauses: [Clause] = []
        var depth = 0
        var index = 0
        var hasArguments = false
        while index < tokens.count {
            let word = word(index)
            if word == "(" { depth += 1 }
            if word == ")" {
                depth -= 1
                hasArguments = true
            }
            if depth == 0, hasArguments, ["AS", "BEGIN", "RETURN"].contains(word) { break }
            guard depth == 0, hasArguments, word == "SET", let clause = clause(at: index) else {
                index += 1
                continue
            }
            clauses.append(clause)
            while index < tokens.count, tokens[index].range.lowerBound < clause.range.upperBound {
                index += 1
            }
        }
        return clauses
    }

    private func clause(at start: Int) -> Clause? {
        guard start + 1 < tokens.count, let first = tokens[start + 1].identifier(in: bytes) else {
            return nil
        }
        var (name, index) = (first.name, start + 2)
        while word(index) == ".", index + 1 < tokens.count, let part = tokens[index + 1].identifier(in: bytes)
        {
            name += "." + part.name
            index += 2
        }
        guard word(index) == "TO" || word(index) == "=" else { return nil }
        index += 1
        while word(index + 1) == "," { index += 2 }
        guard index < tokens.count else { return nil }
        return Clause(name: name, range: tokens[start].range.lowerBound..<tokens[index].range.upperBound)
    }

    /// As written; `pg_dump` writes key words in capitals.
    private func word(_ index: Int) -> String {
        tokens.indices.contains(index) ? String(decoding: bytes[tokens[index].range], as: UTF8.self) : ""
    }
}
