import Foundation
import SystemPackage

/// A folder of one test's own, removed with its last reference.
final class TemporaryFolder: Sendable {
    let path: FilePath

    init() throws {
        let name = "pg-sample-file-tests-\(UUID().uuidString)"
        path = FilePath(NSTemporaryDirectory()).appending(name)
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path.string) }

    func file(_ name: String) -> FilePath { path.appending(name) }

    /// The names of all entries, sorted.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path.string).sorted()
    }

    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> FilePath {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name).string))
        return file(name)
    }
}

func contents(of path: FilePath) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path.string)))
}

func text(of path: FilePath) throws -> String {
    String(decoding: try contents(of: path), as: UTF8.self)
}

/// Runs a program with its output in files, so that no pipe can fill up.
@discardableResult
func run(
    _ program: String, _ arguments: [String], standardInput: FilePath? = nil, in folder: TemporaryFolder
) throws -> (status: Int32, output: [UInt8], errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let (output, errors) = (folder.file("run-\(UUID().uuidString)"), folder.file("run-\(UUID().uuidString)"))
    for path in [output, errors] { try Data().write(to: URL(fileURLWithPath: path.string)) }
    process.standardInput = standardInput.flatMap { FileHandle(forReadingAtPath: $0.string) } ?? .nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output.string)
    process.standardError = FileHandle(forWritingAtPath: errors.string)
    try process.run()
    process.waitUntilExit()
    defer { for path in [output, errors] { try? FileManager.default.removeItem(atPath: path.string) } }
    return (process.terminationStatus, try contents(of: output), try text(of: errors))
}

/// Numbers that a seed repeats (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
