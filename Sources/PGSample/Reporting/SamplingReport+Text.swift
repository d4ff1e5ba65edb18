extension SamplingReport {
    /// A line per table: its rows, their bytes before compression, and why they are in; then the sums.
    package func table(width: Int = TextTable.defaultWidth) -> [String] {
        let rows = tables.map { [$0.name, Figures.grouped($0.rows), Figures.bytes($0.bytes), $0.why] }
        let sums = [
            Figures.count(tables.count, "table"), Figures.grouped(self.rows),
            Figures.bytes(tables.reduce(0) { $0 + $1.bytes }), "",
        ]
        return TextTable(
            columns: [
                TextTable.Column("table", maximumWidth: 40), TextTable.Column("rows", isNumeric: true),
                TextTable.Column("bytes", isNumeric: true), TextTable.Column("why"),
            ],
            rows: rows + [sums]
        ).lines(width: width)
    }

    /// `18 tables, 2,345 rows`.
    package var figures: String {
        "\(Figures.count(tables.count, "table")), \(Figures.count(rows, "row"))"
    }
}

extension SamplingReport.Table {
    private static let longestRule = 32
    private static let namedKeys = 2

    /// The rule with the rows that it chose, then the foreign keys that led to more, most rows first:
    /// `50: 50 rows; orders_user_id_fkey: +60, 2 other keys: +7`.
    package var why: String {
        let rule = "\(TerminalText.cut(self.rule, to: Self.longestRule)): \(Figures.count(chosenRows, "row"))"
        guard !references.isEmpty else { return rule }
        var parts = references.prefix(Self.namedKeys).map {
            "\(Self.shortName(ofForeignKey: $0.foreignKey)): +\(Figures.grouped($0.rows))"
        }
        let others = references.dropFirst(Self.namedKeys)
        if !others.isEmpty {
            let rows = others.reduce(0) { $0 + $1.rows }
            parts.append("\(Figures.count(others.count, "other key")): +\(Figures.grouped(rows))")
        }
        return "\(rule); \(parts.joined(separator: ", "))"
    }

    /// The constraint of a `schema.table.constraint`, with its table where it does not begin with the table's name.
    static func shortName(ofForeignKey path: String) -> String {
        let parts = parts(ofPath: path)
        guard parts.count == 3 else { return path }
        return parts[2].hasPrefix(parts[1]) ? parts[2] : "\(parts[1]).\(parts[2])"
    }

    /// Splits at dots outside double quotes.
    private static func parts(ofPath path: String) -> [String] {
        var (parts, isQuoted) = ([""], false)
        for scalar in path.unicodeScalars {
            if scalar == "\"" { isQuoted.toggle() }
            if scalar == ".", !isQuoted {
                parts.append("")
            } else {
                parts[parts.count - 1].unicodeScalars.append(scalar)
            }
        }
        return parts
    }
}
