/// Cuts SQL text into tokens as PostgreSQL's `scan.l` and psql's `psqlscan.l` do, over text that may still
/// grow.
///
/// The scanner never owns the text. Each call gets the bytes read so far; when they end inside a token, the
/// scanner remembers how far it looked, so that a long string or comment which arrives in pieces is read
/// once.
///
/// Strings are read with `standard_conforming_strings` on, as `pg_dump` sets it.
/// See https://www.postgresql.org/docs/current/sql-syntax-lexical.html
struct SQLScanner {
    enum Outcome {
        case token(SQLToken)
        /// The text ends inside a token, or where the next byte decides what the token is.
        case needsMore
        /// Nothing but white space is left.
        case end
        /// The text is complete, yet a string, a name or a comment is not closed.
        case unterminated(SQLToken.Kind, line: Int)
    }

    /// A long token of which only the beginning was there.
    enum Half {
        case quoted(quote: UInt8, escapes: Bool)
        case dollar(tagLength: Int)
        case lineComment
        case blockComment(depth: Int)
    }

    struct Pending {
        var kind: SQLToken.Kind
        var half: Half
        var start: Int
        var startLine: Int
    }

    /// The bytes of one call.
    struct Text {
        let base: UnsafePointer<UInt8>
        let end: Int
        /// Whether no byte can follow.
        let isComplete: Bool
    }

    /// Where the next byte is looked at.
    var position: Int
    /// The line of `position`, counted from 1.
    var line: Int
    var pending: Pending?

    init(position: Int = 0, line: Int = 1) {
        self.position = position
        self.line = line
    }

    /// Tells the scanner that `count` bytes were removed from the beginning of the text.
    mutating func shift(by count: Int) {
        position -= count
        pending?.start -= count
    }

    mutating func next(in text: Text) -> Outcome {
        if let pending { return resume(pending, in: text) }
        skipSpace(in: text)
        guard position < text.end else { return text.isComplete ? .end : .needsMore }
        let byte = text.base[position]
        if ByteClass.startsIdentifier(byte) { return word(byte, in: text) }
        if ByteClass.isDigit(byte) { return number(in: text) }
        switch byte {
        case UInt8(ascii: "'"):
            return begin(.string, .quoted(quote: byte, escapes: false), prefix: 1, in: text)
        case UInt8(ascii: "\""):
            return begin(.quotedIdentifier, .quoted(quote: byte, escapes: false), prefix: 1, in: text)
        case UInt8(ascii: "$"): return dollar(in: text)
        case UInt8(ascii: "."): return dot(in: text)
        case UInt8(ascii: ":"): return colon(in: text)
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","),
            UInt8(ascii: ";"):
            return finish(.punctuation, at: position + 1)
        case UInt8(ascii: "\\"): return finish(.backslash, at: position + 1)
        default:
            return ByteClass.isOperator(byte) ? symbol(byte, in: text) : finish(.unknown, at: position + 1)
        }
    }

    private mutating func skipSpace(in text: Text) {
        while position < text.end {
            let byte = text.base[position]
            guard ByteClass.isSpace(byte) else { return }
            if byte == 0x0A { line += 1 }
            position += 1
        }
    }

    /// The token from `position` to `end`, which holds no newline.
    mutating func finish(_ kind: SQLToken.Kind, at end: Int) -> Outcome {
        let token = SQLToken(kind: kind, range: position..<end, line: line)
        position = end
        return .token(token)
    }
}

// MARK: - Short tokens, which are read again from their beginning when the text grows

extension SQLScanner {
    private mutating func word(_ first: UInt8, in text: Text) -> Outcome {
        if position + 1 < text.end {
            let second = text.base[position + 1]
            if second == UInt8(ascii: "'"), let kind = Self.prefixedString(first) {
                return begin(
                    kind, .quoted(quote: second, escapes: kind == .escapeString), prefix: 2, in: text)
            }
            if second == UInt8(ascii: "&"), ByteClass.lowercased(first) == UInt8(ascii: "u") {
                guard position + 2 < text.end else {
                    return text.isComplete ? finish(.identifier, at: position + 1) : .needsMore
                }
                let third = text.base[position + 2]
                if third == UInt8(ascii: "'") {
                    return begin(.unicodeString, .quoted(quote: third, escapes: false), prefix: 3, in: text)
                }
                if third == UInt8(ascii: "\"") {
                    return begin(
                        .unicodeIdentifier, .quoted(quote: third, escapes: false), prefix: 3, in: text)
                }
            }
        }
        var end = position + 1
        while end < text.end, ByteClass.continuesIdentifier(text.base[end]) { end += 1 }
        return end < text.end || text.isComplete ? finish(.identifier, at: end) : .needsMore
    }

    private static func prefixedString(_ byte: UInt8) -> SQLToken.Kind? {
        switch ByteClass.lowercased(byte) {
        case UInt8(ascii: "e"): .escapeString
        case UInt8(ascii: "b"), UInt8(ascii: "x"): .bitString
        case UInt8(ascii: "n"): .nationalString
        default: nil
        }
    }

