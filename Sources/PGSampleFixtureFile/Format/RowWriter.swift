import PGSampleSQL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Gathers the rows of one table into large pieces, counts them and digests them.
///
/// Rows come one at a time, and in a build without optimization each call counts: a row costs one copy here,
/// everything else is done once per piece.
final class RowWriter {
    private static let capacity = 256 * 1024
    /// Bytes that are not worth gathering with others.
    private static let largePiece = 64 * 1024

    private let sink: any ByteSink
    private let buffer: UnsafeMutableRawPointer
    private var count = 0
    private var hash = SHA256()
    /// Rows handed to the sink so far.
    private(set) var rows = 0
    /// Their bytes, newlines included.
    private(set) var bytes = 0
    private var isValid = true

    init(sink: any ByteSink) {
        self.sink = sink
        buffer = .allocate(byteCount: Self.capacity, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// - Returns: False when these rows do not end with a newline, or when a row that was passed on already
    ///   is `\.`. Rows that are still gathered are looked at by a later call or by ``finish(table:)``.
    func write(_ rows: UnsafeRawBufferPointer) throws -> Bool {
        guard let base = rows.baseAddress, !rows.isEmpty else { return isValid }
        guard rows[rows.count - 1] == UInt8(ascii: "\n") else { return false }
        if rows.count > Self.capacity - count { try flush() }
        if rows.count > Self.largePiece {
            try flush()
            try passOn(rows)
        } else {
            (buffer + count).copyMemory(from: base, byteCount: rows.count)
            count += rows.count
        }
        return isValid
    }

    /// Writes the last piece.
    func finish(table: QualifiedName) throws -> FixtureContents.Table {
        try flush()
        guard isValid else {
            throw FixtureFileError(
                code: .invalidContent,
                message: "the rows of \(table) are not in COPY's text format: a row is \\."
            )
        }
        return FixtureContents.Table(name: table, rows: rows, bytes: bytes, sha256: hash.hexDigest())
    }

    private func flush() throws {
        guard count > 0 else { return }
        try passOn(UnsafeRawBufferPointer(start: buffer, count: count))
        count = 0
    }

    /// Counts, digests and hands on whole rows.
    private func passOn(_ piece: UnsafeRawBufferPointer) throws {
        guard var line = piece.baseAddress else { return }
        let end = line + piece.count
        while line < end, let newline = memchr(line, Int32(UInt8(ascii: "\n")), end - line) {
            let length = UnsafeRawPointer(newline) - line
            if length == 2, line.load(as: UInt8.self) == UInt8(ascii: "\\"),
                line.load(fromByteOffset: 1, as: UInt8.self) == UInt8(ascii: ".")
            {
                isValid = false
            }
            rows += 1
            line += length + 1
        }
        bytes += piece.count
        hash.update(piece)
        try sink.write(piece)
    }
}
