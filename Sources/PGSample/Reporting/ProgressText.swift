/// What a run has come to, as one line that is redrawn, and each step of it, as a line of its own.
///
/// Times are counted by whoever shows the line, from any moment on.
package struct ProgressText: Sendable {
    private var fixture: String?
    private var phase = "connecting"
    private var tables: (done: Int, all: Int)?
    private var rows: Int?
    private var bytes: Int?
    private var writing: Writing?
    /// The table, or the file, that the step is about.
    private var object: String?

    /// How long rows have to be written before a rate and the time left are told from it.
    static let settlingTime = Duration.seconds(3)

    /// The writing of rows, which is known to its end.
    private struct Writing: Sendable {
        var began: Duration
        /// Of the tables that are done.
        var done = (rows: 0, bytes: 0)
        /// Of the fixture; nil before it is known.
        var allRows: Int?
    }

    package init() {}

    /// Takes a step in.
    ///
    /// - Parameters:
    ///   - fixture: Whose step it is, where there are several.
    ///   - time: When it came.
    package mutating func note(_ step: SamplingProgress, of fixture: String? = nil, at time: Duration) {
        if fixture != self.fixture { self = ProgressText() }
        self.fixture = fixture
        switch step {
        case .restoring(let file):
            begin("restoring")
            object = file
        case .locked(let tables, _): begin("reading", tables: tables)
        case .direct, .resuming: break
        case .staging(_, _, let tables, _): begin("staging", tables: tables)
        case .verifyingForeignKeys: begin("verifying foreign keys")
        case .chosen(let table, let rows, let done, let all):
            begin("choosing", tables: all, done: done, rows: (self.rows ?? 0) + rows)
            object = table
        case .following(let rows): begin("following foreign keys", rows: rows)
        case .writing(let table, let rows, let bytes, let allRows, let done, let all):
            noteWriting(table, rows: rows, bytes: bytes, tables: (done, all), at: time)
            writing?.allRows = allRows
        case .written(let table, let rows, let bytes, let done, let all):
            noteWriting(table, rows: rows, bytes: bytes, tables: (done, all), at: time)
            writing?.done = (self.rows ?? 0, self.bytes ?? 0)
        case .verifying: begin("verifying")
        }
    }

    /// What a table's rows add to those of the tables before it.
    private mutating func noteWriting(
        _ table: String, rows: Int, bytes: Int, tables: (done: Int, all: Int), at time: Duration
    ) {
        let writing = self.writing ?? Writing(began: time)
        begin("writing", tables: tables.all, done: tables.done, rows: writing.done.rows + rows)
        self.bytes = writing.done.bytes + bytes
        self.writing = writing
        object = table
    }

    private mutating func begin(_ phase: String, tables: Int? = nil, done: Int = 0, rows: Int? = nil) {
        self.phase = phase
        self.tables = tables.map { (done, $0) }
        self.rows = rows
        bytes = nil
        writing = nil
        object = nil
    }

    /// One line of at most `width` columns; of what does not fit, the table's name is cut first.
    ///
    /// - Parameter time: Now.
    package func line(width: Int, at time: Duration) -> String {
        var parts: [String] = []
        if let tables {
            parts.append("\(Figures.grouped(tables.done)) of \(Figures.count(tables.all, "table"))")
        }
        if let rows { parts.append(Figures.count(rows, "row")) }
        if let bytes { parts.append(Figures.bytes(bytes)) }
        parts += pace(at: time)
        var line = fixture.map { "\(TerminalText.printable($0)): \(phase)" } ?? phase
        if !parts.isEmpty { line += " · " + parts.joined(separator: ", ") }
        if let object { line += " · " + TerminalText.printable(object) }
        return TerminalText.cut(line, to: width)
    }

    /// The rate, and the time left if the rest is written at the same; nothing before both rest on some work.
    private func pace(at time: Duration) -> [String] {
        guard let writing, let rows, let bytes, time - writing.began >= Self.settlingTime else { return [] }
        let elapsed = (time - writing.began) / .seconds(1)
        var parts = ["\(Figures.bytes(Int(Double(bytes) / elapsed)))/s"]
        if let all = writing.allRows, rows > 0, rows < all {
            let left = Duration.seconds(elapsed / Double(rows) * Double(all - rows))
            parts.append("\(Figures.time(left)) left")
        }
        return parts
    }

    /// A step as a line of a log; nil for one of many that make no line each.
    package static func line(for step: SamplingProgress, of fixture: String? = nil) -> String? {
        let words: String? =
            switch step {
            case .restoring(let file): "restoring \(file) into a throwaway server"
            case .locked(let tables, let version):
                "locked \(Figures.count(tables, "table")) of PostgreSQL \(version) and took the snapshot"
            case .direct(let reason): "sampling directly: \(reason)"
            case .resuming(let schema): "going on in the staging schema \(schema)"
            case .staging(_, let reason, _, _): "\(announcement(of: step) ?? "staging"), because \(reason)"
            case .verifyingForeignKeys(let count):
                "verifying \(Figures.count(count, "foreign key")) of the staged rows"
            case .chosen(let table, let rows, let done, let all):
                "chose \(Figures.count(rows, "row")) of \(table) (\(done) of \(all))"
            case .following(let rows): "followed foreign keys: \(Figures.count(rows, "row")) so far"
            case .writing: nil
            case .written(let table, let rows, let bytes, let done, let all):
                "wrote \(table): \(Figures.count(rows, "row")), \(Figures.bytes(bytes)) (\(done) of \(all))"
            case .verifying: "loading the result into a throwaway server"
            }
        return words.map { words in TerminalText.printable(fixture.map { "\($0): \(words)" } ?? words) }
    }

    /// What is said before it is done, to whoever wants to hear anything: that a schema is going to be
    /// written in the source.
    package static func announcement(of step: SamplingProgress) -> String? {
        guard case .staging(let schema, _, let tables, let bytes) = step else { return nil }
        return
            "staging \(Figures.count(tables, "table")) in the source's schema \(TerminalText.printable(schema)): "
            + "about \(Figures.bytes(bytes)), and what foreign keys lead to (--no-staging writes nothing there)"
    }
}
