import Foundation
import PGSampleFixtures

/// Prints what a test's database costs, beside what the server alone takes for it, all in one run:
///
///     swift run -c release benchmark [ROUNDS]
///
/// A test's own part is what `withFixture` takes from its call to its return; of a copy in hand, the time until
/// the test has it is told too, for that is what a test waits for.
@main
struct Benchmark {
    static let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 20

    static func main() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "pg-sample-benchmark-\(UUID().uuidString)")
        let fixtures = folder.appending(path: "Fixtures")
        try FileManager.default.createDirectory(at: fixtures, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a temporary folder that stays is no harm
        for tables in [15, 300] {
            let name = "wide\(tables)"
            let file = fixtures.appending(path: name + ".sql")
            try Data(script(tables: tables).utf8).write(to: file)
            try await measure(name, tables: tables, file: file, above: folder.appending(path: "source").path)
        }
    }

    /// What is measured, in the order of a block: what a copy ahead is made for behind our back does not stand
    /// just before the bare statements.
    enum Line: String, CaseIterable {
        case bare = "bare CREATE DATABASE … TEMPLATE and DROP"
        case own = "withFixture, .database"
        case inHand = "a copy in hand, until the test has it"
        case shared = "withFixture, .shared"
        case moved = "withFixture, .schema"
    }

    static func measure(_ name: String, tables: Int, file: URL, above source: String) async throws {
        let first = try await time { try await withFixture(name, filePath: source) { _ in } }
        try await withFixture(name, filePath: source) { db in
            // The statements alone, on a session that is open, from a template like ours.
            let template = "benchmark_\(name)"
            // A run that was killed may have left its own.
            for name in [template, copy] { try await db.execute("DROP DATABASE IF EXISTS \(name)") }
            try await db.execute("CREATE DATABASE \(template)")
            try await load(file, into: template, of: db)
            var durations: [Line: [Duration]] = [:]
            // Blocks of all lines in turn, so that what else the machine does falls on each of them.
            for _ in 0..<blocks {
                for line in Line.allCases {
                    for _ in 0..<max(1, rounds / blocks) {
                        durations[line, default: []].append(
                            try await duration(of: line, name, template: template, db, above: source))
                    }
                }
            }
            var replays: [Duration] = []
            for _ in 0..<3 {
                replays.append(
                    try await time {
                        try await db.execute("CREATE DATABASE \(copy)")
                        try await load(file, into: copy, of: db)
                        try await db.execute("DROP DATABASE \(copy) WITH (FORCE)")
                    })
            }
            try await db.execute("DROP DATABASE \(template)")
            let bare = median(durations[.bare] ?? [])
            var lines = "\(tables) tables, medians of \(durations[.bare]?.count ?? 0) rounds:\n"
            for line in Line.allCases {
                lines += text(line.rawValue, median(durations[line] ?? []), bare: bare)
            }
            lines += text("CREATE DATABASE, psql and DROP", median(replays), bare: bare)
            lines += text("withFixture, the first", first, bare: bare)
            FileHandle.standardOutput.write(Data(lines.utf8))
        }
    }

    static let blocks = 4
    static let copy = "benchmark_copy"

    static func duration(
        of line: Line, _ name: String, template: String, _ db: FixtureDatabase, above source: String
    ) async throws -> Duration {
        switch line {
        case .bare:
            try await time {
                try await db.execute("CREATE DATABASE \(copy) TEMPLATE \(template)")
                try await db.execute("DROP DATABASE \(copy) WITH (FORCE)")
            }
        case .own: try await time { try await withFixture(name, filePath: source) { _ in } }
        case .inHand:
            try await {
                try await prepareFixture(name, copies: 1, filePath: source)
                let start = ContinuousClock.now
                return try await withFixture(name, filePath: source) { _ in ContinuousClock.now } - start
            }()
        case .shared:
            try await time { try await withFixture(name, isolation: .shared, filePath: source) { _ in } }
        case .moved:
            try await time { try await withFixture(name, isolation: .schema, filePath: source) { _ in } }
        }
    }

    static func text(_ what: String, _ duration: Duration, bare: Duration) -> String {
        let milliseconds = String(format: "%.1f", duration / .milliseconds(1))
        return "  \(what): \(milliseconds) ms, \(String(format: "%.2f", duration / bare)) × bare\n"
    }

    static func median(_ durations: [Duration]) -> Duration {
        durations.isEmpty ? .zero : durations.sorted()[durations.count / 2]
    }

    static func time(_ body: () async throws -> Void) async throws -> Duration {
        let start = ContinuousClock.now
        try await body()
        return ContinuousClock.now - start
    }

    struct ReplayFailed: Error {}

    static func load(_ file: URL, into database: String, of db: FixtureDatabase) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", file.path]
        process.environment = ProcessInfo.processInfo.environment.merging(db.environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ReplayFailed() }
    }

    static func script(tables: Int) -> String {
        (1...tables).map { number in
            let rows = (1...50).map { "\($0)\t\(($0 * 7919 + number).description)\tsome text \($0)\n" }
                .joined()
            return """
                CREATE TABLE public.t\(number) (id integer PRIMARY KEY, number integer, words text);
                CREATE INDEX ON public.t\(number) (number);
                COPY public.t\(number) (id, number, words) FROM stdin;
                \(rows)\\.

                """
        }.joined()
    }
}
