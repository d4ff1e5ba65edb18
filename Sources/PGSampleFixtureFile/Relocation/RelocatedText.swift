import PGSampleSQL

/// A text of SQL or PL/pgSQL, in which the names of objects that move get their new schema.
///
/// Comments and ordinary strings stay as they are. What a string means is taken from its place:
/// `'…'::regclass`, an argument of `nextval`, an element of `SET search_path`.
struct RelocatedText {
    enum Context {
        /// A statement of the file.
        case statement
        /// A statement of the file whose strings may become SQL when what it makes is used, such as a view.
        case expression
        /// The body of a function, whose strings may become SQL when it runs.
        case body
        /// A string that names objects, such as `app.f(app.t)`.
        case reference
    }

    let names: RelocatedNames
    let context: Context
    var isStatement: Bool { context == .statement || context == .expression }
    let bytes: [UInt8]
    /// Without comments.
    let tokens: [SQLToken]
    private(set) var findings: Set<Finding> = []
    private var edits: [(range: Range<Int>, text: [UInt8])] = []
    /// The tokens before this index need no second look.
    private var next = 0

    struct Finding: Hashable {
        var schema: Identifier
        var reason: RelocationWarning.Reason
    }

    /// - Throws: ``ScriptSyntaxError`` for a text that cannot be cut into tokens.
    init(_ bytes: [UInt8], _ names: RelocatedNames, _ context: Context) throws(ScriptSyntaxError) {
        self.names = names
        self.context = context
        self.bytes = bytes
        tokens = try SQLTokenizer.tokens(of: bytes)
    }

    /// The text with all names moved that can be told.
    static func moved(_ bytes: [UInt8], _ names: RelocatedNames, _ context: Context) -> [UInt8]? {
        // A string that is no SQL names nothing.
        guard var text = try? RelocatedText(bytes, names, context) else { return nil }
        text.moveNames()
        return text.result
    }

    /// Looks at every token, and puts down what is to be changed.
    mutating func moveNames() {
        while next < tokens.count {
            let index = next
            next += 1
            if let name = tokens[index].identifier(in: bytes) {
                if names.target(of: name) != nil { moveName(name, at: index) }
                if context != .reference, word(index) == "search_path",
                    ["set", "local", "session"].contains(word(index - 1))
                {
                    moveSearchPath(after: index)
                }
            } else if tokens[index].isString, context != .reference {
                moveLiteral(at: index)
            }
        }
    }

    /// The text with its edits.
    var result: [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result += bytes[position..<edit.range.lowerBound]
            result += edit.text
            position = edit.range.upperBound
        }
        return result + bytes[position...]
    }

    mutating func replace(_ index: Int, by text: [UInt8]) {
        edits.append((tokens[index].range, text))
    }

    /// Adds what was put down in another reading of the same text, at other tokens.
    mutating func take(editsOf other: RelocatedText) {
        edits += other.edits
    }

    mutating func note(_ schema: Identifier, _ reason: RelocationWarning.Reason) {
        findings.insert(Finding(schema: schema, reason: reason))
    }

    // MARK: Names

    private mutating func moveName(_ schema: Identifier, at index: Int) {
        guard let target = names.target(of: schema), !isSymbol(".", index - 1) else { return }
        guard isSymbol(".", index + 1) else {
            if isStatement, isAfterSchemaWord(index) { replace(index, by: Array(target.sql.utf8)) }
            return
        }
        guard namesObject(of: schema, at: index + 2) else { return }
        if names.ambiguous.contains(schema), !isSurelyObject(at: index) {
            note(schema, .undecided)
        } else {
            replace(index, by: Array(target.sql.utf8))
        }
    }

    /// Whether the token is the name of an object of the schema.
    func namesObject(of schema: Identifier, at index: Int) -> Bool {
        guard tokens.indices.contains(index) else { return false }
        if tokens[index].kind == .operator {
            return names.hasOperator(Identifier(text(index)), in: schema)
        }
        guard let name = tokens[index].identifier(in: bytes) else { return false }
        return names.hasObject(name, in: schema)
    }

    /// `SCHEMA name`, `SCHEMA IF NOT EXISTS name`
    private func isAfterSchemaWord(_ index: Int) -> Bool {
        let before = word(index - 1) == "exists" ? index - (word(index - 2) == "not" ? 4 : 3) : index - 1
        return word(before) == "schema"
    }

    // MARK: Search paths

    /// The list after `SET search_path`.
    private mutating func moveSearchPath(after index: Int) {
        var index = index + 1
        guard word(index) == "to" || isSymbol("=", index) else { return }
        repeat {
            index += 1
            guard tokens.indices.contains(index) else { break }
            let token = tokens[index]
            if let name = token.identifier(in: bytes) {
                if let targets = pathTargets(of: name) {
                    replace(index, by: Array(targets.map(\.sql).joined(separator: ", ").utf8))
                }
            } else if let value = token.stringValue(in: bytes) {
                if let targets = pathTargets(of: Identifier(String(decoding: value, as: UTF8.self))) {
                    let list = targets.map { token.literal(of: Array($0.name.utf8), in: bytes) }
                    replace(index, by: Array(list.joined(separator: ", ".utf8)))
                }
            } else {
                break
            }
            index += 1
        } while isSymbol(",", index)
        next = max(next, index)
    }

    /// What stands for a schema in a search path; nil when it stays.
    private func pathTargets(of schema: Identifier) -> [Identifier]? {
        guard let target = names.target(of: schema) else { return nil }
        return names.extensionHomes.contains(schema) ? [target, schema] : [target]
    }

    /// The value of `search_path`, which is one string, with its schemas moved.
    func movedSearchPath(_ value: [UInt8]) -> [UInt8]? {
        // A path that cannot be read stays.
        guard var list = try? RelocatedText(value, names, .reference) else { return nil }
        for (index, token) in list.tokens.enumerated() {
            guard let name = token.identifier(in: value), let targets = pathTargets(of: name) else {
                continue
            }
            list.replace(index, by: Array(targets.map(\.sql).joined(separator: ", ").utf8))
        }
        return list.result
    }
}

// MARK: - Tokens

extension RelocatedText {
    /// The key word at an index, in lower case; nil for anything else.
    func word(_ index: Int) -> String? {
        guard tokens.indices.contains(index), tokens[index].kind == .identifier else { return nil }
        return tokens[index].identifier(in: bytes)?.name
    }

    func isSymbol(_ symbol: StaticString, _ index: Int) -> Bool {
        guard tokens.indices.contains(index) else { return false }
        let token = tokens[index]
        guard token.kind == .punctuation || token.kind == .operator else { return false }
        return bytes[token.range].elementsEqual(
            UnsafeBufferPointer(start: symbol.utf8Start, count: symbol.utf8CodeUnitCount))
    }

    func text(_ index: Int) -> String {
        String(decoding: bytes[tokens[index].range], as: UTF8.self)
    }

    func isName(_ index: Int) -> Bool {
        guard tokens.indices.contains(index) else { return false }
        return tokens[index].kind == .identifier || tokens[index].kind == .quotedIdentifier
    }
}
