/// Columns under their headings, two blanks apart, in a width that a terminal and a log both have.
package struct TextTable: Sendable {
    package struct Column: Sendable, Hashable {
        package var heading: String
        package var isNumeric: Bool
        /// Longer texts are cut.
        package var maximumWidth: Int

        package init(_ heading: String, isNumeric: Bool = false, maximumWidth: Int = .max) {
            self.heading = heading
            self.isNumeric = isNumeric
            self.maximumWidth = maximumWidth
        }
    }

    /// Columns of a line.
    package static let defaultWidth = 110
    private static let gap = "  "

    package var columns: [Column]
    /// Each with one text per column.
    package var rows: [[String]]

    package init(columns: [Column], rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }

    /// The lines, the headings first. The last column gets what room the others leave.
    package func lines(width: Int = defaultWidth) -> [String] {
        let texts = [columns.map(\.heading)] + rows.map { $0.map(TerminalText.printable) }
        let widths = columns.indices.map { index in
            min(texts.map { TerminalText.width(of: $0[index]) }.max() ?? 0, columns[index].maximumWidth)
        }
        return texts.map { row in
            var line = ""
            for (index, text) in row.enumerated() {
                if index > 0 { line += Self.gap }
                if index == row.count - 1, !columns[index].isNumeric {
                    line += TerminalText.cut(text, to: width - TerminalText.width(of: line))
                } else {
                    let cut = TerminalText.cut(text, to: widths[index])
                    line += TerminalText.padded(cut, to: widths[index], onTheLeft: columns[index].isNumeric)
                }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
