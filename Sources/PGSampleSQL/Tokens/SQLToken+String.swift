extension SQLToken {
    /// The text that a string literal stands for.
    ///
    /// - Returns: Nil for what is no string, for pieces that a newline joins, for `U&'…'`, and for an `E'…'`
    ///   with a character by its number.
    package func stringValue(in bytes: [UInt8]) -> [UInt8]? {
        let text = bytes[range]
        switch kind {
        case .string: return Self.unquoted(text.dropFirst().dropLast())
        case .nationalString: return Self.unquoted(text.dropFirst(2).dropLast())
        case .escapeString: return Self.unescaped(text.dropFirst(2).dropLast())
        case .dollarString:
            let tag = Self.tag(of: text)
            return Array(text.dropFirst(tag.count).dropLast(tag.count))
        default: return nil
        }
    }

    /// Another text as a literal of the same kind; of another tag, if the text holds the tag.
    package func literal(of value: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard kind == .dollarString else { return Literal.bytes(value) }
        var tag = Self.tag(of: bytes[range])
        var number = 0
        while value.contains(tag) || value.last == UInt8(ascii: "$") && tag.count == 2 {
            number += 1
            tag = Array("$body\(number)$".utf8)
        }
        return tag + value + tag
    }

    private static func tag(of text: ArraySlice<UInt8>) -> [UInt8] {
        let dollar = UInt8(ascii: "$")
        return [dollar] + text.dropFirst().prefix { $0 != dollar } + [dollar]
    }

    private static func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let quote = UInt8(ascii: "'")
        var value: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == quote {
                index += 1
                guard index < text.endIndex, text[index] == quote else { return nil }
            }
            value.append(text[index])
            index += 1
        }
        return value
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D,
        UInt8(ascii: "t"): 0x09,
    ]

    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let (quote, backslash) = (UInt8(ascii: "'"), UInt8(ascii: "\\"))
        var value: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            var byte = text[index]
            if byte == quote {
                index += 1
                guard index < text.endIndex, text[index] == quote else { return nil }
            } else if byte == backslash {
                index += 1
                guard index < text.endIndex else { return nil }
                byte = text[index]
                let isNumber =
                    (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "7"))
                    || [UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U")].contains(byte)
                if isNumber { return nil }
                byte = escapes[byte] ?? byte
            }
            value.append(byte)
            index += 1
        }
        return value
    }
}

extension [UInt8] {
    /// Whether `part`, which is not empty, stands somewhere in these bytes.
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: part) }
    }
}
