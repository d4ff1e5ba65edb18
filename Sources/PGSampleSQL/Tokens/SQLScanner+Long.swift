// Strings, quoted names and comments: tokens of any length, which may arrive in pieces. Between two calls
// `position` is the first byte that still has to be looked at, and `pending` says what it lies in.

extension SQLScanner {
    mutating func begin(_ kind: SQLToken.Kind, _ half: Half, prefix: Int, in text: Text) -> Outcome {
        let beginning = Pending(kind: kind, half: half, start: position, startLine: line)
        position += prefix
        return resume(beginning, in: text)
    }

    mutating func resume(_ half: Pending, in text: Text) -> Outcome {
        pending = half
        let isClosed: Bool
        switch half.half {
        case .quoted(let quote, let escapes): isClosed = closeQuoted(quote, escapes: escapes, in: text)
        case .dollar(let tagLength): isClosed = closeDollar(start: half.start, tagLength: tagLength, in: text)
        case .lineComment: isClosed = closeLineComment(in: text)
        case .blockComment(let depth): isClosed = closeBlockComment(depth: depth, in: text)
        }
        guard isClosed else {
            return text.isComplete ? .unterminated(half.kind, line: half.startLine) : .needsMore
        }
        pending = nil
        return .token(SQLToken(kind: half.kind, range: half.start..<position, line: half.startLine))
    }

    private mutating func closeQuoted(_ quote: UInt8, escapes: Bool, in text: Text) -> Bool {
        let backslash = UInt8(ascii: "\\")
        while position < text.end {
            let byte = text.base[position]
            if byte == quote {
                guard position + 1 < text.end || text.isComplete else { return false }
                if position + 1 < text.end, text.base[position + 1] == quote {
                    position += 2
                    continue
                }
                if quote == UInt8(ascii: "'") {
                    switch continuation(after: position + 1, in: text) {
                    case .undecided: return false
                    case .none: break
                    case .at(let next):
                        countLines(to: next, in: text)
                        continue
                    }
                }
                position += 1
                return true
            }
            if escapes, byte == backslash {
                guard position + 1 < text.end else { return false }
                if text.base[position + 1] == 0x0A { line += 1 }
                position += 2
                continue
            }
            if byte == 0x0A { line += 1 }
            position += 1
        }
        return false
    }

    private enum Continuation {
        case none
        case undecided
        /// The first byte after the opening quote of the next piece.
        case at(Int)
    }

    /// Whether a string goes on after its closing quote: white space with a newline in it (comments may stand
    /// there), then another quote.
    private func continuation(after quote: Int, in text: Text) -> Continuation {
        var index = quote
        var sawNewline = false
        while index < text.end {
            let byte = text.base[index]
            if ByteClass.isSpace(byte) {
                sawNewline = sawNewline || ByteClass.isNewline(byte)
                index += 1
            } else if byte == UInt8(ascii: "-") {
                guard index + 1 < text.end else { return text.isComplete ? .none : .undecided }
                guard text.base[index + 1] == UInt8(ascii: "-") else { return .none }
                while index < text.end, !ByteClass.isNewline(text.base[index]) { index += 1 }
            } else {
                return sawNewline && byte == UInt8(ascii: "'") ? .at(index + 1) : .none
            }
        }
        return text.isComplete ? .none : .undecided
    }

    private mutating func countLines(to end: Int, in text: Text) {
        while position < end {
            if text.base[position] == 0x0A { line += 1 }
            position += 1
        }
    }

    private mutating func closeDollar(start: Int, tagLength: Int, in text: Text) -> Bool {
        let dollar = UInt8(ascii: "$")
        while position < text.end {
            let byte = text.base[position]
            if byte == dollar {
                var length = 0
                while length < tagLength, position + length < text.end,
                    text.base[position + length] == text.base[start + length]
                {
                    length += 1
                }
                if length == tagLength {
                    position += tagLength
                    return true
                }
                guard position + length < text.end || text.isComplete else { return false }
            }
            if byte == 0x0A { line += 1 }
            position += 1
        }
        return false
    }

    private mutating func closeLineComment(in text: Text) -> Bool {
        while position < text.end {
            if ByteClass.isNewline(text.base[position]) { return true }
            position += 1
        }
        return text.isComplete
    }

    private mutating func closeBlockComment(depth: Int, in text: Text) -> Bool {
        let (star, slash) = (UInt8(ascii: "*"), UInt8(ascii: "/"))
        var depth = depth
        while position < text.end {
            let byte = text.base[position]
            if byte == star || byte == slash {
                guard position + 1 < text.end else { break }
                let second = text.base[position + 1]
                if byte == star, second == slash {
                    position += 2
                    depth -= 1
                    if depth == 0 { return true }
                    continue
                }
                if byte == slash, second == star {
                    position += 2
                    depth += 1
                    continue
                }
            }
            if byte == 0x0A { line += 1 }
            position += 1
        }
        pending?.half = .blockComment(depth: depth)
        return false
    }
}
