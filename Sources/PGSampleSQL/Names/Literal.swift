/// Values as SQL text. Names never go through here: see ``Identifier``.
package enum Literal {
    /// `text` as a string literal that reads the same whatever `standard_conforming_strings` says: with a
    /// backslash in it the literal is an escape string (`E'…'`).
    ///
    /// PostgreSQL's text has no character of code 0: libpq takes a statement to end before one.
    package static func string(_ text: String) -> String {
        String(decoding: bytes(Array(text.utf8)), as: UTF8.self)
    }

    /// As ``string(_:)``, for text in an encoding whose bytes below 128 are ASCII.
    package static func bytes(_ text: [UInt8]) -> [UInt8] {
        let (quote, backslash) = (UInt8(ascii: "'"), UInt8(ascii: "\\"))
        var literal = text.contains(backslash) ? [UInt8(ascii: "E"), quote] : [quote]
        for byte in text {
            if byte == quote || byte == backslash { literal.append(byte) }
            literal.append(byte)
        }
        return literal + [quote]
    }

    /// `text` between dollar quotes, with a tag that it does not hold.
    package static func dollarQuoted(_ text: String) -> String {
        var tag = "$pg_sample$"
        var number = 0
        while text.contains(tag) {
            number += 1
            tag = "$pg_sample\(number)$"
        }
        return tag + text + tag
    }
}
