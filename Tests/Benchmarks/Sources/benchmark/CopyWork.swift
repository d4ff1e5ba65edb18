import Foundation

/// Databases for tests, copied from one template: by the library's `withFixture`, and by the bare statements over one
/// connection.
struct CopyWork {
    /// How a copy is made.
    enum Way: String, CaseIterable {
        /// Made when asked for, and dropped.
        case withFixture = "withFixture"
        /// Made ahead: until somebody has it.
        case prepared = "withFixture, until a prepared copy is in hand"
        case bare = "CREATE DATABASE … TEMPLATE, DROP"
        /// As the library says it where fsync is off, from PostgreSQL 15 on.
        case bareFileCopy = "CREATE DATABASE … TEMPLATE … STRATEGY file_copy, DROP"
    }

    /// In one process, whose figure is the middle of them. Few, because a server's disk has moods of some seconds, which
    /// are to fall on all ways alike: a round has several processes, in turns.
    private static let count = 5

    private let program: String
    private let environment: [String]
    private let fixture: String
    private let revision = UUID().uuidString
    private let template: String
    /// Of the library's.
    private let firstCopy: Database
    private let folder: URL

    /// Has the library load the fixture.
    ///
    /// - Parameters:
    ///   - file: The fixture, whose name ends in `.sql.gz`.
    ///   - program: `fixture-copies`.
    ///   - folder: For files.
    /// - Throws: ``BenchmarkError`` if the program fails.
    init(of file: URL, program: String, folder: URL) throws {
        fixture = file.deletingPathExtension().deletingPathExtension().lastPathComponent
        (self.program, self.folder) = (program, folder)
        // Whoever runs the benchmark has named the server, and databases are made there anyway.
        let host = try Database.maintenance.value(sql: "\\echo :HOST")
        environment = [
            "env", "PG_SAMPLE_TEST_URL=dbname=postgres", "PG_SAMPLE_ALLOWED_HOSTS=\(host)",
            "PG_SAMPLE_FIXTURES=\(file.deletingLastPathComponent().path)", "PG_SAMPLE_KEEP=none",
        ]
        let command = Command(
            environment + ["PG_SAMPLE_KEEP=all", program, fixture, revision, "template"])
        let lines = try command.output().split(separator: "\n")
        guard lines.count == 2, let number = Int(lines[0]) else {
            throw BenchmarkError("\(program) does not tell its template: \(lines.joined(separator: ", "))")
        }
        firstCopy = Database(String(lines[1]))
        template = try Database.maintenance.value(
            sql: "SELECT datname FROM pg_database WHERE oid = \(number)")
    }

    /// Looks at a copy, and at the size of all.
    ///
    /// - Parameter source: What the fixture was sampled from.
    /// - Returns: The rows, and words for the report.
    /// - Throws: ``BenchmarkError`` if it does not hold.
    func check(from source: Source) throws -> (rows: Int, words: String) {
        let rows = try FixtureCheck(of: firstCopy, from: source, "a copy of \(fixture)").rows
        let size = try Database.maintenance.value(
            sql: "SELECT round(pg_database_size('\(template)') / 1e6)")
        let fsync = try Database.maintenance.value(sql: "SHOW fsync")
        let words = """
            Copies are of a template of \(size) MB, with fsync \(fsync), \(Self.count) in a process, which counts as \
            one run: time is the median of one copy, and CPU its part of the process's.
            """
        return (rows, words)
    }

    /// - Returns: What one copy took.
    /// - Throws: ``BenchmarkError`` if the program fails.
    func measure(_ way: Way) throws -> Measurement {
        try Database.drop(Source.copy)
        let output = folder.appending(path: "copies.txt")
        let process = try command(way).measure(output: output.path)
        let words = try String(contentsOf: output, encoding: .utf8)
        let numbers = words.split(separator: "\n").compactMap { line in
            // The library's lines are seconds, and psql's "Time: 12.345 ms".
            line.split(separator: " ").lazy.compactMap { Double($0) }.first
        }
        let seconds =
            switch way {
            case .withFixture, .prepared: numbers
            // A statement that makes it, and one that drops it.
            case .bare, .bareFileCopy:
                stride(from: 1, to: numbers.count, by: 2).map { (numbers[$0 - 1] + numbers[$0]) / 1000 }
            }
        guard seconds.count == Self.count else {
            throw BenchmarkError("\(way.rawValue) tells of \(seconds.count) copies, not \(Self.count)")
        }
        return Measurement(
            wall: Spread(seconds).median, cpu: process.cpu / Double(Self.count), memory: process.memory)
    }

    /// Drops the template, and the copy that was looked at.
    func drop() throws {
        try Database.drop(firstCopy.name)
        try Database.maintenance.run(sql: "ALTER DATABASE \(template) IS_TEMPLATE false")
        try Database.drop(template)
    }

    private func command(_ way: Way) throws -> Command {
        switch way {
        case .withFixture: library("one-by-one")
        case .prepared: library("prepared")
        case .bare: try psql(options: "")
        case .bareFileCopy: try psql(options: " STRATEGY file_copy")
        }
    }

    private func library(_ mode: String) -> Command {
        Command(environment + [program, fixture, revision, mode, "\(Self.count)"])
    }

    private func psql(options: String) throws -> Command {
        let statements = """
            CREATE DATABASE \(Source.copy) TEMPLATE \(template)\(options);
            DROP DATABASE \(Source.copy);

            """
        let script = folder.appending(path: "copies.sql")
        try Data(("\\timing on\n" + String(repeating: statements, count: Self.count)).utf8).write(to: script)
        return Command(
            ["env", "LC_ALL=C"] + Database.psql
                + ["--dbname=\(Database.maintenance.name)", "--file=\(script.path)"])
    }
}
