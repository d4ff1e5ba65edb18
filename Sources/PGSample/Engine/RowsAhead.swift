import PGSampleCatalog
import PGSampleSQL

/// The rows of a sample's tables, read by several connections at once and handed over in the tables' order.
///
/// Tables are taken in order. Who writes takes the next one itself if nobody else has; helpers take those
/// that come after it and keep their rows in memory until it is their turn, up to ``capacity``. Then they
/// wait, but for the one whose rows are being written, which has ``reserve`` to itself.
final class RowsAhead: Sendable {
    /// Bytes of rows in memory, besides the pieces that are being filled: one for each helper, of 256 kB or
    /// the length of a row.
    static let capacity = 4 << 20
    /// Bytes of the table that is being written which may be in memory whatever the others take up.
    static let reserve = 1 << 20

    /// A table of the sample that has rows.
    struct Table: Sendable {
        var table: SamplingPlan.Table
        var sample: Sample.Table
        /// Columns that draw from sequences.
        var drawing: [Column]
    }

    /// What a helper has read of a table.
    private struct Reading: Sendable {
        var pieces: [RowPiece] = []
        /// Of the pieces, and of the one that is being written.
        var bytes = 0
        var result: [Identifier: ColumnExtremes]?
    }

    private struct State: Sendable {
        /// The first table that nobody has taken.
        var next = 0
        /// The table that is being written.
        var current = 0
        var readings: [Int: Reading] = [:]
        /// Of all readings.
        var bytes = 0
        var failure: (any Error)?
        var isClosed = false
    }

    /// In the order in which they are written.
    let tables: [Table]
    private let numbers: [ObjectID: Int]
    private let state = Monitor(State())

    init(_ tables: [Table]) {
        self.tables = tables
        numbers = Dictionary(uniqueKeysWithValues: tables.enumerated().map { ($1.table.relation.id, $0) })
    }

    // MARK: Reading

    /// Reads tables until none is left or nobody wants them any more.
    ///
    /// - Throws: What `rows` throws; who writes that table gets it too.
    func read(by rows: any SampledRows) throws {
        while let number = take() {
            do {
                var filler = Filler(number: number, rows: self)
                let table = tables[number]
                let extremes = try rows.read(table.table, table.sample, extremesOf: table.drawing) {
                    try filler.append($0)
                }
                try filler.handOver()
                state.change { $0.readings[number]?.result = extremes }
            } catch {
                state.change { $0.failure = $0.failure ?? error }
                throw error
            }
        }
    }

    private func take() -> Int? {
        state.change { state in
            guard !state.isClosed, state.next < tables.count else { return nil }
            defer { state.next += 1 }
            state.readings[state.next] = Reading()
            return state.next
        }
    }

    /// Gathers rows into pieces.
    private struct Filler {
        let number: Int
        let rows: RowsAhead
        private var piece: RowPiece?

        init(number: Int, rows: RowsAhead) {
            self.number = number
            self.rows = rows
        }

        mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
            if piece?.append(bytes) == true { return }
            try handOver()
            let piece = RowPiece(minimum: bytes.count)
            _ = piece.append(bytes)
            self.piece = piece
        }

        mutating func handOver() throws {
            guard let piece else { return }
            try rows.add(piece, of: number)
            self.piece = nil
        }
    }

    private func add(_ piece: RowPiece, of number: Int) throws {
        try state.wait { state -> Void? in
            guard !state.isClosed, var reading = state.readings[number] else { throw CancellationError() }
            // A piece of any length finds room where there is nothing else.
            let (held, room) =
                state.current == number ? (reading.bytes, Self.reserve) : (state.bytes, Self.capacity)
            guard
                held == 0 || held + piece.bytes.count <= room
                    || state.bytes + piece.bytes.count <= Self.capacity
            else { return nil }
            reading.pieces.append(piece)
            reading.bytes += piece.bytes.count
            state.readings[number] = reading
            state.bytes += piece.bytes.count
            return ()
        }
    }

    /// Bytes of rows in memory.
    var heldBytes: Int { state.change { $0.bytes } }

    // MARK: Writing

    /// What the one who writes reads from: tables in their order, each once.
    struct InOrder: SampledRows {
        fileprivate let ahead: RowsAhead
        /// Reads what nobody has taken.
        fileprivate let own: any SampledRows

        func read(
            _ table: SamplingPlan.Table, _ sample: Sample.Table, extremesOf drawing: [Column],
            rows: (UnsafeRawBufferPointer) throws -> Void
        ) throws -> [Identifier: ColumnExtremes] {
            guard let number = ahead.numbers[table.relation.id], ahead.begin(number) else {
                return try own.read(table, sample, extremesOf: drawing, rows: rows)
            }
            while true {
                switch try ahead.next(of: number) {
                case .piece(let piece):
                    try rows(piece.bytes)
                    ahead.release(piece, of: number)
                case .end(let extremes): return extremes
                }
            }
        }
    }

    func inOrder(own: any SampledRows) -> InOrder {
        InOrder(ahead: self, own: own)
    }

    /// - Returns: Whether a helper reads the table.
    private func begin(_ number: Int) -> Bool {
        state.change { state in
            state.current = number
            guard state.next <= number else { return true }
            state.next = number + 1
            return false
        }
    }

    private enum Next {
        case piece(RowPiece)
        case end([Identifier: ColumnExtremes])
    }

    /// - Throws: What any helper has thrown, on whichever table.
    private func next(of number: Int) throws -> Next {
        try state.wait { state in
            if let failure = state.failure { throw failure }
            guard var reading = state.readings[number] else { throw CancellationError() }
            guard reading.pieces.isEmpty else {
                defer { state.readings[number] = reading }
                return .piece(reading.pieces.removeFirst())
            }
            guard let extremes = reading.result else { return nil }
            state.readings[number] = nil
            return .end(extremes)
        }
    }

    /// Makes room for others, now that the piece is written.
    private func release(_ piece: RowPiece, of number: Int) {
        state.change { state in
            state.bytes -= piece.bytes.count
            state.readings[number]?.bytes -= piece.bytes.count
        }
    }

    /// Tells helpers that nothing more is wanted.
    func close() {
        state.change { $0.isClosed = true }
    }
}
