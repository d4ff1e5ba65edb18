/// Values as SQL text. Names never go through here: see ``Identifier``.
package enum Literal {
    /// `text` as a string literal that reads the same whatever `standard_conforming_strings` says: with a
    /// backslash in it the literal is an escape string (`E'…'`).
    ///
    /// PostgreSQL's text has no character of code 0; the server refuses a statement that carries one.
    package static func string(_ text: String) -> String {
        let quote = UInt8(ascii: "'")
        let backslash = UInt8(ascii: "\\")
        var bytes: [UInt8] = text.utf8.contains(backslash) ? [UInt8(ascii: "E"), quote] : [quote]
        for byte in text.utf8 {
            if byte == quote || byte == backslash { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(quote)
        return String(decoding: bytes, as: UTF8.self)
    }
}
