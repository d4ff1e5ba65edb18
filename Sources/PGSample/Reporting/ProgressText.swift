/// What a run has come to, as one line that is redrawn, and each step of it, as a line of its own.
package struct ProgressText: Sendable {
    private var fixture: String?
    private var phase = "connecting"
    private var tables: (done: Int, all: Int)?
    private var rows: Int?
    private var bytes: Int?
    /// The table, or the file, that the step is about.
    private var object: String?

    package init() {}

    /// Takes a step in.
    ///
    /// - Parameter fixture: Whose step it is, where there are several.
    package mutating func note(_ step: SamplingProgress, of fixture: String? = nil) {
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
        case .written(let table, let rows, let bytes, let done, let all):
            let isFirst = phase != "writing"
            let before = isFirst ? (rows: 0, bytes: 0) : (rows: self.rows ?? 0, bytes: self.bytes ?? 0)
            begin("writing", tables: all, done: done, rows: before.rows + rows)
            self.bytes = before.bytes + bytes
            object = table
        case .verifying: begin("verifying")
        }
    }

    private mutating func begin(_ phase: String, tables: Int? = nil, done: Int = 0, rows: Int? = nil) {
        self.phase = phase
        self.tables = tables.map { (done, $0) }
        self.rows = rows
        bytes = nil
        object = nil
    }

    /// One line of at most `width` columns; of what does not fit, the table's name is cut first.
    package func line(width: Int) -> String {
        var parts: [String] = []
        if let tables {
            parts.append("\(Figures.grouped(tables.done)) of \(Figures.count(tables.all, "table"))")
        }
        if let rows { parts.append(Figures.count(rows, "row")) }
        if let bytes { parts.append(Figures.bytes(bytes)) }
        var line = fixture.map { "\(TerminalText.printable($0)): \(phase)" } ?? phase
        if !parts.isEmpty { line += " · " + parts.joined(separator: ", ") }
        if let object { line += " · " + TerminalText.printable(object) }
        return TerminalText.cut(line, to: width)
    }

    /// A step as a line of a log.
    package static func line(for step: SamplingProgress, of fixture: String? = nil) -> String {
        let words =
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
            case .written(let table, let rows, let bytes, let done, let all):
                "wrote \(table): \(Figures.count(rows, "row")), \(Figures.bytes(bytes)) (\(done) of \(all))"
            case .verifying: "loading the result into a throwaway server"
            }
        return TerminalText.printable(fixture.map { "\($0): \(words)" } ?? words)
    }

    /// What is said before it is done, to whoever wants to hear anything: that a schema is going to be written
    /// in the source.
    package static func announcement(of step: SamplingProgress) -> String? {
        guard case .staging(let schema, _, let tables, let bytes) = step else { return nil }
        return
            "staging \(Figures.count(tables, "table")) in the source's schema \(TerminalText.printable(schema)): "
            + "about \(Figures.bytes(bytes)), and what foreign keys lead to (--no-staging writes nothing there)"
    }
}
