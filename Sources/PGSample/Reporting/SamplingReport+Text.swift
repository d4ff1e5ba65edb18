extension SamplingReport {
    /// A line per table: its rows, their bytes before compression, and why they are in; then the sums.
    package func table(width: Int = TextTable.defaultWidth) -> [String] {
        let figures = textTable(heading: "", reasons: tables.map { _ in "" }).lines(width: width)
        let room = width - (figures.map { TerminalText.width(of: $0) }.max() ?? 0) - 2
        return textTable(heading: "why", reasons: tables.map { $0.why(width: room) }).lines(width: width)
    }

    private func textTable(heading: String, reasons: [String]) -> TextTable {
        let bytes = tables.reduce(0) { $0 + $1.bytes }
        let sums = [Figures.count(tables.count, "table"), Figures.grouped(rows), Figures.bytes(bytes), ""]
        return TextTable(
            columns: [
                TextTable.Column("table", maximumWidth: 40), TextTable.Column("rows", isNumeric: true),
                TextTable.Column("bytes", isNumeric: true), TextTable.Column(heading),
            ],
            rows: zip(tables, reasons).map {
                [$0.name, Figures.grouped($0.rows), Figures.bytes($0.bytes), $1]
            } + [sums]
        )
    }

    /// `18 tables, 2,345 rows`.
    package var figures: String {
        "\(Figures.count(tables.count, "table")), \(Figures.count(rows, "row"))"
    }
}

extension SamplingReport.Table {
    private static let longestRule = 32

    /// The rows that the rule chose, then those that foreign keys led to, most rows first:
    /// `50 by rule 50; 60 by orders_user_id_fkey, 7 by 2 other keys`.
    ///
    /// - Parameter width: As many keys are named as fit into it.
    func why(width: Int) -> String {
        for named in stride(from: references.count, through: 0, by: -1) {
            let text = why(naming: named)
            if TerminalText.width(of: text) <= width { return text }
        }
        return TerminalText.cut(why(naming: 0), to: width)
    }

    private func why(naming named: Int) -> String {
        let rule = TerminalText.cut(TerminalText.printable(self.rule), to: Self.longestRule)
        let chosen = "\(Figures.grouped(chosenRows)) by rule \(rule)"
        guard !references.isEmpty else { return chosen }
        var parts = references.prefix(named).map {
            "\(Figures.grouped($0.rows)) by "
                + TerminalText.printable(Self.shortName(ofForeignKey: $0.foreignKey))
        }
        let rest = references.dropFirst(named)
        if !rest.isEmpty {
            let noun = named == 0 ? "foreign key" : "other key"
            let rows = rest.reduce(0) { $0 + $1.rows }
            parts.append("\(Figures.grouped(rows)) by \(Figures.count(rest.count, noun))")
        }
        return "\(chosen); \(parts.joined(separator: ", "))"
    }

    /// The constraint of a `schema.table.constraint`, with its table where it does not begin with the table's
    /// name.
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
