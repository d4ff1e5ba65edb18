/// A version as PostgreSQL's programs print it; development versions count as minor 0 of their major.
package struct PostgreSQLVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var major: Int
    package var minor: Int

    package init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads what `PROGRAM --version` prints: `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`,
    /// `psql (PostgreSQL) 18beta1`.
    package init?(programOutput: String) {
        let words = programOutput.split(whereSeparator: \.isWhitespace)
        guard let mark = words.firstIndex(of: "(PostgreSQL)"), mark + 1 < words.endIndex else { return nil }
        let word = words[mark + 1]
        guard let major = Int(word.prefix { $0.isASCII && $0.isNumber }) else { return nil }
        self.major = major
        let rest = word.drop { $0.isASCII && $0.isNumber }
        let minor = rest.first == "." ? rest.dropFirst().prefix { $0.isASCII && $0.isNumber } : "0"
        self.minor = Int(minor) ?? 0
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    package var description: String { "\(major).\(minor)" }
}
