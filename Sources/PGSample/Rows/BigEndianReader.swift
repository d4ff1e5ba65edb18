import PGSampleLibPQ

/// Reads integers in network byte order from borrowed bytes.
struct BigEndianReader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    var isAtEnd: Bool { position >= bytes.count }

    mutating func skip(_ count: Int) throws(DatabaseError) {
        guard position + count <= bytes.count else { throw malformed }
        position += count
    }

    mutating func integer<T: FixedWidthInteger>() throws(DatabaseError) -> T {
        let start = position
        try skip(MemoryLayout<T>.size)
        return T(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: T.self))
    }

    // Those that are read for each row spell out their types: a debug build looks up a generic one each time.

    /// A `tid` (`tidsend` in `tid.c`).
    mutating func address() throws(DatabaseError) -> RowAddress {
        let start = position
        try skip(6)
        return RowAddress(
            block: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)),
            offset: UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt16.self)))
    }

    /// A field's length, which must be `length`: neither column can be NULL.
    mutating func field(of length: Int32) throws(DatabaseError) {
        let start = position
        try skip(4)
        let found = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int32.self))
        guard found == length else { throw malformed }
    }

    private var malformed: DatabaseError {
        DatabaseError(
            code: .unexpectedAnswer, message: "the server's binary data has an unexpected shape")
    }
}
