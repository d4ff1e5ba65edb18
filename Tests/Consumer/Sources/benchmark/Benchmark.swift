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

    static func measure(_ name: String, tables: Int, file: URL, above source: String) async throws {
        let first = try await time(rounds: 1) { try await withFixture(name, filePath: source) { _ in } }
        let own = try await time { try await withFixture(name, filePath: source) { _ in } }
        let shared = try await time {
            try await withFixture(name, isolation: .shared, filePath: source) { _ in }
        }
        let moved = try await time {
            try await withFixture(name, isolation: .schema, filePath: source) { _ in }
        }
        var inHand: [Duration] = []
        for _ in 0..<rounds {
            try await prepareFixture(name, copies: 1, filePath: source)
            let start = ContinuousClock.now
            inHand.append(try await withFixture(name, filePath: source) { _ in ContinuousClock.now } - start)
        }
        let (bare, replay) = try await withFixture(name, filePath: source) { db in
            // The statements alone, on a session that is open, from a template like ours.
            let template = "benchmark_\(name)"
            // A run that was killed may have left its own.
            for name in [template, "benchmark_copy"] {
                try await db.execute("DROP DATABASE IF EXISTS \(name)")
            }
            try await db.execute("CREATE DATABASE \(template)")
            try await load(file, into: template, of: db)
            let bare = try await time {
                try await db.execute("CREATE DATABASE benchmark_copy TEMPLATE \(template)")
                try await db.execute("DROP DATABASE benchmark_copy WITH (FORCE)")
            }
            let replay = try await time(rounds: 3) {
                try await db.execute("CREATE DATABASE benchmark_copy")
                try await load(file, into: "benchmark_copy", of: db)
                try await db.execute("DROP DATABASE benchmark_copy WITH (FORCE)")
            }
            try await db.execute("DROP DATABASE \(template)")
            return (bare, replay)
        }
        var lines = "\(tables) tables, medians of \(rounds) rounds:\n"
        for (what, duration) in [
            ("bare CREATE DATABASE … TEMPLATE and DROP", bare), ("withFixture, .database", own),
            ("a copy in hand, until the test has it", inHand.sorted()[rounds / 2]),
            ("withFixture, .shared", shared), ("withFixture, .schema", moved),
            ("CREATE DATABASE, psql and DROP", replay),
            ("withFixture, the first", first),
        ] {
            let milliseconds = duration / .milliseconds(1)
            lines +=
                "  \(what): \(String(format: "%.1f", milliseconds)) ms, \(String(format: "%.2f", duration / bare)) × bare\n"
        }
        FileHandle.standardOutput.write(Data(lines.utf8))
    }

    /// The median of some runs.
    static func time(
        rounds: Int = rounds, _ body: () async throws -> Void
    ) async throws -> Duration {
        var durations: [Duration] = []
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            try await body()
            durations.append(ContinuousClock.now - start)
        }
        return durations.sorted()[rounds / 2]
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
