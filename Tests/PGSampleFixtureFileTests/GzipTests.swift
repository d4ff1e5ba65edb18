import Foundation
import PGSampleFixtureFile
import SystemPackage
import Testing

@Suite struct GzipTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func whatIsWrittenIsWhatGunzipReadsAtRandomSizesAndCuts() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for size in [0, 1, 262_143, 262_144, 262_145, Int.random(in: 0...2_000_000, using: &random)] {
            let content = Self.content(size, using: &random)
            let path = folder.file("\(size).gz")
            try Self.compress(content, to: path, using: &random)
            let program = try run("gunzip", ["-c", path.string], in: folder)
            #expect(program.status == 0, "seed \(seed), size \(size): \(program.errors)")
            #expect(program.output == content, "seed \(seed), size \(size)")
            #expect(try Self.decompress(path, using: &random) == content, "seed \(seed), size \(size)")
        }
    }

    @Test func theSameContentMakesTheSameBytesHoweverItIsCut() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for level in [0, 1, 6, 9] {
            let content = Self.content(1_500_000, using: &random)
            let files = try (0..<4).map { number in
                let path = folder.file("\(level)-\(number).gz")
                try Self.compress(content, to: path, level: level, using: &random)
                return try contents(of: path)
            }
            #expect(files.allSatisfy { $0 == files[0] }, "seed \(seed), level \(level)")
        }
    }

    @Test func theHeaderHasNoTimeNoNameAndAFixedSystem() throws {
        var random = SeededGenerator(seed: 1)
        let path = folder.file("shop.sql.gz")
        try Self.compress(Array("rows".utf8), to: path, using: &random)
        #expect(try Array(contents(of: path).prefix(10)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
    }

    @Test func filesOfTheGzipProgramAndFilesOfSeveralMembersAreRead() throws {
        var random = SeededGenerator(seed: 2)
        let parts = [700_000, 0, 3, 300_000].map { Self.content($0, using: &random) }
        var members: [UInt8] = []
        for (number, part) in parts.enumerated() {
            let path = try folder.write(part, to: "part\(number)")
            members += try run("gzip", ["-c", path.string], in: folder).output
        }
        let path = try folder.write(members, to: "whole.gz")
        #expect(try Self.decompress(path, using: &random) == parts.flatMap { $0 })
    }

    @Test(arguments: [true, false])
    func theReaderKnowsHowMuchOfTheFileItHasTurnedIntoBytes(isCompressed: Bool) throws {
        var random = SeededGenerator(seed: 7)
        let content = Self.content(900_000, using: &random)
        let path = try folder.write(content, to: "rows")
        let file = isCompressed ? try run("gzip", ["-c", path.string], in: folder).output : content
        let reader = try GzipReader(path: try folder.write(file, to: "file"))
        #expect(reader.fileSize == file.count)
        #expect(reader.position == 0)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100_000, alignment: 1)
        defer { buffer.deallocate() }
        var (positions, count) = ([0], 0)
        while case let more = try reader.read(into: buffer), more > 0 {
            positions.append(reader.position)
            count += more
        }
        #expect(count == content.count)
        #expect(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 }, "\(positions)")
        #expect(reader.position == file.count)
    }

    #if os(Linux)
        @Test func whatIsNoRegularFileHasNoSize() throws {
            #expect(try GzipReader(path: "/dev/null").fileSize == nil)
        }
    #endif

    @Test(arguments: [
        [], [0x1F], [0x1F, 0x8C], Array("-- plain\n".utf8), [UInt8](repeating: 7, count: 600_000),
    ])
    func filesWithoutTheMagicBytesAreReadAsTheyAre(content: [UInt8]) throws {
        var random = SeededGenerator(seed: 3)
        let path = try folder.write(content, to: "misnamed.gz")
        #expect(try Self.decompress(path, using: &random) == content)
        #expect(try !GzipReader(path: path).isCompressed)
    }

    @Test func aFileThatIsCutShortAnywhereIsAnErrorThatNamesIt() throws {
        var random = SeededGenerator(seed: 4)
        let whole = folder.file("whole.gz")
        try Self.compress(Self.content(2_000, using: &random), to: whole, using: &random)
        let bytes = try contents(of: whole)
        for count in stride(from: 2, to: bytes.count, by: 7) + [bytes.count - 1] {
            let path = try folder.write(bytes.prefix(count), to: "cut.gz")
            let error = #expect(throws: FixtureFileError.self) { try Self.decompress(path, using: &random) }
            #expect(error?.code == .damaged, "\(count) bytes")
            #expect(
                error?.message.contains(path.string) == true && error?.message.contains("cut short") == true)
        }
    }

    @Test func aChangedByteAndRubbishBehindTheDataAreErrors() throws {
        var random = SeededGenerator(seed: 5)
        let whole = folder.file("whole.gz")
        try Self.compress(Self.content(5_000, using: &random), to: whole, using: &random)
        let bytes = try contents(of: whole)
        for index in [3, 2_000, bytes.count - 6, bytes.count - 1] {
            var changed = bytes
            changed[index] ^= 0xFF
            let path = try folder.write(changed, to: "changed.gz")
            let error = #expect(throws: FixtureFileError.self) { try Self.decompress(path, using: &random) }
            #expect(error?.code == .damaged, "byte \(index)")
        }
        let path = try folder.write(bytes + Array("rubbish".utf8), to: "longer.gz")
        let error = #expect(throws: FixtureFileError.self) { try Self.decompress(path, using: &random) }
        #expect(error?.code == .damaged)
    }

    @Test func aMissingFileAndAFolderCannotBeRead() throws {
        for path in [folder.file("missing.sql"), folder.path] {
            let error = #expect(throws: FixtureFileError.self) { try GzipReader(path: path) }
            #expect(error?.code == .readFailed)
            #expect(error?.message.contains(path.string) == true)
        }
    }

    // MARK: Material

    /// Rows as a dump has them: words that repeat among bytes that do not.
    static func content(_ size: Int, using random: inout SeededGenerator) -> [UInt8] {
        let words = ["customer", "\t", "\n", "\\N", "2024-05-06 07:08:09+00", "äöü"].map { Array($0.utf8) }
        var bytes: [UInt8] = []
        while bytes.count < size {
            let number = random.next()
            if number % 3 == 0 {
                withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
            } else {
                bytes.append(contentsOf: words[Int(number / 3 % UInt64(words.count))])
            }
        }
        return Array(bytes.prefix(size))
    }

    private static func compress(
        _ content: [UInt8], to path: FilePath, level: Int = 6, using random: inout SeededGenerator
    ) throws {
        let output = try FixtureOutput(.file(path), level: level)
        try content.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + Int.random(in: 1...300_000, using: &random))
                try output.write(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                start = end
            }
        }
        try output.commit()
    }

    @discardableResult
    static func decompress(_ path: FilePath, using random: inout SeededGenerator) throws -> [UInt8] {
        let reader = try GzipReader(path: path)
        var content: [UInt8] = []
        while true {
            let size = Int.random(in: 1...300_000, using: &random)
            let piece = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                count = try reader.read(
                    into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: size))
            }
            if piece.isEmpty { return content }
            content += piece
        }
    }
}
