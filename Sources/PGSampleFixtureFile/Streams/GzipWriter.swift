import CPGSampleZlib

/// Compresses what is written to it into another sink, as one gzip member (RFC 1952).
///
/// The same content makes the same bytes, however it is cut into writes: the header carries no name, no time
/// and a fixed system, and deflate, whose matches depend on the pieces that it is given, always gets full
/// blocks. Another build of zlib may compress the same content into other bytes.
package final class GzipWriter: ByteSink {
    /// Bytes of input that deflate gets at a time.
    private static let blockSize = 256 * 1024
    /// zlib's own default.
    package static let defaultLevel: Int32 = 6

    private let sink: any ByteSink
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawPointer
    private let output: UnsafeMutableRawPointer
    private var inputCount = 0
    private var checksum: UInt
    private var totalCount: UInt32 = 0
    private var isFinished = false

    /// - Parameters:
    ///   - sink: Gets the compressed bytes.
    ///   - level: 0 (none) to 9 (smallest); another value is a programmer error.
    /// - Throws: ``FixtureFileError`` when there is no memory for the stream.
    package init(sink: any ByteSink, level: Int32 = GzipWriter.defaultLevel) throws {
        precondition((0...9).contains(level), "gzip knows the levels 0 to 9")
        self.sink = sink
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: Self.blockSize, alignment: 16)
        output = .allocate(byteCount: Self.blockSize, alignment: 16)
        checksum = UInt(crc32(0, nil, 0))
        // Negative window bits: raw deflate. The header is ours, because zlib's names the system it was built
        // for.
        guard cpgsample_deflateInit2(stream, level, -MAX_WBITS, 8) == Z_OK else {
            throw FixtureFileError(code: .writeFailed, message: "cannot compress: zlib is out of memory")
        }
        let magic: [UInt8] = [0x1F, 0x8B]
        let deflateMethod: UInt8 = 8
        let noFlagsNoTimeUnknownSystem: [UInt8] = [0, 0, 0, 0, 0, 0, 0xFF]
        try (magic + [deflateMethod] + noFlagsNoTimeUnknownSystem).withUnsafeBytes { try sink.write($0) }
    }

    deinit {
        deflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
        input.deallocate()
        output.deallocate()
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        precondition(!isFinished, "the gzip member is finished")
        guard var source = bytes.baseAddress else { return }
        var rest = bytes.count
        while rest > 0 {
            let count = min(rest, Self.blockSize - inputCount)
            (input + inputCount).copyMemory(from: source, byteCount: count)
            inputCount += count
            source += count
            rest -= count
            if inputCount == Self.blockSize { try compress(flush: Z_NO_FLUSH) }
        }
    }

    /// Writes what is left and the checksum. Idempotent.
    package func finish() throws {
        guard !isFinished else { return }
        try compress(flush: Z_FINISH)
        isFinished = true
        let trailer = [UInt32(truncatingIfNeeded: checksum).littleEndian, totalCount.littleEndian]
        try trailer.withUnsafeBytes { try sink.write($0) }
    }

    private func compress(flush: Int32) throws {
        let bytes = input.assumingMemoryBound(to: UInt8.self)
        checksum = UInt(crc32(uLong(checksum), bytes, uInt(inputCount)))
        totalCount = totalCount &+ UInt32(inputCount)
        stream.pointee.next_in = bytes
        stream.pointee.avail_in = uInt(inputCount)
        inputCount = 0
        repeat {
            stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = uInt(Self.blockSize)
            let status = deflate(stream, flush)
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                throw FixtureFileError(
                    code: .writeFailed, message: "cannot compress: zlib answered \(status)")
            }
            let count = Self.blockSize - Int(stream.pointee.avail_out)
            if count > 0 { try sink.write(UnsafeRawBufferPointer(start: output, count: count)) }
        } while stream.pointee.avail_out == 0
    }
}
