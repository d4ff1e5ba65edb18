/// Whole rows of COPY data on their way from one thread to another.
///
/// Unchecked, because it has one owner at a time: who fills it hands it over through ``RowsAhead``'s monitor
/// and does not touch it again.
final class RowPiece: @unchecked Sendable {  // by the monitor of `RowsAhead`
    static let capacity = 256 * 1024

    private let memory: UnsafeMutableRawPointer
    private let capacity: Int
    private var count = 0

    /// - Parameter minimum: Bytes that it has room for at least.
    init(minimum: Int) {
        capacity = max(minimum, Self.capacity)
        memory = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { memory.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

    /// - Returns: False when there is no room.
    func append(_ rows: UnsafeRawBufferPointer) -> Bool {
        guard rows.count <= capacity - count else { return false }
        if let base = rows.baseAddress {
            (memory + count).copyMemory(from: base, byteCount: rows.count)
            count += rows.count
        }
        return true
    }
}
