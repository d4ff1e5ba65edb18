import CPGSampleLibPQ

/// The rows of one statement, owned: freed when the value's life ends.
///
/// Rows and columns count from 0. A subscript outside the bounds is a programmer error and traps.
package struct QueryResult: ~Copyable {
    let pointer: OpaquePointer

    /// Takes over `pointer`, which came from libpq and nobody else frees.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit { PQclear(pointer) }

    package var rowCount: Int { Int(PQntuples(pointer)) }
    package var columnCount: Int { Int(PQnfields(pointer)) }

    /// Rows that the statement touched, by its command tag; 0 for statements without a count.
    package var affectedRows: Int {
        guard let text = PQcmdTuples(pointer) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    /// The name of a result column.
    package func columnName(_ column: Int) -> String {
        PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? ""
    }

    /// A field as text, nil for SQL NULL.
    package subscript(row: Int, column: Int) -> String? {
        guard !isNull(row, column) else { return nil }
        return String(cString: PQgetvalue(pointer, Int32(row), Int32(column)))
    }

    package func isNull(_ row: Int, _ column: Int) -> Bool {
        precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount)
        return PQgetisnull(pointer, Int32(row), Int32(column)) != 0
    }

    /// The bytes of a field in the format that was asked for; valid only inside `body`. NULL has no bytes.
    package func withBytes<R>(
        _ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) throws -> R
    ) rethrows -> R {
        precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount)
        let length = Int(PQgetlength(pointer, Int32(row), Int32(column)))
        return try body(
            UnsafeRawBufferPointer(start: PQgetvalue(pointer, Int32(row), Int32(column)), count: length))
    }

    /// Every row as text, in the server's order. O(rows × columns).
    package func textRows() -> [[String?]] {
        (0..<rowCount).map { row in (0..<columnCount).map { self[row, $0] } }
    }
}
