/// Tells which bytes of a text that mixes patterns and SQL stand at the top level: outside brackets, quotes
/// and comments.
///
/// It knows PostgreSQL's lexical shapes (documentation, 4.1 "Lexical Structure") as far as they can hide a
/// comma: `'…'` with doubled quotes, `E'…'` with backslashes, `"…"`, `$tag$…$tag$`, `--` and nested `/* */`
/// comments, `( )` and `[ ]`. It works on bytes, because a combining mark after a quote would otherwise hide
/// the quote.
struct NestingScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var open: [UInt8] = []
    private var topLevel: [Int] = []

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The offsets of the bytes at the top level, ascending. Linear in the length of the text.
    ///
    /// - Throws: ``RuleFlaw`` when a bracket, a quote or a comment is not closed.
    static func topLevelOffsets(in bytes: [UInt8]) throws(RuleFlaw) -> [Int] {
        // libpq would end the statement there.
        if bytes.contains(0) { throw RuleFlaw(reason: "it holds a zero byte") }
        var scanner = NestingScanner(bytes)
        while scanner.position < bytes.count { try scanner.step() }
        if let bracket = scanner.open.last { throw notClosed(String(Unicode.Scalar(bracket))) }
        return scanner.topLevel
    }

    private mutating func step() throws(RuleFlaw) {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "'"): try skipQuoted(by: byte, withBackslashes: isEscapeString)
        case UInt8(ascii: "\""): try skipQuoted(by: byte, withBackslashes: false)
        case UInt8(ascii: "$"): try skipDollarQuotedOrTake()
        case UInt8(ascii: "-") where byteAt(position + 1) == byte: try skipLineComment()
        case UInt8(ascii: "/") where byteAt(position + 1) == UInt8(ascii: "*"): try skipBlockComment()
        case UInt8(ascii: "("), UInt8(ascii: "["):
            open.append(byte)
            position += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"):
            let opening = byte == UInt8(ascii: ")") ? UInt8(ascii: "(") : UInt8(ascii: "[")
            guard open.popLast() == opening else {
                throw RuleFlaw(reason: "the \"\(Unicode.Scalar(byte))\" closes nothing")
            }
            position += 1
        default: take()
        }
    }

    private mutating func take() {
        if open.isEmpty { topLevel.append(position) }
        position += 1
    }

    private func byteAt(_ offset: Int) -> UInt8? {
        bytes.indices.contains(offset) ? bytes[offset] : nil
    }

    // MARK: Quotes

    /// True at the quote of `E'…'`, where the E is a word of its own.
    private var isEscapeString: Bool {
        guard let before = byteAt(position - 1), before | 0x20 == UInt8(ascii: "e") else { return false }
        return byteAt(position - 2).map { !Self.continuesName($0) } ?? true
    }

    private mutating func skipQuoted(by quote: UInt8, withBackslashes: Bool) throws(RuleFlaw) {
        position += 1
        while let byte = byteAt(position) {
            position += 1
            if byte == quote {
                guard byteAt(position) == quote else { return }
                position += 1
            } else if withBackslashes, byte == UInt8(ascii: "\\") {
                position += 1
            }
        }
        throw Self.notClosed(String(Unicode.Scalar(quote)))
    }

    private mutating func skipDollarQuotedOrTake() throws(RuleFlaw) {
        if let before = byteAt(position - 1), Self.continuesName(before) { return take() }
        var end = position + 1
        while let byte = byteAt(end), byte != UInt8(ascii: "$"), Self.continuesName(byte) { end += 1 }
        let startsLikeName = byteAt(position + 1).map {
            !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        guard byteAt(end) == UInt8(ascii: "$"), startsLikeName == true else { return take() }
        let tag = bytes[position...end]
        position = end + 1
        while position + tag.count <= bytes.count {
            if bytes[position..<position + tag.count] == tag {
                position += tag.count
                return
            }
            position += 1
        }
        throw Self.notClosed(String(decoding: tag, as: UTF8.self))
    }

    private static func continuesName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }

    // MARK: Comments

    /// A comment at the very end would swallow what a later reader appends, the closing parenthesis of a
    /// WHERE or the next rule, so it is refused.
    private mutating func skipLineComment() throws(RuleFlaw) {
        while let byte = byteAt(position), byte != UInt8(ascii: "\n") { position += 1 }
        guard position < bytes.count else {
            throw RuleFlaw(
                reason: "the \"--\" comment runs to the end of the text",
                remedy: "Remove the comment, or write it as /* … */."
            )
        }
    }

    private mutating func skipBlockComment() throws(RuleFlaw) {
        var depth = 0
        while let byte = byteAt(position) {
            let next = byteAt(position + 1)
            if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if byte == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
                depth -= 1
                position += 2
                if depth == 0 { return }
            } else {
                position += 1
            }
        }
        throw Self.notClosed("/*")
    }

    private static func notClosed(_ opening: String) -> RuleFlaw {
        RuleFlaw(reason: "the \(opening == "\"" ? "double quote" : "\"\(opening)\"") is not closed")
    }
}
