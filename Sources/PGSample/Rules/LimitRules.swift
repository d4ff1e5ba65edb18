/// Which rule holds for which table: the value of `--limit` and of `limits:`.
///
/// ```swift
/// let limits = try LimitRules(parsing: ["users = id IN (1,2), audit_*=0", "crm.*=10%"])
/// limits.rule(schema: "public", table: "users").rule  // id IN (1,2)
/// limits.rule(schema: "public", table: "orders").rule // 100: the default for what no pattern matches
/// ```
///
/// A text is a list of `pattern=rule` (see ``TablePattern`` and ``SampleRule``), separated by commas; a rule
/// `*`, `N` or `N%` without a pattern holds for every table. Every comma outside brackets, quotes and
/// comments separates, so a condition with such a comma is written in parentheses. The first `=` outside of
/// them ends the pattern. The first pattern that matches a table decides, and `*=100` comes last by itself.
public struct LimitRules: Sendable, Hashable {
    /// One `pattern=rule`.
    public struct Entry: Sendable, Hashable {
        /// The tables that it is for.
        public let pattern: TablePattern
        /// What to take of each.
        public let rule: SampleRule

        /// Pairs a pattern with its rule.
        public init(pattern: TablePattern, rule: SampleRule) {
            self.pattern = pattern
            self.rule = rule
        }
    }

    /// The entries in the order in which they are tried. One of them matches every table: `*=100` is added at
    /// the end where none does.
    public let entries: [Entry]

    /// The rule for tables that no pattern matches: 100 rows.
    public static let defaultEntry = Entry(pattern: .everything, rule: .rows(100))

    /// Creates rules from entries, in the order in which they are to be tried.
    public init(_ entries: [Entry] = []) {
        let isComplete = entries.contains { $0.pattern.matchesEverything }
        self.entries = isComplete ? entries : entries + [Self.defaultEntry]
    }

    /// Reads rules.
    ///
    /// - Parameter texts: Each a list of rules, as several `--limit` options are; their order is the order of
    ///   trial.
    /// - Throws: ``PGSampleError`` with ``PGSampleError/Code/invalidRule``. It quotes the piece that cannot
    ///   be read.
    public init(parsing texts: [String]) throws(PGSampleError) {
        var entries: [Entry] = []
        for text in texts { entries += try Self.parse(text) }
        self.init(entries)
    }

    /// The rule for a table, and the index in ``entries`` of the entry it comes from.
    ///
    /// Linear in the number of entries.
    public func rule(schema: String, table: String) -> (rule: SampleRule, index: Int) {
        // There always is one, because one of the entries matches every table.
        let index =
            entries.firstIndex { $0.pattern.matches(schema: schema, table: table) } ?? entries.count - 1
        return (entries[index].rule, index)
    }

    /// The entries that match tables and decide for none, each with one that decides in its place.
    ///
    /// - Parameter tables: Every table of the source.
    /// - Complexity: Entries times tables.
    func shadowedEntries(tables: [(schema: String, table: String)]) -> [(entry: Entry, by: Entry)] {
        let deciding = tables.map { rule(schema: $0.schema, table: $0.table).index }
        return entries.indices.compactMap { index in
            let entry = entries[index]
            let matched = tables.indices.filter {
                entry.pattern.matches(schema: tables[$0].schema, table: tables[$0].table)
            }
            guard let first = matched.first, !deciding.contains(index) else { return nil }
            // A rule for every table that comes last is for the tables that may be made tomorrow.
            if entry.pattern.matchesEverything, index == entries.endIndex - 1,
                !entries[..<index].contains(where: \.pattern.matchesEverything)
            {
                return nil
            }
            return (entry, entries[deciding[first]])
        }
    }
}

extension LimitRules {
    /// The entries of one text, without the default.
    static func parse(_ text: String) throws(PGSampleError) -> [Entry] {
        let bytes = Array(text.utf8)
        let topLevel: [Int]
        do throws(RuleFlaw) {
            topLevel = try NestingScanner.topLevelOffsets(in: bytes)
        } catch {
            throw error.error(about: text.trimmed)
        }
        var entries: [Entry] = []
        var start = 0
        var separator: Int?
        for offset in topLevel + [bytes.count] {
            if offset == bytes.count || bytes[offset] == UInt8(ascii: ",") {
                let piece = String(decoding: bytes[start..<offset], as: UTF8.self).trimmed
                do throws(RuleFlaw) {
                    entries.append(try entry(piece: bytes[start..<offset], separator: separator))
                } catch {
                    throw error.error(about: piece.isEmpty ? text.trimmed : piece)
                }
                start = offset + 1
                separator = nil
            } else if separator == nil, bytes[offset] == UInt8(ascii: "=") {
                separator = offset
            }
        }
        return entries
    }

    /// - Parameter separator: The offset of the first `=` at the top level of the piece.
    private static func entry(piece: ArraySlice<UInt8>, separator: Int?) throws(RuleFlaw) -> Entry {
        guard let separator else { return try bareEntry(String(decoding: piece, as: UTF8.self).trimmed) }
        let patternText = String(decoding: piece[..<separator], as: UTF8.self).trimmed
        let ruleText = String(decoding: piece[(separator + 1)...], as: UTF8.self).trimmed
        let pattern: TablePattern
        do throws(RuleFlaw) {
            pattern = try TablePattern(reading: patternText)
        } catch {
            throw RuleFlaw(
                reason: patternText.isEmpty
                    ? "there is no pattern before the \"=\""
                    : "\"\(RuleFlaw.shortened(patternText))\" is not a table pattern: \(error.reason)",
                remedy:
                    "A condition for every table is written \"*=condition\"; a condition with a comma of its "
                    + "own stands in parentheses; a name with unusual characters stands in double quotes."
            )
        }
        if ruleText.isEmpty { throw RuleFlaw(reason: "there is no rule after the \"=\"") }
        return Entry(pattern: pattern, rule: try SampleRule(reading: ruleText))
    }

    private static func bareEntry(_ text: String) throws(RuleFlaw) -> Entry {
        if text.isEmpty { throw RuleFlaw(reason: "there is nothing where a rule is expected") }
        let rule = try SampleRule(reading: text)
        if case .condition = rule.kind {
            throw RuleFlaw(
                reason: "a rule without a pattern is *, a number of rows or a percentage",
                remedy: "To use it as a condition for every table, write \"*=\(RuleFlaw.shortened(text))\"; "
                    + "if it belongs to the condition before it, put that condition in parentheses."
            )
        }
        return Entry(pattern: .everything, rule: rule)
    }
}

extension LimitRules.Entry: CustomStringConvertible {
    /// The canonical text, `pattern=rule`.
    public var description: String { "\(pattern)=\(rule)" }
}

extension LimitRules: CustomStringConvertible {
    /// The canonical text of all entries, `*=100` included where it was added. It reads back as equal rules.
    public var description: String {
        entries.map(\.description).joined(separator: ", ")
    }
}
