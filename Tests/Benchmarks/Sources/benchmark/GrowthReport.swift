import Foundation

/// What came of measuring how cost grows.
struct GrowthReport: Findings, Encodable {
    /// What a program took, over the rounds.
    struct Cost: Encodable, Equatable {
        /// In seconds.
        var time: Spread
        /// In MB.
        var memory: Spread
        /// Whether it may be less; see ``Measurement/memory``.
        var isMemoryBound: Bool

        /// - Precondition: There are rounds.
        init(_ rounds: [Round]) {
            let measurements = rounds.map(\.median)
            time = Spread(measurements.map(\.wall))
            memory = Spread(measurements.map { Double($0.memory) / 1_000_000 })
            isMemoryBound = memory.median <= Double(Measurement.ownMemory) / 1_000_000
        }

        fileprivate var timeText: String { time.text("%.2f", "s") }
        fileprivate var memoryText: String { (isMemoryBound ? "≤ " : "") + memory.text("%.0f", "MB") }
    }

    /// One work, by both programs.
    struct Point: Encodable, Equatable {
        /// The option that says how large the sample is.
        var limit: String
        var rowsOfSource: Int
        var rowsOfOutput: Int
        var ours: Cost
        var byHand: Cost
    }

    var server: String
    var rounds: Int
    var bySource: [Point]
    var bySample: [Point]

    /// The numbers, in Markdown.
    var table: String {
        var text = """
            PostgreSQL \(server), \(rounds) rounds; time and memory are medians, with the least and the largest.

            | rows of the source | sample | rows of the output | time of pg-sample | by hand | memory of pg-sample | by hand |
            |--:|---|--:|--:|--:|--:|--:|

            """
        // One belongs to both.
        for point in bySource + bySample.filter({ !bySource.contains($0) }) {
            let costs = [point.ours, point.byHand]
            let rows = ["\(point.rowsOfSource)", "`\(point.limit)`", "\(point.rowsOfOutput)"]
            let cells = rows + costs.map(\.timeText) + costs.map(\.memoryText)
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text + "\n≤ is no more than this program's own memory: the system tells no less.\n"
    }

    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

extension Spread {
    fileprivate func text(_ format: String, _ unit: String) -> String {
        String(format: "\(format) \(unit) (\(format) to \(format))", median, least, most)
    }
}
