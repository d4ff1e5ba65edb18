import Foundation

/// One run of the benchmark: makes the sources, checks what each program writes, then measures them in turns.
struct Session {
    let size: Size
    let rounds: Int
    /// The pg-sample to measure.
    let program: String
    let folder: URL

    private var handWork: [Work: HandWork] = [:]
    /// In what each trial writes.
    private var rows: [Trial: Int] = [:]

    init(size: Size, rounds: Int, program: String, folder: URL) {
        (self.size, self.rounds, self.program, self.folder) = (size, rounds, program, folder)
    }

    /// - Throws: ``BenchmarkError`` if a program of ours or of PostgreSQL's fails, or writes what does not hold.
    mutating func measure() throws -> Report {
        for source in Source.allCases {
            guard let scale = source.scale(in: size) else { continue }
            Self.say("making the source \(source.rawValue)")
            try source.create(scale: scale)
        }
        let withPerl = try Command(shell: "command -v pg_sample > /dev/null").status() == 0
        let comparisons = Comparison.all(withPerl: withPerl).filter {
            $0.trial.work.source.scale(in: size) != nil
        }
        let perlFailures = try check(comparisons)

        let measured = comparisons.filter { perlFailures[$0.trial] == nil }
        var trials: [Trial] = []
        for trial in measured.flatMap({ [$0.trial, $0.base] }) where !trials.contains(trial) {
            trials.append(trial)
        }
        trials.sort { ($0.work.rawValue, $0.program.rawValue) < ($1.work.rawValue, $1.program.rawValue) }
        var measurements: [Trial: [Measurement]] = [:]
        for round in 1...rounds {
            Self.say("round \(round) of \(rounds)")
            // Back and forth, so that none always follows the same one.
            for trial in round % 2 == 1 ? trials : trials.reversed() {
                measurements[trial, default: []].append(try command(trial).measure())
            }
        }
        return Report(
            size: size, server: try Database("template1").run(sql: "SHOW server_version"), withPerl: withPerl,
            perlFailures: perlFailures, comparisons: measured, measurements: measurements, rows: rows)
    }

    /// Runs every program once, which also warms the server up, and checks what it writes.
    ///
    /// - Returns: What is wrong with the output of Perl's program, which ends no run.
    private mutating func check(_ comparisons: [Comparison]) throws -> [Trial: String] {
        var failures: [Trial: String] = [:]
        for work in Work.allCases where work.source.scale(in: size) != nil {
            Self.say("checking \(work.title)")
            let trial = Trial(.direct, work)
            try command(trial).measure()
            let count = try FixtureCheck(of: output(of: trial), from: work.source).rows
            handWork[work] = try HandWork(work, rows: count, folder: folder)
            (rows[trial], rows[Trial(.byHand, work)]) = (count, count)
        }
        for trial in comparisons.map(\.trial) where [.staging, .perl].contains(trial.program) {
            Self.say("checking \(trial.title)")
            do {
                try command(trial).measure()
                rows[trial] = try FixtureCheck(of: output(of: trial), from: trial.work.source).rows
                if trial.program == .staging {
                    // Both ways write the same bytes while nobody writes to the source.
                    let direct = output(of: Trial(.direct, trial.work))
                    try Command(["cmp", direct.path, output(of: trial).path]).measure()
                }
            } catch let error as BenchmarkError where trial.program == .perl {
                failures[trial] = error.description
            }
        }
        return failures
    }

    private func output(of trial: Trial) -> URL {
        folder.appending(path: "\(trial.work.rawValue).\(trial.program).sql.gz")
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
        for name in Source.allCases.flatMap({ [$0.database, $0.copy] }) + [Source.loaded] {
            // The next run drops what this one could not.
            try? Database.drop(name)
        }
    }

    private static func say(_ words: String) {
        FileHandle.standardError.write(Data("benchmark: \(words)\n".utf8))
    }
}
