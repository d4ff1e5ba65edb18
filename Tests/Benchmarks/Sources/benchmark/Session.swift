import Foundation

/// One run of the benchmark: makes sources, checks what each program writes, then measures them in turns.
struct Session {
    let rounds: Int
    /// The pg-sample to measure.
    let program: String
    let folder: URL

    private var sources: Set<Source> = []
    private var handWork: [Work: HandWork] = [:]
    /// In what each trial writes.
    private(set) var rows: [Trial: Int] = [:]

    init(rounds: Int, program: String, folder: URL) {
        (self.rounds, self.program, self.folder) = (rounds, program, folder)
    }

    /// Makes the sources of works, and finds out what the work by hand has to copy.
    ///
    /// - Throws: ``BenchmarkError`` if pg-sample fails, or writes what does not hold.
    mutating func prepare(_ works: [Work]) throws {
        for source in works.map(\.source) where !sources.contains(source) {
            Self.say("making the source \(source.name)")
            sources.insert(source)
            try source.create()
        }
        for work in works {
            let trial = Trial(.direct, work)
            try check(trial)
            let count = rows[trial] ?? 0
            handWork[work] = try HandWork(work, rows: count, folder: folder)
            rows[Trial(.byHand, work)] = count
        }
    }

    /// Runs a program once, which also warms the server up, and checks what it writes.
    ///
    /// - Throws: ``BenchmarkError`` if it fails, or writes what does not hold.
    mutating func check(_ trial: Trial) throws {
        Self.say("checking \(trial.title)")
        try command(trial).measure()
        rows[trial] = try FixtureCheck(of: output(of: trial), from: trial.work.source).rows
    }

    /// - Throws: ``BenchmarkError`` if the two have not written the same bytes.
    func checkEqual(_ trial: Trial, _ other: Trial) throws {
        try Command(["cmp", output(of: trial).path, output(of: other).path]).measure()
    }

    /// - Returns: Of each trial, one measurement for each round.
    /// - Throws: ``BenchmarkError`` if a program fails.
    func measure(_ trials: Set<Trial>) throws -> [Trial: [Measurement]] {
        let trials = trials.sorted {
            ($0.work.name, $0.program.rawValue) < ($1.work.name, $1.program.rawValue)
        }
        var measurements: [Trial: [Measurement]] = [:]
        for round in 1...rounds {
            Self.say("round \(round) of \(rounds)")
            // Back and forth, so that none always follows the same one.
            for trial in round % 2 == 1 ? trials : trials.reversed() {
                measurements[trial, default: []].append(try command(trial).measure())
            }
        }
        return measurements
    }

    /// The version of the server.
    func server() throws -> String {
        try Database("template1").run(sql: "SHOW server_version").trimmingCharacters(in: .newlines)
    }

    private func output(of trial: Trial) -> URL {
        folder.appending(path: "\(trial.work.name).\(trial.program).sql.gz")
    }

    private func command(_ trial: Trial) throws -> Command {
        let (work, file) = (trial.work, output(of: trial))
        let ours = [program, "sample", "--quiet", "--dbname=\(work.source.database)", "--file=\(file.path)"]
        switch trial.program {
        case .direct: return Command(ours + ["--no-staging"] + work.arguments)
        case .staging: return Command(ours + ["--use-staging"] + work.arguments)
        case .perl:
            let arguments = work.arguments.map { "'\($0)'" }.joined(separator: " ")
            return Command(
                shell: "pg_sample \(arguments) \(work.source.database) | gzip -n -6 > '\(file.path)'")
        case .byHand:
            guard let byHand = handWork[work] else { throw BenchmarkError("\(trial.title) was not prepared") }
            return byHand.command(output: file)
        }
    }

    /// Drops the databases.
    func clean() {
        for name in sources.flatMap({ [$0.database, $0.copy] }) + [Source.loaded] {
            // The next run drops what this one could not.
            try? Database.drop(name)
        }
    }

    private static func say(_ words: String) {
        FileHandle.standardError.write(Data("benchmark: \(words)\n".utf8))
    }
}
