import CPGSampleZlib
package import SystemPackage

/// Reads a file in pieces: what a gzip file holds, all of its members, or the bytes of any other file as they
/// are.
///
/// Which of the two it is, the first bytes say, not the name.
package final class GzipReader {
    /// The length of the pieces that files are read in.
    package static let pieceSize = 256 * 1024

    private enum Content {
        case plain
        case gzip
    }

    private let descriptor: FileDescriptor
    private let name: String
    /// The file's size when it was opened, in bytes; nil for what has none, such as a pipe.
    package let fileSize: Int?
    /// Bytes that were read from the file, with those of `rest`.
    private var bytesRead = 0
    private let chunk: UnsafeMutableRawBufferPointer
    /// What of `chunk` is read from the file and not handed on.
    private var rest: Range<Int> = 0..<0
    private var content = Content.plain
    private let stream: UnsafeMutablePointer<z_stream>
    private var isStreamOpen = false
    /// Whether the member before ended and no byte of another one was seen.
    private var isBetweenMembers = false

    /// Opens a file and looks at its first bytes.
    ///
    /// - Throws: ``FixtureFileError`` with `.readFailed`.
    package init(path: FilePath) throws {
        name = path.string
        do {
            descriptor = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
        } catch {
            throw FixtureFileError(
                code: .readFailed, message: "cannot open \(path.string): \(error)", path: path.string,
                cause: error
            )
        }
        // Only to tell how far the reading has come: what has no size is read all the same.
        let status = try? descriptor.stat()
        fileSize = status.flatMap { $0.type == .regular ? Int($0.size) : nil }
        chunk = .allocate(byteCount: Self.pieceSize, alignment: 16)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        try readMagic()
    }

    deinit {
        if isStreamOpen { inflateEnd(stream) }
        stream.deinitialize(count: 1)
        stream.deallocate()
        chunk.deallocate()
        // Nothing was written, so nothing is lost by a close that fails.
        try? descriptor.close()
    }

    /// Whether the file is compressed.
    package var isCompressed: Bool { content == .gzip }

    /// How many of the file's own bytes, compressed or not, have been turned into what was handed on.
    package var position: Int { bytesRead - rest.count }

    /// Fills the beginning of `buffer`, which is not empty, with the next bytes.
    ///
    /// - Returns: How many bytes; 0 at the end.
    /// - Throws: ``FixtureFileError`` with `.readFailed`, or `.damaged` for data that is corrupt or cut
    ///   short. Bytes that were handed on before may be of the damaged part: the checksum stands at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        precondition(!buffer.isEmpty)
        switch content {
        case .plain: return try readPlain(into: buffer)
        case .gzip: return try inflate(into: buffer)
        }
    }

    /// Fills all of `buffer`, unless the file ends before.
    ///
    /// - Returns: How many bytes; fewer than it holds at the end only.
    /// - Throws: As ``read(into:)``.
    package func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var count = 0
        while count < buffer.count {
            let more = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            guard more > 0 else { break }
            count += more
        }
        return count
    }

    // MARK: Whole files

    /// Hands on what a file holds, decompressed; the bytes are valid during the call.
    ///
    /// - Throws: As ``read(into:)``, what `body` throws, `CancellationError`.
    package static func forEachPiece(
        of path: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let reader = try GzipReader(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try reader.read(into: buffer), count > 0 {
            try Task.checkCancellation()
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Everything that a file holds, for files that are known to be small.
    static func contents(of path: FilePath) throws -> [UInt8] {
        var contents: [UInt8] = []
        try forEachPiece(of: path) { contents.append(contentsOf: $0) }
        return contents
    }

    // MARK: The file's own bytes

    private func readMagic() throws {
        var count = 0
        while count < 2 {
            let more = try readFile(into: UnsafeMutableRawBufferPointer(rebasing: chunk[count...]))
            if more == 0 { break }
            count += more
        }
        rest = 0..<count
        guard count >= 2, chunk[0] == 0x1F, chunk[1] == 0x8B else { return }
        content = .gzip
        // 16 more than the window bits: zlib reads the gzip header and checks the trailer (zlib manual,
        // inflateInit2).
        guard cpgsample_inflateInit2(stream, MAX_WBITS + 16) == Z_OK else {
            throw FixtureFileError(
                code: .readFailed, message: "cannot read \(name): zlib is out of memory", path: name)
        }
        isStreamOpen = true
    }

    private func readPlain(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !rest.isEmpty else { return try readFile(into: buffer) }
        let count = min(rest.count, buffer.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: chunk[rest.prefix(count)]))
        rest.removeFirst(count)
        return count
    }

    private func readFile(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        do {
            let count = try descriptor.read(into: buffer)
            bytesRead += count
            return count
        } catch {
            throw FixtureFileError(
                code: .readFailed, message: "cannot read \(name): \(error)", path: name, cause: error
            )
        }
    }

    // MARK: Members

    private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let capacity = min(buffer.count, Int(Int32.max))
        stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = uInt(capacity)
        while Int(stream.pointee.avail_out) == capacity {
            if rest.isEmpty {
                rest = 0..<(try readFile(into: chunk))
                if rest.isEmpty {
                    guard isBetweenMembers else { throw damage("it is cut short") }
                    return 0
                }
            }
            if isBetweenMembers {
                inflateReset(stream)
                isBetweenMembers = false
            }
            try inflateRest()
        }
        return capacity - Int(stream.pointee.avail_out)
    }

    private func inflateRest() throws {
        let input = chunk.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.next_in = input.map { $0 + rest.lowerBound }
        stream.pointee.avail_in = uInt(rest.count)
        let status = CPGSampleZlib.inflate(stream, Z_NO_FLUSH)
        rest = (rest.upperBound - Int(stream.pointee.avail_in))..<rest.upperBound
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isBetweenMembers = true
        default: throw damage(stream.pointee.msg.map { String(cString: $0) } ?? "zlib answered \(status)")
        }
    }

    private func damage(_ reason: String) -> FixtureFileError {
        FixtureFileError(
            code: .damaged,
            message:
                "\(name) is not a whole gzip file: \(reason); restore it from version control or generate it again",
            path: name
        )
    }
}
