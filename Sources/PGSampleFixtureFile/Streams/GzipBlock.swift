import CPGSampleZlib
import Dispatch

/// A block of a gzip member: what goes into it, what zlib makes of it, and the memory for both, which one
/// block after the other uses.
///
/// The result depends on the block, the 32 kB before it and the level alone: zlib, whose matches depend on
/// the pieces that it is given, gets all of it in one call.
///
/// Unchecked, because one thread at a time has it: the writer's; from ``compress(isLast:on:)`` on that of the
/// queue; the writer's again from the moment that ``wait()`` returns.
final class GzipBlock: @unchecked Sendable {  // by the queue that compresses it and the semaphore `finished`
    /// Bytes of content in every block but the last.
    static let capacity = 256 * 1024
    /// How far back deflate's matches reach.
    private static let windowSize = 32 * 1024
    /// `deflateBound` leaves out what a flush adds, which is a few bytes.
    private static let flushRoom = 1024

    private let stream: UnsafeMutablePointer<z_stream>
    /// A window of what comes before the block, and then the block.
    private let input: UnsafeMutableRawPointer
    private let output: UnsafeMutableRawPointer
    private let outputCapacity: Int
    private let finished = DispatchSemaphore(value: 0)
    private var historyCount = 0
    private var status = Z_OK

    /// Bytes of content in the block.
    private(set) var count = 0
    /// The content's CRC-32, once it is compressed.
    private(set) var checksum: UInt = 0
    private var outputCount = 0

    /// - Throws: ``FixtureFileError`` when there is no memory for zlib.
    init(level: Int) throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // Negative window bits: raw deflate, without a header and trailer of its own.
        let status = cpgsample_deflateInit2(stream, Int32(level), -MAX_WBITS, 8)
        let bound = status == Z_OK ? deflateBound(stream, uLong(Self.capacity)) : 0
        outputCapacity = Int(bound) + Self.flushRoom
        input = .allocate(byteCount: Self.windowSize + Self.capacity, alignment: 16)
        output = .allocate(byteCount: outputCapacity, alignment: 16)
        guard status == Z_OK else {
            throw FixtureFileError(code: .writeFailed, message: "cannot compress: zlib is out of memory")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
        input.deallocate()
        output.deallocate()
    }

    // MARK: Content

    var isFull: Bool { count == Self.capacity }

    /// Takes as many of `bytes` as there is room for.
    ///
    /// - Returns: How many.
    func append(_ bytes: UnsafeRawPointer, count offered: Int) -> Int {
        let taken = min(offered, Self.capacity - count)
        (input + Self.windowSize + count).copyMemory(from: bytes, byteCount: taken)
        count += taken
        return taken
    }

    /// Empties the block and makes it the one after `previous`, which is full.
    func follow(_ previous: GzipBlock) {
        historyCount = Self.windowSize
        input.copyMemory(from: previous.input + Self.capacity, byteCount: Self.windowSize)
        count = 0
    }

    // MARK: Compression

    /// Compresses on `queue`; ``wait()`` tells when that is done.
    func compress(isLast: Bool, on queue: DispatchQueue) {
        queue.async {
            self.compress(isLast: isLast)
            self.finished.signal()
        }
    }

    func wait() {
        finished.wait()
    }

    /// As ``wait()``, but only if it takes no time.
    ///
    /// - Returns: Whether the block is compressed.
    func poll() -> Bool {
        finished.wait(timeout: .now()) == .success
    }

    /// Compresses on this thread.
    ///
    /// - Parameter isLast: Whether the member ends here. Else the output ends at a whole byte, so that the
    ///   next block's can come right after it.
    func compress(isLast: Bool) {
        let content = (input + Self.windowSize).assumingMemoryBound(to: UInt8.self)
        checksum = UInt(crc32(crc32(0, nil, 0), content, uInt(count)))
        status = deflateReset(stream)
        if status == Z_OK, historyCount > 0 {
            status = deflateSetDictionary(stream, content - historyCount, uInt(historyCount))
        }
        guard status == Z_OK else { return }
        stream.pointee.next_in = content
        stream.pointee.avail_in = uInt(count)
        stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = uInt(outputCapacity)
        let answer = deflate(stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
        outputCount = outputCapacity - Int(stream.pointee.avail_out)
        // Of a flush, what fills its room may not be all.
        let isWhole = isLast ? answer == Z_STREAM_END : answer == Z_OK && stream.pointee.avail_out > 0
        status = isWhole ? Z_OK : answer == Z_OK ? Z_BUF_ERROR : answer
    }

    /// The compressed bytes, valid until the block is emptied.
    ///
    /// - Throws: ``FixtureFileError`` when zlib has failed.
    func result() throws -> UnsafeRawBufferPointer {
        guard status == Z_OK else {
            throw FixtureFileError(code: .writeFailed, message: "cannot compress: zlib answered \(status)")
        }
        return UnsafeRawBufferPointer(start: output, count: outputCount)
    }
}
