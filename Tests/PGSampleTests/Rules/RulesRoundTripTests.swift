import PGSample
import Testing

@Suite("Rules, round trip")
struct RulesRoundTripTests {
    @Test("the canonical text of random rules reads back as the same rules")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SplitMix(state: seed)
        for round in 0..<2000 {
            let entries = try (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                LimitRules.Entry(pattern: try pattern(&generator), rule: try rule(&generator))
            }
            let rules = LimitRules(entries)
            #expect(try LimitRules(parsing: [rules.description]) == rules, "seed \(seed), round \(round)")
            #expect(
                try LimitRules(parsing: rules.entries.map(\.description)) == rules,
                "seed \(seed), round \(round)")
        }
    }

    @Test("any text is either refused or read as rules whose canonical text reads back as the same rules")
    func anyText() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SplitMix(state: seed)
        var accepted = 0
        for round in 0..<20_000 {
            let text = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
                Self.pieces.randomElement(using: &generator)
            }.joined()
            // Refusing is one of the two right answers; what is wrong is checked below or would crash.
            guard let rules = try? LimitRules(parsing: [text]) else { continue }
            accepted += 1
            #expect(
                try LimitRules(parsing: [rules.description]) == rules, "seed \(seed), round \(round): \(text)"
            )
        }
        #expect(accepted > 100)
    }

    private static let pieces = [
        "a", "B", "é", "\u{301}", "*", "?", ".", ",", "=", "\"", "'", " ", "-", "--", "%", "$", "(", "5",
        "\n", "\\", "🐘", "/", "E'", "[", "]", ")",
    ]

    private func pattern(_ generator: inout SplitMix) throws -> TablePattern {
        let schema = Bool.random(using: &generator) ? try name(&generator) : nil
        return TablePattern(schema: schema, table: try name(&generator))
    }

    private func name(_ generator: inout SplitMix) throws -> NamePattern {
        let text = (0..<Int.random(in: 1...6, using: &generator)).compactMap { _ in
            Self.pieces.randomElement(using: &generator)
        }.joined()
        guard Bool.random(using: &generator) else { return NamePattern(exactly: text) }
        let quoted = NamePattern(exactly: text).description
        return try NamePattern(parsing: "*\(quoted)?")
    }

    private func rule(_ generator: inout SplitMix) throws -> SampleRule {
        switch Int.random(in: 0...3, using: &generator) {
        case 0: return .everything
        case 1: return .rows(Int.random(in: 0...Int.max, using: &generator))
        case 2:
            let decimals = Int.random(in: 0...999_999_999, using: &generator)
            let whole = Int.random(in: 0...99, using: &generator)
            let zeros = String(repeating: "0", count: 9 - String(decimals).count)
            return .percent(try #require(Percentage("\(whole).\(zeros)\(decimals)")))
        default: return try .condition(rawSQL: condition(&generator))
        }
    }

    private func condition(_ generator: inout SplitMix) -> String {
        let shapes = [
            "a = 1", "b, c", "x IN (1,2)", "y = 'q,'' ('", "z = E'\\','", "w = $t$,)$t$", "[1,2]", "/* , */",
            "-- ,\n",
            "\"odd,\"", "5", "*", "%", "= 3", "é", "'\u{301}'",
        ]
        let text = (0..<Int.random(in: 1...4, using: &generator)).compactMap { _ in
            shapes.randomElement(using: &generator)
        }.joined(separator: " ")
        // A comment at the end would be refused, and no condition is only a comment.
        return "\(text) x"
    }
}

/// A small generator whose state is the seed that a failure prints (Steele, Lea, Flood: "Fast splittable
/// pseudorandom number generators", 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
