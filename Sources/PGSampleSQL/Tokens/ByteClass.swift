/// The classes of bytes of PostgreSQL's lexer (`scan.l`).
///
/// Written as plain comparisons: range patterns and sets go through generic code, which in a debug build
/// makes reading a large script an order of magnitude slower.
enum ByteClass {
    @inline(__always)
    static func startsPlainName(_ byte: UInt8) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || byte == 0x5F
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= 0x30 && byte <= 0x39
    }

    /// A letter, `_`, or any byte of a character beyond ASCII.
    @inline(__always)
    static func startsIdentifier(_ byte: UInt8) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x41 && byte <= 0x5A) || byte == 0x5F || byte >= 0x80
    }

    @inline(__always)
    static func continuesTag(_ byte: UInt8) -> Bool {
        startsIdentifier(byte) || isDigit(byte)
    }

    @inline(__always)
    static func continuesIdentifier(_ byte: UInt8) -> Bool {
        startsIdentifier(byte) || isDigit(byte) || byte == 0x24
    }

    /// Space, tab, newline, carriage return, form feed, and (from 16 on) vertical tab.
    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    }

    @inline(__always)
    static func isNewline(_ byte: UInt8) -> Bool {
        byte == 0x0A || byte == 0x0D
    }

    /// One of `+-*/<>=~!@#%^&|` and the backtick and `?`.
    static func isOperator(_ byte: UInt8) -> Bool {
        isPlainOperator(byte) || isFreeOperator(byte)
    }

    /// One of the operator characters `+-*/<>=`.
    static func isPlainOperator(_ byte: UInt8) -> Bool {
        byte == 0x2B || byte == 0x2D || byte == 0x2A || byte == 0x2F || (byte >= 0x3C && byte <= 0x3E)
    }

    /// One of the operator characters after which an operator may end in `+` or `-`.
    static func isFreeOperator(_ byte: UInt8) -> Bool {
        byte == 0x7E || byte == 0x21 || byte == 0x40 || byte == 0x23 || byte == 0x25 || byte == 0x5E
            || byte == 0x26 || byte == 0x7C || byte == 0x60 || byte == 0x3F
    }

    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}
