import PGSampleSQL
import Testing

/// Text made of the pieces that SQL's lexical rules are about, in random order.
@Suite struct RandomTextTests {
    private static let pieces: [String] = [
        "'", "''", "\"", "E'", "e'", "U&'", "u&\"", "B'", "N'", "$", "$$", "$a$", "$b$", "$1", "/*", "*/",
        "--", "\n", "\r\n",
        "\r", " ", "\t", ";", "(", ")", "[", ".", "..", ":", "::", ":=", "\\", "\\.", "\n\\.\n", "+", "-",
        "*", "/", "<", "@", "1",
        "0x", "1e", ".5", "a", "é", "CREATE FUNCTION f()", " BEGIN ATOMIC ", " CASE ", " END ",
        "COPY t FROM stdin;\n",
        "\u{0}", "\u{FEFF}",
    ]

    private func text(_ generator: inout some RandomNumberGenerator) -> [UInt8] {
        let length = Int.random(in: 0...40, using: &generator)
        var bytes = (0..<length).flatMap { _ in
            Array((Self.pieces.randomElement(using: &generator) ?? "").utf8)
        }
        if Bool.random(using: &generator), let index = bytes.indices.randomElement(using: &generator) {
            bytes[index] = UInt8.random(in: 0...255, using: &generator)
        }
        return bytes
    }

    @Test func `Tokens and the white space between them are the whole text`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SplitMix(state: seed)
        for round in 0..<3000 {
            let bytes = text(&generator)
            var tokenizer = SQLTokenizer(bytes)
            var position = 0
            var line = 1
            do {
                while let token = try tokenizer.next() {
                    let gap = bytes[position..<token.range.lowerBound]
                    line += gap.count { $0 == 0x0A }
                    let isRight =
                        !token.range.isEmpty && token.line == line
                        && gap.allSatisfy { " \t\n\r\u{B}\u{C}".utf8.contains($0) }
                    #expect(isRight, "seed \(seed), round \(round), \(token)")
                    line += bytes[token.range].count { $0 == 0x0A }
                    position = token.range.upperBound
                }
                let rest = bytes[position...]
                #expect(
                    rest.allSatisfy { " \t\n\r\u{B}\u{C}".utf8.contains($0) }, "seed \(seed), round \(round)")
            } catch {
                // Something is not closed. It opens after the last token.
                let opening = bytes[position...].first { !" \t\n\r\u{B}\u{C}".utf8.contains($0) }
                #expect(
                    opening.map { "'\"$/EeUuBbXxNn".utf8.contains($0) } == true,
                    "seed \(seed), round \(round)")
            }
        }
    }

    @Test func `A script gives the same events however it is cut`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SplitMix(state: seed)
        for round in 0..<3000 {
            let bytes = text(&generator)
            var pieces: [[UInt8]] = []
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + Int.random(in: 1...7, using: &generator))
                pieces.append(Array(bytes[start..<end]))
                start = end
            }
            #expect(events(of: [bytes]) == events(of: pieces), "seed \(seed), round \(round), \(bytes)")
        }
    }

    private func events(of pieces: [[UInt8]]) -> [String] {
        var reader = ScriptReader()
        var found: [String] = []
        var rows: [UInt8] = []
        func drain() throws {
            while let event = try reader.next() {
                if case .copyData(let bytes) = event {
                    rows += bytes
                } else {
                    found.append("\(rows) \(event)")
                    rows = []
                }
            }
        }
        do {
            for piece in pieces {
                reader.append(piece)
                try drain()
            }
            reader.finish()
            try drain()
        } catch {
            found.append("\(rows) \(error)")
        }
        return found
    }
}

/// A small generator, so that a seed replays.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
