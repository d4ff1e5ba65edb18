import PGSampleLibPQ

/// Fields in binary format.
extension QueryResult {
    borrowing func integer<T: FixedWidthInteger>(_ row: Int, _ column: Int, as: T.Type) throws -> T {
        try withBytes(row, column) { bytes in
            var reader = BigEndianReader(bytes: bytes)
            return try reader.integer()
        }
    }

    borrowing func address(_ row: Int, _ column: Int) throws -> RowAddress {
        try withBytes(row, column) { bytes in
            var reader = BigEndianReader(bytes: bytes)
            return try reader.address()
        }
    }
}
