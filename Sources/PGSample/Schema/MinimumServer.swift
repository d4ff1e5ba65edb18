import PGSampleSQL

/// The lowest PostgreSQL major that loads a schema, by what its statements say.
///
/// A server of the source's own major does in any case. A lower one does when the statements have none of the
/// things that came later, which are looked for word by word (PostgreSQL documentation, appendix E "Release
/// Notes", and what the servers' own catalogs have more from major to major). A name of the user's own that
/// is also one of those makes the answer higher than need be; what only a value or a cast shows is not seen.
struct MinimumServer {
    /// Nothing that came before 16 is looked for.
    static let oldestTold = 15

    private(set) var major: Int
    private let sourceMajor: Int
    private var partitionedTables: Set<QualifiedName> = []

    init(sourceMajor: Int) {
        self.sourceMajor = sourceMajor
        major = min(sourceMajor, Self.oldestTold)
    }

    /// Takes one more statement of the schema into account, in their order.
    mutating func note(_ statement: SchemaStatement) {
        guard major < sourceMajor else { return }
        let words = Words(statement.text)
        if statement.kind == .table, words.contains(["partition", "by"]), let name = statement.name {
            partitionedTables.insert(name)
        }
        // Which of two majors brought a thing matters only where one of them is the source's.
        if needs18(statement, words) {
            raise(to: 18)
        } else if needs17(statement, words) {
            raise(to: 17)
        }
    }

    private mutating func raise(to needed: Int) {
        major = max(major, min(needed, sourceMajor))
    }

    // MARK: What came with 16 and 17

    private static let functions17: Set<String> = [
        "any_value", "array_sample", "array_shuffle", "date_add", "date_subtract", "erf", "erfc",
        "icu_unicode_version", "json", "json_array", "json_arrayagg", "json_exists", "json_object",
        "json_objectagg", "json_query", "json_scalar", "json_serialize", "json_table", "json_value",
        "jsonb_populate_record_valid", "merge_action", "pg_input_error_info", "pg_input_is_valid",
        "random_normal", "to_bin", "to_oct", "to_regtypemod", "unicode_assigned", "unicode_version",
        "uuid_extract_timestamp", "uuid_extract_version", "xmltext",
    ]
    private static let phrases17: [[String]] = [
        ["is", "json"], ["is", "not", "json"], ["matched", "by"], ["at", "local"], ["system_user"],
        ["transaction_timeout"],
    ]

    private func needs17(_ statement: SchemaStatement, _ words: Words) -> Bool {
        switch statement.kind {
        case .collation where words.contains(["builtin"]) || words.contains(["rules", "="]): return true
        case .identity where isOfPartitionedTable(statement): return true
        default: break
        }
        return words.calls(Self.functions17) || words.callsRandomWithBounds
            || Self.phrases17.contains(where: words.contains)
            || words.contains(["merge"]) && words.contains(["returning"])
            || words.contains(["xmlserialize"]) && words.contains(["indent"])
    }

    // MARK: What came with 18

    private static let functions18: Set<String> = [
        "array_reverse", "array_sort", "casefold", "crc32", "crc32c", "gamma", "lgamma", "uuidv4", "uuidv7",
    ]
    private static let phrases18: [[String]] = [
        ["not", "enforced"], ["without", "overlaps"], ["vacuum_max_eager_freeze_failure_rate"],
    ]

    private func needs18(_ statement: SchemaStatement, _ words: Words) -> Bool {
        switch statement.kind {
        case .notNull: return true
        case .foreignKey where words.contains(["period"]): return true
        case .exclusion where isOfPartitionedTable(statement): return true
        case .table where words.hasVirtualColumn || words.hasNotNullConstraint: return true
        default: break
        }
        return words.calls(Self.functions18) || words.returnsOldOrNew
            || Self.phrases18.contains(where: words.contains)
    }

    private func isOfPartitionedTable(_ statement: SchemaStatement) -> Bool {
        statement.owner.map(partitionedTables.contains) == true
    }
}

extension MinimumServer {
    /// The words and marks of a statement; of literals and quoted names only that they are there.
    private struct Words {
        private var words: [String] = []

        init(_ text: String) {
            let bytes = Array(text.utf8)
            // The statement was cut into tokens before, so that it cannot fail now.
            for token in (try? SQLTokenizer.tokens(of: bytes)) ?? [] {
                switch token.kind {
                case .identifier, .operator, .punctuation:
                    words.append(String(decoding: bytes[token.range], as: UTF8.self).lowercased())
                default: words.append("\"")
                }
            }
        }

        private func word(_ index: Int) -> String? {
            words.indices.contains(index) ? words[index] : nil
        }

        func contains(_ phrase: [String]) -> Bool {
            words.indices.contains { words[$0...].starts(with: phrase) }
        }

        /// Whether one of the names is followed by a parenthesis.
        func calls(_ names: Set<String>) -> Bool {
            words.indices.contains { names.contains(words[$0]) && word($0 + 1) == "(" }
        }

        var callsRandomWithBounds: Bool {
            words.indices.contains {
                words[$0] == "random" && word($0 + 1) == "(" && word($0 + 2) != ")"
            }
        }

        /// `RETURNING …, OLD.column`
        var returnsOldOrNew: Bool {
            guard let start = words.firstIndex(of: "returning") else { return false }
            return words[start...].indices.contains {
                (words[$0] == "old" || words[$0] == "new") && word($0 + 1) == "."
            }
        }

        /// `GENERATED ALWAYS AS (…)` without `STORED`.
        var hasVirtualColumn: Bool {
            words.indices.contains { index in
                guard words[index...].starts(with: ["generated", "always", "as", "("]) else { return false }
                var depth = 0
                let end = words[(index + 3)...].firstIndex { word in
                    if word == "(" { depth += 1 }
                    if word == ")" { depth -= 1 }
                    return depth == 0
                }
                return end.map { self.word($0 + 1) != "stored" } ?? false
            }
        }

        /// `NOT NULL column` and `NOT NULL NO INHERIT`; a column's own `NOT NULL` is followed by nothing.
        var hasNotNullConstraint: Bool {
            words.indices.contains { index in
                words[index...].starts(with: ["not", "null"]) && word(index - 1) != "is"
                    && word(index + 2).map { $0 != "," && $0 != ")" } == true
            }
        }
    }
}
