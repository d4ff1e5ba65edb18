/// Text as a terminal shows it: names come from a database, and may hold anything.
package enum TerminalText {
    /// The text with everything that moves a cursor, sets a colour or tears a line apart shown as U+FFFD.
    package static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Columns that the text takes: East Asian wide characters and emoji take two (Unicode Standard Annex
    /// #11, by blocks; a rare character may be counted one off).
    package static func width(of text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + width(of: $1) }
    }

    /// The text in at most `width` columns; what is cut off is shown as `…`.
    package static func cut(_ text: String, to width: Int) -> String {
        guard Self.width(of: text) > width else { return text }
        guard width > 0 else { return "" }
        var (result, used) = ("", 1)
        for character in text {
            used += Self.width(of: character)
            guard used <= width else { break }
            result.append(character)
        }
        return result + "…"
    }

    /// The text filled up with blanks.
    package static func padded(_ text: String, to width: Int, onTheLeft: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - Self.width(of: text)))
        return onTheLeft ? blanks + text : text + blanks
    }

    private static func width(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
