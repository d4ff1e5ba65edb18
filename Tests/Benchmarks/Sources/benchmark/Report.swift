import Foundation

/// What came of comparing all programs.
struct Report: Findings {
    let size: Size
    let server: String
    let withPerl: Bool
    /// Words about the copies of a template.
    let copies: String
    let perlFailures: [Trial: String]
    let comparisons: [Comparison]
    let measurements: [Trial: [Round]]
    /// In what each trial writes.
    let rows: [Trial: Int]

    /// The table, in Markdown.
    var table: String {
        var text = """
            Size \(size.rawValue), PostgreSQL \(server). Time, client CPU and memory are medians of the rounds, whose \
            own are medians of \(size.patience.words). A ratio is the median of the rounds', with the \
            least and the largest; a round's is the median of the ratios of runs that took turns.

            | trial | rows | time | CPU | memory | compared with | its time | its CPU | ratio | reach |
            |---|---|---|---|---|---|---|---|---|---|

            """
        for comparison in comparisons {
            let ratio = ratio(comparison)
            let (trial, base) = (comparison.trial, comparison.base)
            let cells = [
                trial.title, "\(rows[trial] ?? 0)", seconds(trial, \.wall), seconds(trial, \.cpu),
                memory(trial),
                base.work == trial.work ? base.program.title : base.title,
                seconds(base, \.wall), seconds(base, \.cpu),
                "\(Self.text(ratio.median)) (\(Self.text(ratio.least)) to \(Self.text(ratio.most)))",
                comparison.reach?.text ?? "",
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        text += "\n\(copies)\n"
        if size.largerShop == nil { text += "\n--full adds the lines of the larger source.\n" }
        if let rounds = size.patience.roundsOfPerl, withPerl {
            let words = rounds == 1 ? "one round" : "\(rounds) rounds"
            text += "\nPerl's pg_sample took part in \(words), at works with something to reach.\n"
        }
        if !withPerl { text += "\nPerl's pg_sample is not installed, so it was not run.\n" }
        for (trial, failure) in perlFailures.sorted(by: { $0.key.title < $1.key.title }) {
            let lines = failure.split(separator: "\n").map { "    \($0)\n" }.joined()
            text += "\n\(trial.title), failed and was not measured:\n\n\(lines)"
        }
        return text
    }

    /// Every single measurement, and the ratios.
    func json() throws -> Data {
        let trials = measurements.sorted { $0.key.title < $1.key.title }.map { trial, measurements in
            File.Trial(
                work: trial.work.name, program: trial.program.title, rows: rows[trial],
                rounds: measurements.map(\.runs))
        }
        let ratios = comparisons.map {
            var line = File.Ratio(trial: $0.trial.title, base: $0.base.title, ratio: ratio($0))
            switch $0.reach {
            case .ratio(let ratio): line.reach = ratio
            case .milliseconds(let milliseconds): line.reachInMilliseconds = milliseconds
            case nil: break
            }
            return line
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(
            File(
                size: size, server: server, trials: trials, ratios: ratios,
                failures: perlFailures.map {
                    "\($0.key.title): \($0.value.trimmingCharacters(in: .newlines))"
                }.sorted()))
    }

    private struct File: Encodable {
        struct Trial: Encodable {
            var work: String
            var program: String
            var rows: Int?
            /// The runs of each.
            var rounds: [[Measurement]]
        }
        struct Ratio: Encodable {
            var trial: String
            var base: String
            var ratio: Spread
            var reach: Double?
            var reachInMilliseconds: Double?
        }
        var size: Size
        var server: String
        var trials: [Trial]
        var ratios: [Ratio]
        var failures: [String]
    }

    private func ratio(_ comparison: Comparison) -> Spread {
        let bases = measurements[comparison.base] ?? []
        return Spread(zip(measurements[comparison.trial] ?? [], bases).map { $0.ratio(to: $1) })
    }

    private static func text(_ ratio: Double) -> String {
        String(format: ratio < 0.1 ? "%.1g" : "%.2f", ratio)
    }

    private func spread(_ trial: Trial, _ value: (Measurement) -> Double) -> Spread {
        Spread((measurements[trial] ?? []).map { value($0.median) })
    }

    private func memory(_ trial: Trial) -> String {
        let memory = spread(trial) { Double($0.memory) }.median
        return (memory > Double(Measurement.ownMemory) ? "" : "≤ ") + "\(Int(memory / 1_000_000)) MB"
    }

    private func seconds(_ trial: Trial, _ value: KeyPath<Measurement, Double>) -> String {
        let seconds = spread(trial) { $0[keyPath: value] }.median
        return seconds < 0.1 ? String(format: "%.1f ms", seconds * 1000) : String(format: "%.2f s", seconds)
    }
}

extension Comparison.Reach {
    fileprivate var text: String {
        switch self {
        case .ratio(let ratio): String(format: "≤ %.1f", ratio)
        case .milliseconds(let milliseconds): String(format: "≤ %.0f ms", milliseconds)
        }
    }
}
