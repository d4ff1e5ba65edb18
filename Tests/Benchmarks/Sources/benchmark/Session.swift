import Foundation

/// One run of the benchmark: makes sources, checks what each program writes, then measures them in turns.
struct Session {
    let rounds: Int
    /// The pg-sample to measure.
    let program: String
    /// The path of `fixture-copies`.
    let copier: String
    let folder: URL

    private var sources: Set<Source> = []
    private var handWork: [Work: HandWork] = [:]
    private var copyWork: [Work: CopyWork] = [:]
    /// In what each trial writes.
    private(set) var rows: [Trial: Int] = [:]
    /// What went wrong with Perl's program, which ends its part of a run and not the run.
    private(set) var perlFailures: [Trial: String] = [:]

    init(rounds: Int, program: String, copier: String, folder: URL) {
        (self.rounds, self.program, self.copier, self.folder) = (rounds, program, copier, folder)
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

    /// Makes the template of the fixture that pg-sample has written.
    ///
    /// - Returns: Words about it, for the report.
    /// - Throws: ``BenchmarkError`` if it cannot be made, or does not hold.
    mutating func prepareCopies(of work: Work) throws -> String {
        Self.say("making a template of \(work.title)")
        let copies = try CopyWork(of: fixture(of: work), program: copier, folder: folder)
        copyWork[work] = copies
        let check = try copies.check(from: work.source)
        guard check.rows == rows[Trial(.direct, work)] else {
            throw BenchmarkError("a copy has \(check.rows) rows, which are not those of its fixture")
        }
        for way in CopyWork.Way.allCases { rows[Trial(.copy(way), work)] = check.rows }
        return check.words
    }

    /// Runs a program once, which also warms the server up, and checks what it writes or loads, which is then in
    /// ``Source/loaded``.
    ///
    /// - Throws: ``BenchmarkError`` if it fails, or writes what does not hold.
    mutating func check(_ trial: Trial) throws {
        Self.say("checking \(trial.title)")
        try forgivingPerl(trial) { session in
            try session.run(trial)
            let loaded = Database(Source.loaded)
            if ![.load, .loadByHand].contains(trial.program) {
                try Database.create(loaded.name)
                try LoadingByHand.command(session.output(of: trial), into: loaded).measure()
            }
            session.rows[trial] = try FixtureCheck(of: loaded, from: trial.work.source, trial.title).rows
        }
    }

    /// - Throws: ``BenchmarkError`` if the two have not as many rows.
    func checkSameRows(_ trial: Trial, _ other: Trial) throws {
        guard rows[trial] == rows[other] else {
            throw BenchmarkError(
                "\(trial.title): has \(rows[trial] ?? 0) rows, and \(other.title), \(rows[other] ?? 0)")
        }
    }

    private mutating func forgivingPerl(_ trial: Trial, _ body: (inout Session) throws -> Void) throws {
        do {
            try body(&self)
        } catch let error as BenchmarkError where trial.program == .perl {
            perlFailures[trial] = error.description
        }
    }

    /// - Throws: ``BenchmarkError`` if the two have not written the same bytes.
    func checkEqual(_ trial: Trial, _ other: Trial) throws {
        try Command(["cmp", output(of: trial).path, output(of: other).path]).measure()
    }

    /// - Parameter groups: Of trials that are compared, which run next to each other.
    /// - Returns: Of each trial, its rounds; none of Perl's program where it fails.
    /// - Throws: ``BenchmarkError`` if another program fails.
    mutating func measure(_ groups: [[Trial]], _ patience: Patience) throws -> [Trial: [Round]] {
        var measured: [Trial: [Round]] = [:]
        for number in 1...rounds {
            Self.say("round \(number) of \(rounds)")
            // Back and forth, so that none always follows the same one.
            for group in number % 2 == 1 ? groups : groups.reversed() {
                let trials = group.filter { $0.program != .perl || number <= patience.roundsOfPerl ?? rounds }
                for (trial, round) in try measureRound(number, of: trials, patience) {
                    measured[trial, default: []].append(round)
                }
            }
        }
        return measured.filter { perlFailures[$0.key] == nil }
    }

    private mutating func measureRound(_ number: Int, of trials: [Trial], _ patience: Patience) throws
        -> [Trial: Round]
    {
        var runs: [Trial: [Measurement]] = [:]
        var spent: [Trial: Duration] = [:]
        for pass in 0..<patience.runs {
            let due = trials.filter {
                perlFailures[$0] == nil && (pass == 0 || spent[$0, default: .zero] < patience.time)
            }
            for trial in (number + pass) % 2 == 1 ? due : due.reversed() {
                let start = ContinuousClock.now
                try forgivingPerl(trial) { runs[trial, default: []].append(try $0.run(trial)) }
                spent[trial, default: .zero] += ContinuousClock.now - start
            }
        }
        return runs.mapValues(Round.init)
    }

    /// The version of the server.
    func server() throws -> String {
        try Database.maintenance.value(sql: "SHOW server_version")
    }

    /// Runs a program, and tells what it took: what it needs first is not part of that.
    @discardableResult
    private func run(_ trial: Trial) throws -> Measurement {
        let (work, file) = (trial.work, output(of: trial))
        switch trial.program {
        case .direct: return try sample(work, "--no-staging", to: file).measure()
        case .staging: return try sample(work, "--use-staging", to: file).measure()
        case .perl:
            let arguments = work.arguments.map { "'\($0)'" }.joined(separator: " ")
            return try Command(
                shell: "pg_sample \(arguments) \(work.source.database) | gzip -n -6 > '\(file.path)'"
            ).measure()
        case .byHand:
            guard let byHand = handWork[work] else { throw BenchmarkError("\(trial.title) was not prepared") }
            return try byHand.command(output: file).measure()
        case .load:
            try Database.create(Source.loaded)
            return try Command([
                program, "load", "--quiet", "--dbname=\(Source.loaded)", fixture(of: work).path,
            ]).measure()
        case .loadByHand:
            try Database.create(Source.loaded)
            return try LoadingByHand.command(fixture(of: work), into: Database(Source.loaded)).measure()
        case .copy(let way):
            guard let copies = copyWork[work] else { throw BenchmarkError("\(trial.title) was not prepared") }
            return try copies.measure(way)
        }
    }

    private func sample(_ work: Work, _ mode: String, to file: URL) -> Command {
        let options = ["--quiet", mode, "--dbname=\(work.source.database)", "--file=\(file.path)"]
        return Command([program, "sample"] + options + work.arguments)
    }

    private func output(of trial: Trial) -> URL {
        folder.appending(path: "\(trial.work.name).\(trial.program).sql.gz")
    }

    /// What is loaded.
    private func fixture(of work: Work) -> URL { output(of: Trial(.direct, work)) }

    /// Drops the databases.
    func clean() {
        for name in sources.flatMap({ [$0.database, $0.copy] }) + [Source.loaded, Source.copy] {
            // The next run drops what this one could not.
            try? Database.drop(name)
        }
        for copies in copyWork.values {
            // A template that nobody asks for goes with the library's next sweep in a fortnight.
            try? copies.drop()
        }
    }

    private static func say(_ words: String) {
        FileHandle.standardError.write(Data("benchmark: \(words)\n".utf8))
    }
}
