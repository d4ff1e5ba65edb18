/// Why a piece of rule text cannot be read; ``PGSampleError`` is made of it where the whole piece is known.
struct RuleFlaw: Error, Hashable {
    var reason: String
    /// What to write instead, when that is not the list of all valid forms.
    var remedy: String?

    static let validForms = """
        Valid are: pattern=* (every row), pattern=50 (rows), pattern=2.5% (a percentage from 0 to 100) and \
        pattern=condition (SQL), separated by commas; without a pattern, *, 50 and 2.5% hold for every table.
        """

    /// The public error about `text`, which is cut when it is long.
    func error(about text: String, message: String = "cannot read the rule") -> PGSampleError {
        PGSampleError(
            code: .invalidRule, message: message, object: Self.shortened(text), reason: reason,
            remedy: remedy ?? Self.validForms
        )
    }

    static func shortened(_ text: String) -> String {
        text.count > 200 ? text.prefix(200) + "…" : text
    }
}

extension StringProtocol {
    /// Without the blanks, tabs and line breaks at both ends; other white space may be part of a name.
    var trimmed: String {
        let isBlank: (Unicode.Scalar) -> Bool = { $0 == " " || ("\t"..."\r").contains($0) }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }
}
