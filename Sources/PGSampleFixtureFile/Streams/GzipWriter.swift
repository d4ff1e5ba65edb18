import CPGSampleZlib
import Dispatch

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Compresses what is written to it into another sink, as one gzip member (RFC 1952), on threads of its own.
///
/// The content is cut into blocks of one size, as pigz does (https://zlib.net/pigz/): each is deflated by
/// itself, with the 32 kB before it as a preset dictionary, and ends at a whole byte, so that the results
/// come one after the other. Rows become about 0.01 % larger by that.
///
/// The same content makes the same bytes, however it is cut into writes and on however many threads: the
/// header carries no name, no time and a fixed system, and see ``GzipBlock``. Another build of zlib may
/// compress the same content into other bytes.
///
/// The sink is used by the caller's thread alone, in order, and not after an error. An error of the sink or
/// of zlib is thrown by the next call, and by all after it. Freeing a writer before
/// ``finish()`` neither waits for its threads nor writes anything.
///
/// - Complexity: Memory is flat: 0.8 MB for each thread and two times more, 5 MB for 4 threads; content of
///   less than a block takes 0.8 MB and no thread.
package final class GzipWriter: ByteSink {
    /// zlib's own default.
    package static let defaultLevel = 6
    /// zlib's levels: 0 stores, 9 compresses most.
    package static let levels = 0...9
    /// More threads than this would wait for whoever reads the rows.
    private static let maximumThreads = 4

    private let sink: any ByteSink
    private let level: Int
    /// A thread each. Serial queues, because libdispatch always has a thread for these; concurrent ones share
    /// a few threads, which may all be waiting for a server.
    private let queues: [DispatchQueue]
    /// What writes go to.
    private var filling: GzipBlock
    /// Blocks that are compressed or wait for it, in the order of the content.
    private var inFlight: [GzipBlock] = []
    private var free: [GzipBlock] = []
    private var startedCount = 0
    private var checksum: UInt
    private var totalCount: UInt32 = 0
    private var isFinished = false
    private var failure: (any Error)?

    /// - Parameters:
    ///   - sink: Gets the compressed bytes.
    ///   - level: 0 (none) to 9 (smallest); another value is a programmer error.
    ///   - threads: At least 1; by default as many as there are processors, and at most 4. The result does
    ///     not depend on it.
    /// - Throws: ``FixtureFileError``, also when there is no memory for zlib.
    package init(
        sink: any ByteSink, level: Int = GzipWriter.defaultLevel, threads: Int? = nil
    ) throws {
        precondition(Self.levels.contains(level), "gzip knows the levels 0 to 9")
        let threads = threads ?? min(ProcessInfo.processInfo.activeProcessorCount, Self.maximumThreads)
        precondition(threads >= 1, "threads must be at least 1")
        self.sink = sink
        self.level = level
        queues = (0..<threads).map { DispatchQueue(label: "pg-sample.gzip-\($0)") }
        filling = try GzipBlock(level: level)
        checksum = UInt(crc32(0, nil, 0))
        let magic: [UInt8] = [0x1F, 0x8B]
        let deflateMethod: UInt8 = 8
        let noFlagsNoTimeUnknownSystem: [UInt8] = [0, 0, 0, 0, 0, 0, 0xFF]
        try (magic + [deflateMethod] + noFlagsNoTimeUnknownSystem).withUnsafeBytes { try sink.write($0) }
    }

    /// Takes the bytes, and waits only while all blocks are in use.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        precondition(!isFinished, "the gzip member is finished")
        guard var source = bytes.baseAddress else { return }
        try rememberingFailure {
            var rest = bytes.count
            while rest > 0 {
                // A full block waits for one more byte, because the last block of all ends otherwise.
                if filling.isFull { try startFilled() }
                let count = filling.append(source, count: rest)
                source += count
                rest -= count
            }
        }
    }

    /// Writes what is left and the checksum. Idempotent.
    package func finish() throws {
        guard !isFinished else { return }
        try rememberingFailure {
            // This thread has nothing else to do.
            filling.compress(isLast: true)
            while !inFlight.isEmpty {
                inFlight[0].wait()
                try passOnFirst()
            }
            try passOn(filling)
            let trailer = [UInt32(truncatingIfNeeded: checksum).littleEndian, totalCount.littleEndian]
            try trailer.withUnsafeBytes { try sink.write($0) }
        }
        isFinished = true
    }

    // MARK: Blocks

    /// Gives the full block to the next thread and begins another one.
    private func startFilled() throws {
        let full = filling
        filling = try emptyBlock()
        filling.follow(full)
        full.compress(isLast: false, on: queues[startedCount % queues.count])
        startedCount += 1
        inFlight.append(full)
    }

    /// A block that nobody uses, after what is finished was passed on.
    private func emptyBlock() throws -> GzipBlock {
        while let first = inFlight.first, first.poll() { try passOnFirst() }
        if let block = free.popLast() { return block }
        // One for each thread, and one that is ready for whoever is done first.
        if inFlight.count <= queues.count { return try GzipBlock(level: level) }
        inFlight[0].wait()
        try passOnFirst()
        return try emptyBlock()
    }

    /// Writes the first block in flight, which is compressed.
    private func passOnFirst() throws {
        let first = inFlight.removeFirst()
        try passOn(first)
        free.append(first)
    }

    private func passOn(_ block: GzipBlock) throws {
        let bytes = try block.result()
        checksum = UInt(crc32_combine(uLong(checksum), uLong(block.checksum), numericCast(block.count)))
        totalCount = totalCount &+ UInt32(block.count)
        try sink.write(bytes)
    }

    private func rememberingFailure(_ body: () throws -> Void) throws {
        if let failure { throw failure }
        do {
            try body()
        } catch {
            failure = error
            throw error
        }
    }
}
