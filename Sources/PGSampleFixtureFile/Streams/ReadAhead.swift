import Dispatch

/// Reads a file on a queue of its own, a few pieces ahead of whoever takes them, so that it is decompressed
/// while the server works on what came before.
///
/// Memory is that of the pieces. For one thread at a time.
final class ReadAhead {
    private static let pieceCount = 4

    private let queue = DispatchQueue(label: "pg-sample read ahead")
    private let source: Source
    private let pieces: [Piece]
    private var next = 0
    /// What was handed out, and may be filled again once more is asked for.
    private var current: Piece?
    /// Bytes of the file, compressed or not, that all that was handed out came from.
    private(set) var position = 0

    /// - Parameter pieceSize: In bytes.
    init(_ reader: GzipReader, pieceSize: Int) {
        source = Source(reader)
        pieces = (0..<Self.pieceCount).map { _ in Piece(size: pieceSize) }
        for piece in pieces { fill(piece) }
    }

    /// The next bytes, valid until the next call; none at the end.
    ///
    /// - Throws: as ``GzipReader/read(into:)``; then at each further call.
    func read() throws -> UnsafeRawBufferPointer {
        if let current { fill(current) }
        let piece = pieces[next]
        next = (next + 1) % pieces.count
        current = piece
        piece.filled.wait()
        let outcome = try piece.outcome.get()
        position = outcome.position
        return UnsafeRawBufferPointer(rebasing: piece.bytes[..<outcome.count])
    }

    private func fill(_ piece: Piece) {
        // The queue holds what it works on: it may still fill a piece when the reader is gone.
        queue.async { [source] in
            piece.outcome = source.read(into: piece.bytes)
            piece.filled.signal()
        }
    }

    /// Unchecked, because of `reader` and `failure`: only blocks on the queue use them, one at a time.
    private final class Source: @unchecked Sendable {  // by `ReadAhead.queue`
        private let reader: GzipReader
        /// What comes after a failure would be no part of the file.
        private var failure: (any Error)?

        init(_ reader: GzipReader) { self.reader = reader }

        func read(into bytes: UnsafeMutableRawBufferPointer) -> Result<Filling, any Error> {
            if let failure { return .failure(failure) }
            do {
                let count = try reader.read(into: bytes)
                return .success(Filling(count: count, position: reader.position))
            } catch {
                failure = error
                return .failure(error)
            }
        }
    }

    /// What a piece holds.
    private struct Filling {
        /// Bytes; none at the end.
        var count = 0
        /// Where in the file they end.
        var position = 0
    }

    /// Unchecked, because of `bytes` and `outcome`: a block on the queue writes them, and then signals
    /// `filled`; the reader waits for that, and looks at them until it puts the next block on the queue.
    private final class Piece: @unchecked Sendable {  // by `ReadAhead.queue` and the semaphore `filled`
        let bytes: UnsafeMutableRawBufferPointer
        let filled = DispatchSemaphore(value: 0)
        var outcome: Result<Filling, any Error> = .success(Filling())

        init(size: Int) { bytes = .allocate(byteCount: size, alignment: 16) }

        deinit { bytes.deallocate() }
    }
}
