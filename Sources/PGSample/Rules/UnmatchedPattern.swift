/// A pattern that the user gave and that matches nothing in the source, with what was probably meant.
///
/// It is an error and not a warning, because a mistyped rule would otherwise be silently replaced by the
/// default.
package struct UnmatchedPattern: Sendable, Hashable {
    /// Where the pattern was given.
    package enum Role: Sendable, Hashable {
        case limit
        case schema
        case excludedTable
    }

    package var role: Role
    /// The pattern's canonical text.
    package var pattern: String
    /// Patterns that do match, ready to be pasted; at most three, the likeliest first.
    package var nearMisses: [String]
}

extension LimitRules {
    /// The patterns that match none of the tables, in the order of the entries. `*` is never among them.
    ///
    /// - Parameter tables: Every table of the source, those that are excluded from the sample included.
    /// - Complexity: Entries times tables, and for unmatched ones the distance of their names.
    package func unmatchedPatterns(tables: [(schema: String, table: String)]) -> [UnmatchedPattern] {
        Self.unmatched(entries.map(\.pattern), as: .limit, tables: tables)
    }

    fileprivate static func unmatched(
        _ patterns: [TablePattern], as role: UnmatchedPattern.Role,
        tables: [(schema: String, table: String)]
    ) -> [UnmatchedPattern] {
        patterns.filter { pattern in
            !pattern.matchesEverything
                && !tables.contains { pattern.matches(schema: $0.schema, table: $0.table) }
        }.map {
            UnmatchedPattern(role: role, pattern: "\($0)", nearMisses: $0.nearMisses(among: tables))
        }
    }
}

extension SamplingOptions {
    /// All patterns of ``limits``, ``schemas`` and ``excludedTables`` that match nothing in the source.
    ///
    /// - Parameters:
    ///   - schemas: Every schema of the source, empty ones included.
    ///   - tables: Every table of the source.
    package func unmatchedPatterns(
        schemas names: [String], tables: [(schema: String, table: String)]
    ) -> [UnmatchedPattern] {
        let unknownSchemas = schemas.filter { pattern in
            pattern != .everything && !names.contains(where: pattern.matches)
        }.map { pattern in
            UnmatchedPattern(
                role: .schema, pattern: "\(pattern)",
                nearMisses: NearMisses.of(pattern.plainText, among: names).map {
                    "\(NamePattern(exactly: $0))"
                }
            )
        }
        return limits.unmatchedPatterns(tables: tables) + unknownSchemas
            + LimitRules.unmatched(excludedTables, as: .excludedTable, tables: tables)
    }
}

extension TablePattern {
    /// Tables that were probably meant: the same name in another schema first, then names that are close.
    fileprivate func nearMisses(among tables: [(schema: String, table: String)]) -> [String] {
        let elsewhere = schema == nil ? [] : tables.filter { table.matches($0.table) }
        let wanted = schema.map { "\($0.plainText).\(table.plainText)" } ?? table.plainText
        let byText = Dictionary(
            tables.map { (schema == nil ? $0.table : "\($0.schema).\($0.table)", $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let close = NearMisses.of(wanted, among: byText.keys).compactMap { byText[$0] }
        // A dot that was not quoted may belong to a table's name.
        let dotted = schema == nil ? [] : tables.filter { $0.table.lowercased() == wanted.lowercased() }
        var seen: Set<String> = []
        let patterns = (elsewhere + close + dotted).map { found in
            let name = NamePattern(exactly: found.table)
            let place = schema.map { _ in NamePattern(exactly: found.schema) }
            return "\(TablePattern(schema: place, table: name))"
        }
        return Array(patterns.filter { seen.insert($0).inserted }.prefix(3))
    }
}

extension PGSampleError {
    /// The error about patterns that match nothing, or nil when there are none.
    package init?(unmatched patterns: [UnmatchedPattern]) {
        guard let first = patterns.first else { return nil }
        if patterns.count == 1 {
            self.init(
                code: .unknownTable, message: first.complaint, object: first.pattern,
                remedy: NearMisses.question(first.nearMisses).map(Self.sentence) ?? first.advice
            )
        } else {
            let lines = patterns.map { pattern in
                let question = NearMisses.question(pattern.nearMisses).map { ": \($0)" } ?? ""
                return "\n  \(pattern.complaint) \"\(pattern.pattern)\"\(question)"
            }
            self.init(
                code: .unknownTable, message: "\(patterns.count) patterns match nothing in the source",
                reason: lines.joined(), remedy: first.advice
            )
        }
    }

    private static func sentence(_ words: String) -> String {
        words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension UnmatchedPattern {
    fileprivate var complaint: String {
        switch role {
        case .limit: "no table matches the limit pattern"
        case .schema: "no schema matches the schema pattern"
        case .excludedTable: "no table matches the pattern of tables to leave out"
        }
    }

    fileprivate var advice: String {
        switch role {
        case .limit:
            "Patterns match whole names, and case counts. If a comma before it belongs to a condition, put "
                + "the condition in parentheses."
        case .schema, .excludedTable: "Patterns match whole names, and case counts."
        }
    }
}
