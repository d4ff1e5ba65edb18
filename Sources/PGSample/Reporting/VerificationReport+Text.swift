extension VerificationReport {
    /// A line per table: its rows, and those that it should have where something says so; then the sums.
    package func table(width: Int = TextTable.defaultWidth) -> [String] {
        let comparison = comparedWith.joined(separator: ", ")
        func row(_ name: String, _ rows: Int?, _ expected: Int?) -> [String] {
            let figures = [name, rows.map(Figures.grouped) ?? "–"]
            return comparedWith.isEmpty ? figures : figures + [expected.map(Figures.grouped) ?? "–"]
        }
        var columns = [
            TextTable.Column("table", maximumWidth: 60), TextTable.Column("rows", isNumeric: true),
        ]
        if !comparedWith.isEmpty { columns.append(TextTable.Column(comparison, isNumeric: true)) }
        let expected = tables.reduce(0) { $0 + ($1.expectedRows ?? 0) }
        return TextTable(
            columns: columns,
            rows: tables.map { row($0.name, $0.rows, $0.expectedRows) }
                + [row(Figures.count(tables.count, "table"), rows, expected)]
        ).lines(width: width)
    }

    /// `18 tables, 1,196 rows as header and manifest have them; 18 primary keys, 20 foreign keys validated; 15 sequences
    /// ahead of their keys`.
    package var conclusion: String {
        let comparison =
            comparedWith.isEmpty
            ? " (nothing to compare them with)"
            : " as \(comparedWith.joined(separator: " and ")) \(comparedWith.count == 1 ? "has" : "have") them"
        let validated = constraints.filter { $0.validated > 0 }.map { Figures.count($0.validated, $0.kind) }
        let open = constraints.reduce(0) { $0 + $1.notValidated }
        let ahead =
            "\(Figures.count(sequences, "sequence")) ahead of \(sequences == 1 ? "its" : "their") keys"
        return [
            "\(Figures.count(tables.count, "table")), \(Figures.count(rows, "row"))\(comparison)",
            validated.isEmpty ? "no constraints" : "\(validated.joined(separator: ", ")) validated",
            open == 0 ? nil : "\(Figures.grouped(open)) not validated, as the file says",
            sequences == 0 ? nil : ahead,
        ].compactMap(\.self).joined(separator: "; ")
    }

    /// How many differences are shown.
    private static let shownDifferences = 10

    /// What is not as it should be: a first line for `file`, and one for each of the first differences.
    package func complaint(of file: String) -> String {
        let rest = differences.count - Self.shownDifferences
        let lines = differences.prefix(Self.shownDifferences).map { "  \($0)" }
        let head =
            "\(file) loads, but differs from what it should be in \(Figures.count(differences.count, "place")):"
        return ([head] + lines + (rest > 0 ? ["  and \(Figures.count(rest, "more difference"))"] : []))
            .joined(separator: "\n")
    }
}
