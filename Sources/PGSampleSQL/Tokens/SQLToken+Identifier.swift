extension SQLToken {
    /// The name that the token stands for: without quotes, or folded to lower case as the server does.
    ///
    /// - Returns: Nil for anything but `name` and `"name"`. `U&"…"` is left out because its meaning can
    ///   depend on an `UESCAPE` that follows.
    package func identifier(in bytes: [UInt8]) -> Identifier? {
        switch kind {
        case .identifier:
            let name = String(unsafeUninitializedCapacity: range.count) { buffer in
                var index = 0
                while index < range.count {
                    buffer[index] = ByteClass.lowercased(bytes[range.lowerBound + index])
                    index += 1
                }
                return index
            }
            return Identifier(name)
        case .quotedIdentifier:
            let quote = UInt8(ascii: "\"")
            var name: [UInt8] = []
            var isSecondQuote = false
            for byte in bytes[range].dropFirst().dropLast() {
                if byte == quote, !isSecondQuote {
                    isSecondQuote = true
                    continue
                }
                isSecondQuote = false
                name.append(byte)
            }
            return Identifier(String(decoding: name, as: UTF8.self))
        default:
            return nil
        }
    }
}
