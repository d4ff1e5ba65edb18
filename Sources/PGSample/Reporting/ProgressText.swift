/// What a run has come to, as one line that is redrawn, and each step of it, as a line of its own.
///
/// Times are counted by whoever shows the line, from any moment on.
package struct ProgressText: Sendable {
    private var fixture: String?
    private var phase = "connecting"
    /// `all` is nil where it is not known.
    private var tables: (done: Int, all: Int?)?
    private var rows: Int?
    private var bytes: Int?
    private var writing: Writing?
    private var reading: Reading?
    /// The table, or the file, that the step is about.
    private var object: String?

    /// How long rows have to be written, or read, before a rate and the time left are told from it.
    static let settlingTime = Duration.seconds(3)

    /// The writing of rows, which is known to its end.
    private struct Writing: Sendable {
        var began: Duration
        /// Of the tables that are done.
        var done = (rows: 0, bytes: 0)
        /// Of the fixture; nil before it is known.
        var allRows: Int?
    }

    /// The reading of a file, which is known to its end when the file has a size.
    private struct Reading: Sendable {
        var began: Duration
        var fileBytes: Int?
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
        case .reading(let position): noteReading(position, phase: "verifying", at: time)
        }
    }

    /// Takes a step of a load in.
    package mutating func note(_ step: DatabaseLoad.Progress, at time: Duration) {
        switch step {
        case .readingNames: begin("reading names")
        case .splits: begin("loading")
        case .reading(let position): noteReading(position, phase: "loading", at: time)
        case .loaded: break  // its position came before
        }
    }

    /// Takes a step of a file's verification in.
    package mutating func note(_ step: FileVerification.Progress, at time: Duration) {
        switch step {
        case .loading: begin("verifying")
        case .reading(let position): noteReading(position, phase: "verifying", at: time)
        case .loaded: break  // its position came before
        case .checking: begin("checking rows, constraints and sequences")
        }
    }

    private mutating func noteReading(_ position: LoadPosition, phase: String, at time: Duration) {
        let isSameFile = reading?.fileBytes == position.fileBytes && position.bytes >= bytes ?? 0
        let began = isSameFile ? reading?.began : nil
        let hasTables = position.allTables != nil || position.rows > 0 || position.tables > 0
        begin(phase, rows: hasTables ? position.rows : nil)
        if hasTables { tables = (position.tables, position.allTables) }
        object = position.table
        if position.hasAllRows {
            // How long these take has nothing to do with their share of the file.
            object = "keys and indexes"
        } else {
            bytes = position.bytes
            reading = Reading(began: began ?? time, fileBytes: position.fileBytes)
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
        reading = nil
        object = nil
    }

    /// One line of at most `width` columns; of what does not fit, the table's name is cut first.
    ///
    /// - Parameter time: Now.
    package func line(width: Int, at time: Duration) -> String {
        var parts: [String] = []
        if let tables {
            parts.append(
                tables.all.map { "\(Figures.grouped(tables.done)) of \(Figures.count($0, "table"))" }
                    ?? Figures.count(tables.done, "table"))
        }
        if let rows { parts.append(Figures.count(rows, "row")) }
        if let bytes { parts.append(share(bytes, of: reading?.fileBytes)) }
        parts += pace(at: time)
        var line = fixture.map { "\(TerminalText.printable($0)): \(phase)" } ?? phase
        if !parts.isEmpty { line += " · " + parts.joined(separator: ", ") }
        if let object { line += " · " + TerminalText.printable(object) }
        return TerminalText.cut(line, to: width)
    }

    /// `12 MB`, or `40% of 30 MB`, rounded down.
    private func share(_ bytes: Int, of all: Int?) -> String {
        guard let all, all > 0 else { return Figures.bytes(bytes) }
        return "\(min(bytes, all) * 100 / all)% of \(Figures.bytes(all))"
    }

    /// The rate, and the time left if the rest is done at the same: of writing by the rows, of reading by the share
    /// of the file, so without the keys and indexes behind the rows. Nothing before both rest on some work.
    private func pace(at time: Duration) -> [String] {
        guard let began = writing?.began ?? reading?.began, let bytes, time - began >= Self.settlingTime
        else { return [] }
        let elapsed = (time - began) / .seconds(1)
        var parts = ["\(Figures.bytes(Int(Double(bytes) / elapsed)))/s"]
        let (done, all) = reading.map { (bytes, $0.fileBytes) } ?? (rows ?? 0, writing?.allRows)
        if let all, done > 0, done < all {
            let left = Duration.seconds(elapsed / Double(done) * Double(all - done))
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
            case .reading: nil
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
