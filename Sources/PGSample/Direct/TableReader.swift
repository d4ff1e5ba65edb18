import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Reads the sampled rows of one table as COPY data, in key order, whatever their number.
///
/// Rows are fetched in a subquery that stays one, by its OFFSET, and sorted outside of it: otherwise the
/// planner may walk the key's index and compare every row with every address. Up to ``statementLimit`` rows are one statement.
/// More are cut into ranges of the key on the server, which are read one after the other, so that neither
/// side's memory grows.
struct TableReader {
    /// Addresses that one statement takes; beyond it the server's memory for them begins to count.
    static let statementLimit = 400_000
    /// Rows whose keys decide where ranges end.
    static let splitterSample = 20_000

    let session: Session
    let table: SamplingPlan.Table
    let sample: Sample.Table
    var statementLimit = Self.statementLimit
    /// Where the server has the addresses already, by the relation that stores the rows; nil to send them.
    var slots: [ObjectID: Int]?

    /// The columns of the COPY data.
    var columns: [Column] { table.relation.storedColumns }

    /// Hands the rows to `row`, one at a time, and returns the extremes of `drawing`, columns that draw from
    /// sequences.
    ///
    /// - Throws: ``PGSampleError`` with `.sourceChanged` when the server's count is not the sample's.
    func read(
        extremesOf drawing: [Column], row: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> [Identifier: ColumnExtremes] {
        var passing = IntegerExtremes(of: drawing, in: columns)
        let others = drawing.filter { !passing.columns.contains($0) }
        func pass(_ bytes: UnsafeRawBufferPointer) throws {
            passing.note(bytes)
            try row(bytes)
        }
        var extremes: [Identifier: ColumnExtremes] = [:]
        var count = 0
        if sample.isWhole {
            let source = "SELECT \(list("t")) FROM \(table.source) AS t"
            count = try copy(source + order("t"), row: pass)
            try ColumnExtremes.read(others, in: source, session, into: &extremes)
        } else {
            for part in try parts() where !part.isEmpty {
                let source = try fetch(part)
                count += try copy(
                    "SELECT \(list("s")) FROM (\(source) OFFSET 0) AS s" + order("s"), row: pass)
                // Without OFFSET the planner walks the key's index to its ends and compares each row on the
                // way.
                try ColumnExtremes.read(others, in: source + " OFFSET 0", session, into: &extremes)
            }
        }
        extremes.merge(passing.extremes) { $1 }
        guard count == sample.count else {
            throw PGSampleError(
                code: .sourceChanged,
                message: "the server sent \(count) rows where \(sample.count) were expected, of the table",
                object: table.name.sql,
                remedy: "Run again; if it happens again, please report it with the table's definition."
            )
        }
        return extremes
    }

    // MARK: Statements

    private func list(_ alias: String) -> String {
        columns.map { "\(alias).\($0.name.sql)" }.joined(separator: ", ")
    }

    /// The columns of the COPY data and those that the order needs besides.
    private var fetchedColumns: [Column] {
        guard case .key(let key) = table.ordering.basis else { return columns }
        return columns + key.filter { !columns.contains($0) }
    }

    private func order(_ alias: String) -> String {
        " ORDER BY " + table.ordering.contentTerms(alias).joined(separator: ", ")
    }

    /// - Returns: How many rows there were.
    private func copy(_ query: String, row: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        try session.copyOut("COPY (\(query)) TO STDOUT", row: row)
    }

    /// Sends the addresses of `part`, unless that was done, and returns the SELECT that fetches its rows.
    private func fetch(_ part: Part) throws -> String {
        var selects: [String] = []
        for (number, relation) in table.storage.filter({ part[$0.id] != nil }).enumerated() {
            guard let rows = part[relation.id] else { continue }
            let slot = slots?[relation.id] ?? number
            if slots == nil {
                try rows.forEachBatch(of: rows.count) {
                    try AddressParameter.send($0, to: session, slot: slot)
                }
            }
            selects.append(
                AddressParameter.select(
                    fetchedColumns.map { "f.\($0.name.sql)" }, from: relation.name, slot: slot
                )
            )
        }
        return selects.joined(separator: " UNION ALL ")
    }

    // MARK: Ranges

    /// Addresses by the relation that stores them.
    private typealias Part = [ObjectID: RowSet]

    /// The rows in pieces of about ``statementLimit``, each piece's keys before the next one's.
    private func parts() throws -> [Part] {
        let rows = sample.rows.filter { !$0.value.isEmpty }
        guard sample.count > statementLimit else { return [rows] }
        let pieces = sample.count / statementLimit + 1
        try sendSplitters(try splitters(pieces: pieces, of: rows))
        var parts = Array(repeating: Part(), count: pieces)
        for relation in table.storage {
            try rows[relation.id]?.forEachBatch(of: Closure.batchSize) { text in
                try AddressParameter.send(text, to: session)
                let query = AddressParameter.select(
                    ["f.tableoid", "f.ctid", pieceNumber], from: relation.name)
                try AddressStream.read(query, in: session) { row in
                    let piece = min(Int(row.extra ?? 0), pieces - 1)
                    parts[piece][row.relation, default: RowSet()].insert(row.address)
                }
            }
        }
        return parts
    }

    /// Keys, as text, that cut the rows into `pieces` of about equal size, taken from an even spread of them.
    private func splitters(pieces: Int, of rows: Part) throws -> [[String?]] {
        let stride = max(1, sample.count / Self.splitterSample)
        var spread = Part()
        var position = 0
        for relation in table.storage {
            rows[relation.id]?.forEach { address in
                if position % stride == 0 { spread[relation.id, default: RowSet()].insert(address) }
                position += 1
            }
        }
        let source = try fetch(spread)
        let terms = table.ordering.contentTerms("s")
        let keys = try session.query(
            "SELECT \(terms.map { "(\($0))::text" }.joined(separator: ", ")) FROM (\(source) OFFSET 0) AS s "
                + "ORDER BY \(terms.joined(separator: ", "))"
        )
        return (1..<pieces).map { piece in
            (0..<keys.columnCount).map { keys[piece * keys.rowCount / pieces, $0] }
        }
    }

    /// One setting per term: the splitters' values as the text of an array.
    private func sendSplitters(_ splitters: [[String?]]) throws {
        for term in table.ordering.contentTypes.indices {
            let keys = ArrayText.of(splitters.map { ArrayText.quoted($0[term] ?? "") })
            try session.query("SELECT set_config('pg_sample.k\(term)', $1, true) IS NULL", [keys])
        }
    }

    /// How many splitters are not above a row's key: the number of its piece.
    private var pieceNumber: String {
        let types = table.ordering.contentTypes
        let arrays = types.indices.map { "current_setting('pg_sample.k\($0)')::text[]" }.joined(
            separator: ", ")
        let names = types.indices.map { "k\($0)" }.joined(separator: ", ")
        let splitter = types.enumerated().map { "(k.k\($0)::\($1))" }.joined(separator: ", ")
        let key = table.ordering.contentTerms("f").joined(separator: ", ")
        return
            "(SELECT count(*) FROM unnest(\(arrays)) AS k (\(names)) WHERE ROW(\(splitter)) <= ROW(\(key)))::int4"
    }
}
