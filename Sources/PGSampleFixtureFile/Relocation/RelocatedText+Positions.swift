import PGSampleSQL

extension RelocatedText {
    /// What a name of a relation, a type or a routine comes after, and a column never does.
    private static let wordsBeforeObjects: Set<String> = [
        "call", "collate", "collation", "configuration", "dictionary", "domain", "exists", "from", "function",
        "index", "inherits", "into", "join", "lateral", "lock", "materialized", "of", "only", "parser",
        "partition", "perform", "procedure", "references", "returns", "routine", "sequence", "setof",
        "statistics", "table", "template", "truncate", "type", "update", "variadic", "view",
    ]
    /// What an expression comes after, in which `a.b` may be a column.
    private static let wordsBeforeExpressions: Set<String> = [
        "all", "and", "any", "as", "asc", "between", "by", "case", "check", "default", "desc", "distinct",
        "else", "elsif", "end", "execute", "filter", "if", "ilike", "in", "is", "isnull", "like", "limit",
        "not",
        "notnull", "null", "offset", "on", "or", "over", "return", "returning", "select", "set", "similar",
        "some", "then", "to", "using", "values", "when", "where", "while", "with",
    ]

    /// Whether `schema.name` at this index can be nothing but an object, whatever tables, aliases and
    /// variables are called.
    func isSurelyObject(at index: Int) -> Bool {
        if tokens.indices.contains(index + 2), tokens[index + 2].kind == .operator { return true }
        if isSymbol("(", index + 3) || isSymbol(".", index + 3) || isSymbol("::", index - 1) { return true }
        if isSymbol("%", index + 3), ["type", "rowtype"].contains(word(index + 4)) { return true }
        guard index > 0, isName(index - 1) else { return index == 0 }
        guard let word = word(index - 1), !isSymbol(".", index - 2) else { return true }
        if isStatement, word == "on" || word == "to" {
            // `COMMENT ON RULE name ON …`, `CREATE INDEX name ON …`, `CREATE RULE name AS ON INSERT TO …`
            let kinds: Set<String> = ["index", "trigger", "policy", word == "to" ? "rule" : "statistics"]
            return self.word(0) == "comment" || secondWord.map(kinds.contains) == true
        }
        // After any other name, as in `column schema.type`, a type stands.
        return Self.wordsBeforeObjects.contains(word) || !Self.wordsBeforeExpressions.contains(word)
    }

    /// Whether the parenthesis at this index holds the arguments of a function, and not a part of an
    /// expression.
    func isCall(_ index: Int) -> Bool {
        isName(index - 1) && !(word(index - 1).map(Self.wordsBeforeExpressions.contains) ?? false)
    }

    /// What `CREATE` makes.
    private var secondWord: String? {
        word(1) == "unique" || word(1) == "constraint" ? word(2) : word(1)
    }
}
