import Foundation
import PGSampleFixtureFile
import SystemPackage
import Testing

/// What holds of every number of threads, and of the ends of blocks, which have 262,144 bytes.
extension GzipTests {
    private static let block = 262_144

    @Test func theSameContentMakesTheSameBytesOnEveryNumberOfThreads() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let content = Self.content(7 * Self.block + 4711, using: &random)
        // zlib's three ways: stored, fast, thorough.
        for level in [0, 1, 6] {
            let expected = try Self.compressed(content, level: level, threads: 1, cut: content.count)
            for threads in [1, 2, 3, 8] {
                for cut in [61, Self.block - 1, Self.block + 1, content.count] {
                    let bytes = try Self.compressed(content, level: level, threads: threads, cut: cut)
                    #expect(
                        bytes == expected, "seed \(seed), level \(level), \(threads) threads, cut at \(cut)")
                }
            }
        }
    }

    @Test(arguments: [1, 2, 8])
    func contentThatEndsNearTheEndOfABlockIsWhole(threads: Int) throws {
        var random = SeededGenerator(seed: 6)
        let (one, two) = (Self.block, 2 * Self.block)
        for size in [0, 1, 32_767, one - 1, one, one + 1, one + 32_768, two - 1, two, two + 1] {
            let content = Self.content(size, using: &random)
            try check(content, level: 6, threads: threads, "\(size) bytes")
        }
    }

    @Test(arguments: 0...9)
    func everyLevelIsRead(level: Int) throws {
        var random = SeededGenerator(seed: 7)
        let content = Self.content(3 * Self.block + 1, using: &random)
        try check(content, level: level, threads: 2, "level \(level)")
        let noise = Self.noise(3 * Self.block + 1, using: &random)
        try check(noise, level: level, threads: 2, "level \(level), noise")
        let bytes = try Self.compressed(noise, level: level, threads: 2, cut: 100_000)
        #expect(bytes.count < noise.count + noise.count / 1000)
    }

    @Test func aHigherLevelIsSmaller() throws {
        var random = SeededGenerator(seed: 8)
        let content = Self.content(4 * Self.block, using: &random)
        let sizes = try [0, 1, 6, 9].map {
            try Self.compressed(content, level: $0, threads: 2, cut: 100_000).count
        }
        #expect(sizes[0] > content.count)
        #expect(sizes[0] > sizes[1] && sizes[1] > sizes[2] && sizes[2] >= sizes[3])
    }

    @Test func whatTheBlockBeforeEndsWithIsNotWrittenAgain() throws {
        var random = SeededGenerator(seed: 14)
        let noise = Self.noise(Self.block, using: &random)
        let alone = try Self.compressed(noise, level: 6, threads: 2, cut: noise.count)
        let repeated = try Self.compressed(
            noise + noise.suffix(32_000), level: 6, threads: 2, cut: noise.count)
        #expect(repeated.count < alone.count + 1000)
    }

    @Test func ofFiftyMegabytesGunzipMakesTheSameFile() throws {
        var random = SeededGenerator(seed: 9)
        let content = Self.content(1_000_003, using: &random)
        let (packed, plain) = (folder.file("packed.gz"), folder.file("plain"))
        let outputs = try [packed, plain].map { try FixtureOutput(.file($0)) }
        for number in 0..<50 {
            let rows = Self.noise(number * 1000, using: &random) + content
            for output in outputs { try rows.withUnsafeBytes { try output.write($0) } }
        }
        for output in outputs { try output.commit() }
        let command = "gzip -t \(packed) && gunzip -c \(packed) | cmp - \(plain)"
        let program = try run("sh", ["-c", command], in: folder)
        #expect(program.status == 0 && program.errors.isEmpty, "\(program.errors)")
    }

    // MARK: Failures

    @Test(arguments: [1, 2, 3, 8])
    func anErrorOfTheSinkReachesTheCallerAndNothingIsWrittenAfterIt(threads: Int) throws {
        var random = SeededGenerator(seed: 10)
        let noise = Self.noise(20 * Self.block, using: &random)
        // The header, six blocks, and half of the seventh.
        let sink = BoundedSink(limit: 13 * Self.block / 2)
        let writer = try GzipWriter(sink: sink, threads: threads)
        var failedAt: Int?
        for start in stride(from: 0, to: noise.count, by: 50_000) where failedAt == nil {
            do {
                try noise[start..<min(start + 50_000, noise.count)].withUnsafeBytes { try writer.write($0) }
            } catch let error as FixtureFileError {
                #expect(error.code == .diskFull)
                failedAt = start
            }
        }
        // No more blocks are waiting than there are threads, and one.
        #expect(try #require(failedAt) <= (7 + threads + 2) * Self.block)
        for _ in 0..<3 {
            #expect(throws: FixtureFileError.self) { try noise.withUnsafeBytes { try writer.write($0) } }
            #expect(throws: FixtureFileError.self) { try writer.finish() }
        }
        #expect(sink.refusals == 1)
    }

    @Test func anErrorAtTheEndReachesTheCaller() throws {
        var random = SeededGenerator(seed: 11)
        let noise = Self.noise(2 * Self.block, using: &random)
        let whole = try Self.compressed(noise, level: 6, threads: 2, cut: noise.count).count
        for missing in [1, 8, 9, Self.block, whole - 10] {
            let sink = BoundedSink(limit: whole - missing)
            let writer = try GzipWriter(sink: sink, threads: 2)
            try noise.withUnsafeBytes { try writer.write($0) }
            #expect(throws: FixtureFileError.self, "\(missing) bytes") { try writer.finish() }
            #expect(throws: FixtureFileError.self, "\(missing) bytes") { try writer.finish() }
            #expect(sink.refusals == 1)
        }
    }

    #if os(Linux)
        @Test func aFullDiskIsToldAsSuch() throws {
            let link = folder.file("full.sql.gz")
            try FileManager.default.createSymbolicLink(
                atPath: link.string, withDestinationPath: "/dev/full")
            let error = #expect(throws: FixtureFileError.self) {
                let output = try FixtureOutput(.file(link))
                try output.write("rows")
                try output.commit()
            }
            #expect(error?.code == .diskFull)
        }
    #endif

    @Test func aWriterThatIsFreedEarlyLeavesItsThreadsNothingToFallOver() throws {
        var random = SeededGenerator(seed: 12)
        let content = Self.content(6 * Self.block, using: &random)
        for round in 0..<60 {
            let sink = BoundedSink(limit: .max)
            weak var freed: GzipWriter?
            do {
                let writer = try GzipWriter(sink: sink, level: 9, threads: 1 + round % 4)
                freed = writer
                try content.prefix((1 + round % 6) * Self.block).withUnsafeBytes { try writer.write($0) }
            }
            #expect(freed == nil)
        }
        let path = folder.file("abandoned.sql.gz")
        for _ in 0..<20 {
            let output = try FixtureOutput(.file(path), level: 9)
            try content.withUnsafeBytes { try output.write($0) }
            output.abandon()
            #expect(throws: FixtureFileError.self) { try output.commit() }
        }
        #expect(try folder.names().isEmpty)
    }

    // MARK: Material

    /// Takes so many bytes and then refuses, as a disk does.
    private final class BoundedSink: ByteSink {
        private(set) var bytes: [UInt8] = []
        private(set) var refusals = 0
        private let limit: Int

        init(limit: Int) { self.limit = limit }

        func write(_ bytes: UnsafeRawBufferPointer) throws {
            guard self.bytes.count + bytes.count <= limit else {
                refusals += 1
                throw FixtureFileError(code: .diskFull, message: "no room")
            }
            self.bytes.append(contentsOf: bytes)
        }
    }

    private static func compressed(
        _ content: [UInt8], level: Int, threads: Int, cut: Int
    ) throws -> [UInt8] {
        let sink = BoundedSink(limit: .max)
        let writer = try GzipWriter(sink: sink, level: level, threads: threads)
        try content.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: max(1, cut)) {
                let end = min(bytes.count, start + cut)
                try writer.write(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
        }
        try writer.finish()
        return sink.bytes
    }

    /// Bytes that do not become fewer.
    private static func noise(_ size: Int, using random: inout SeededGenerator) -> [UInt8] {
        var numbers: [UInt64] = []
        for _ in 0..<(size + 7) / 8 { numbers.append(random.next()) }
        return Array(numbers.withUnsafeBytes { $0.prefix(size) })
    }

    /// Whether gunzip and our own reader make of it what went in.
    private func check(
        _ content: [UInt8], level: Int, threads: Int, _ comment: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var random = SeededGenerator(seed: 13)
        let bytes = try Self.compressed(content, level: level, threads: threads, cut: 100_003)
        let path = try folder.write(bytes, to: "checked-\(UUID().uuidString).gz")
        let program = try run("gunzip", ["-c", path.string], in: folder)
        #expect(
            program.status == 0 && program.errors.isEmpty, "\(comment): \(program.errors)",
            sourceLocation: sourceLocation)
        #expect(program.output == content, "\(comment)", sourceLocation: sourceLocation)
        let read = try Self.decompress(path, using: &random)
        #expect(read == content, "\(comment)", sourceLocation: sourceLocation)
    }
}
