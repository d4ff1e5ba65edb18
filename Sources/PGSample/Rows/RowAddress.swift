import PGSampleLibPQ

/// The physical address of a row version within its relation.
struct RowAddress: Sendable, Hashable {
    var block: UInt32
    /// 1-based line pointer in the block.
    var offset: UInt16

    /// The elements of a one-dimensional `tid[]` in binary format: dimensions, a flag, the elements' type,
    /// the dimension's length and lower bound, then each element's length and bytes (`array_send` in
    /// `arrayfuncs.c`).
    ///
    /// - Throws: `DatabaseError` when it is something else, or has a NULL.
    static func array(of bytes: UnsafeRawBufferPointer) throws(DatabaseError) -> [RowAddress] {
        var reader = BigEndianReader(bytes: bytes)
        let dimensions: Int32 = try reader.integer()
        try reader.skip(8)
        guard dimensions > 0 else { return [] }
        let count: Int32 = try reader.integer()
        try reader.skip(4)
        var addresses: [RowAddress] = []
        addresses.reserveCapacity(Int(count))
        for _ in 0..<count {
            try reader.field(of: 6)
            addresses.append(try reader.address())
        }
        return addresses
    }
}
