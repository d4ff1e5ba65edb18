import PGSampleCatalog
import PGSampleSQL

/// The rows of a sample's tables, read by several connections at once and handed over in the tables' order.
///
/// Tables are taken in order. Who writes takes the next one itself if nobody else has; helpers take those that come
/// after it and keep their rows in memory until it is their turn, up to ``capacity``. Then they wait, but for the one
/// whose rows are being written.
final class RowsAhead: Sendable {
    /// Pieces of rows in memory at most, and one more for each helper: 8 MB of rows that are not wide.
    static let capacity = 32

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
        var result: Result<[Identifier: ColumnExtremes], any Error>?
    }

    private struct State: Sendable {
        /// The first table that nobody has taken.
        var next = 0
        /// The table that is being written.
        var current = 0
        var readings: [Int: Reading] = [:]
        var pieces = 0
        var isClosed = false
    }

    private let tables: [Table]
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
                state.change { $0.readings[number]?.result = .success(extremes) }
            } catch {
                state.change { $0.readings[number]?.result = .failure(error) }
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
            guard !state.isClosed else { throw CancellationError() }
            guard state.pieces < Self.capacity || state.current == number else { return nil }
            state.pieces += 1
            state.readings[number]?.pieces.append(piece)
            return ()
        }
    }

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
                let (pieces, result) = ahead.next(of: number)
                for piece in pieces { try rows(piece.bytes) }
                if let result { return try result.get() }
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

    /// The next pieces, and at the end what came of it.
    private func next(
        of number: Int
    ) -> (pieces: [RowPiece], result: Result<[Identifier: ColumnExtremes], any Error>?) {
        state.wait { state in
            guard var reading = state.readings[number] else {
                return ([], .failure(CancellationError()))
            }
            guard !reading.pieces.isEmpty || reading.result != nil else { return nil }
            let pieces = reading.pieces
            state.pieces -= pieces.count
            reading.pieces = []
            state.readings[number] = reading.result == nil ? reading : nil
            return (pieces, reading.result)
        }
    }

    /// Tells helpers that nothing more is wanted.
    func close() {
        state.change { $0.isClosed = true }
    }
}
