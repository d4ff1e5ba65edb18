#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A name in PostgreSQL: of a schema, a table, a column, a type, a role.
///
/// Two names are the same when their bytes are, as in PostgreSQL. Swift's own comparison of strings takes a
/// letter with its accent in one code point or in two for equal, which the server does not.
package struct Identifier: Sendable, CustomStringConvertible {
    /// The name as the catalog stores it, without quotes.
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    /// The name as SQL text: quoted exactly when the server's own `quote_identifier` would quote it, so that
    /// what we write reads like what `pg_dump` writes. Words that some release from 13 to 18 quotes are
    /// quoted.
    package var sql: String {
        isPlain ? name : quoted
    }

    package var description: String { sql }

    /// The name in double quotes, embedded ones doubled.
    package var quoted: String {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in name.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }

    private var isPlain: Bool {
        guard let first = name.utf8.first, ByteClass.startsPlainName(first) else { return false }
        return name.utf8.allSatisfy { ByteClass.startsPlainName($0) || ByteClass.isDigit($0) }
            && !Keywords.quoted.contains(name)
    }
}

extension Identifier: Hashable, Comparable {
    package static func == (left: Identifier, right: Identifier) -> Bool {
        left.name.utf8.count == right.name.utf8.count && left.order(to: right) == 0
    }

    /// By bytes, as `COLLATE "C"` sorts.
    package static func < (left: Identifier, right: Identifier) -> Bool {
        left.order(to: right) < 0
    }

    /// Below, at or above zero as the bytes stand to the other's. By the C library: a catalog of a thousand
    /// tables compares names a hundred thousand times, and a debug build would go through each byte by
    /// itself.
    private func order(to other: Identifier) -> Int {
        var (left, right) = (name, other.name)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                guard let start = left.baseAddress, let otherStart = right.baseAddress else {
                    return left.count - right.count
                }
                let order = memcmp(start, otherStart, min(left.count, right.count))
                return order == 0 ? left.count - right.count : Int(order)
            }
        }
    }

    package func hash(into hasher: inout Hasher) {
        var name = name
        name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
