import PGSampleCatalog
import PGSampleLibPQ

/// Reads `COPY (SELECT tableoid, ctid, …) TO STDOUT (FORMAT binary)`: relation and address of each row, as a
/// stream.
///
/// Binary COPY data is a header of 19 bytes, then per row a count of fields and per field a length and its
/// bytes, all big-endian (PostgreSQL documentation, COPY, "Binary Format"). libpq hands over a row at a time,
/// the header together with the first.
struct AddressStream {
    private static let headerLength = 19
    private static let trailer: Int16 = -1

    /// One row of the stream: the relation that stores it, its address and the int4 of a third column if
    /// there is one.
    struct Row {
        var relation: ObjectID
        var address: RowAddress
        var extra: Int32?
    }

    /// Runs `query`, a SELECT of `tableoid`, `ctid` and at most one int4.
    ///
    /// - Throws: `DatabaseError`, and what `body` throws.
    static func read(_ query: String, in session: Session, _ body: (Row) throws -> Void) throws {
        var isFirst = true
        _ = try session.copyOut("COPY (\(query)\n) TO STDOUT (FORMAT binary)") { bytes in
            var reader = BigEndianReader(bytes: bytes)
            if isFirst {
                isFirst = false
                try reader.skip(headerLength)
                if reader.isAtEnd { return }
            }
            let fields: Int16 = try reader.integer()
            guard fields != trailer else { return }
            try reader.field(of: 4)
            let relation: UInt32 = try reader.integer()
            try reader.field(of: 6)
            let address = try reader.address()
            var extra: Int32?
            if fields == 3 {
                try reader.field(of: 4)
                extra = try reader.integer()
            }
            try body(Row(relation: relation, address: address, extra: extra))
        }
    }
}