    /// Digits with a fraction and an exponent; `0x1F`, `0o17`, `0b1` and `1_000` (from 16 on). `1..2` is
    /// three tokens.
    private mutating func number(in text: Text) -> Outcome {
        var end = digits(from: position, in: text)
        if end == position + 1, text.base[position] == UInt8(ascii: "0"), end < text.end {
            let letter = ByteClass.lowercased(text.base[end])
            if letter == UInt8(ascii: "x") || letter == UInt8(ascii: "o") || letter == UInt8(ascii: "b") {
                end += 1
                while end < text.end, ByteClass.continuesTag(text.base[end]) { end += 1 }
                return end < text.end || text.isComplete ? finish(.number, at: end) : .needsMore
            }
        }
        if end < text.end, text.base[end] == UInt8(ascii: ".") {
            if end + 1 >= text.end, !text.isComplete { return .needsMore }
            if end + 1 < text.end, text.base[end + 1] == UInt8(ascii: ".") { return finish(.number, at: end) }
            end = digits(from: end + 1, in: text)
        }
        return exponent(after: end, in: text)
    }

    private mutating func exponent(after mantissa: Int, in text: Text) -> Outcome {
        var end = mantissa
        if end < text.end, ByteClass.lowercased(text.base[end]) == UInt8(ascii: "e") {
            var first = end + 1
            if first < text.end,
                text.base[first] == UInt8(ascii: "+") || text.base[first] == UInt8(ascii: "-")
            {
                first += 1
            }
            if first >= text.end, !text.isComplete { return .needsMore }
            if first < text.end, ByteClass.isDigit(text.base[first]) { end = digits(from: first, in: text) }
        }
        return end < text.end || text.isComplete ? finish(.number, at: end) : .needsMore
    }

    private func digits(from start: Int, in text: Text) -> Int {
        var end = start
        while end < text.end {
            let byte = text.base[end]
            guard ByteClass.isDigit(byte) || (byte == UInt8(ascii: "_") && end > start) else { break }
            end += 1
        }
        return end
    }

    private mutating func dot(in text: Text) -> Outcome {
        guard position + 1 < text.end else {
            return text.isComplete ? finish(.punctuation, at: position + 1) : .needsMore
        }
        let second = text.base[position + 1]
        if second == UInt8(ascii: ".") { return finish(.punctuation, at: position + 2) }
        guard ByteClass.isDigit(second) else { return finish(.punctuation, at: position + 1) }
        return exponent(after: digits(from: position + 1, in: text), in: text)
    }

    private mutating func colon(in text: Text) -> Outcome {
        guard position + 1 < text.end else {
            return text.isComplete ? finish(.punctuation, at: position + 1) : .needsMore
        }
        let second = text.base[position + 1]
        let isPair = second == UInt8(ascii: ":") || second == UInt8(ascii: "=")
        return finish(.punctuation, at: position + (isPair ? 2 : 1))
    }

    /// `$1`, the beginning of a dollar-quoted string, or a lone `$`.
    private mutating func dollar(in text: Text) -> Outcome {
        var end = position + 1
        guard end < text.end else { return text.isComplete ? finish(.unknown, at: end) : .needsMore }
        if ByteClass.isDigit(text.base[end]) {
            while end < text.end, ByteClass.isDigit(text.base[end]) { end += 1 }
            return end < text.end || text.isComplete ? finish(.parameter, at: end) : .needsMore
        }
        if ByteClass.startsIdentifier(text.base[end]) {
            while end < text.end, ByteClass.continuesTag(text.base[end]) { end += 1 }
            guard end < text.end || text.isComplete else { return .needsMore }
        }
        guard end < text.end, text.base[end] == UInt8(ascii: "$") else {
            return finish(.unknown, at: position + 1)
        }
        let length = end + 1 - position
        return begin(.dollarString, .dollar(tagLength: length), prefix: length, in: text)
    }

    /// A comment or an operator. An operator ends before a comment, and does not end in `+` or `-` unless it
    /// holds a character that keeps it apart from arithmetic.
    private mutating func symbol(_ first: UInt8, in text: Text) -> Outcome {
        var end = position
        var isFree = false
        while end < text.end, ByteClass.isOperator(text.base[end]) {
            if end + 1 < text.end {
                let pair = (text.base[end], text.base[end + 1])
                if pair == (UInt8(ascii: "-"), UInt8(ascii: "-")) { break }
                if pair == (UInt8(ascii: "/"), UInt8(ascii: "*")) { break }
            }
            isFree = isFree || ByteClass.isFreeOperator(text.base[end])
            end += 1
        }
        if end == position {
            return first == UInt8(ascii: "-")
                ? begin(.lineComment, .lineComment, prefix: 2, in: text)
                : begin(.blockComment, .blockComment(depth: 1), prefix: 2, in: text)
        }
        guard end < text.end || text.isComplete else { return .needsMore }
        while end - position > 1, !isFree,
            text.base[end - 1] == UInt8(ascii: "+") || text.base[end - 1] == UInt8(ascii: "-")
        {
            end -= 1
        }
        return finish(.operator, at: end)
    }
}
