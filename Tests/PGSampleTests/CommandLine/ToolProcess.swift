import Foundation

/// The executable that was built beside the tests, run as a process, as a user runs it.
struct ToolProcess: Sendable {
    struct Outcome: Sendable {
        var status: Int32
        var wasKilled: Bool
        var output: String
        var errors: String
    }

    enum Output: Sendable {
        /// Kept for ``Outcome/output``.
        case kept
        /// A pipe that nobody reads any more.
        case closedPipe
    }

    /// What comes before the tool's path: a program that prepares something and then becomes the tool.
    var wrapper: [String] = []
    var arguments: [String]
    var variables: [String: String] = [:]
    var output = Output.kept
    var workingDirectory: String?

    init(_ arguments: String...) { self.arguments = arguments }

    init(_ arguments: [String]) { self.arguments = arguments }

    static let path: String = {
        #if canImport(Darwin)
            let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundlePath
        #else
            let bundle: String? = nil
        #endif
        let folder = URL(fileURLWithPath: bundle ?? CommandLine.arguments[0]).deletingLastPathComponent()
        return folder.appendingPathComponent("pg-sample").path
    }()

    /// Runs a shell's command in a folder and gives its status.
    static func shell(
        _ command: String, in folder: TestFolder, _ variables: [String: String] = [:]
    ) async throws -> Int32 {
        var tool = ToolProcess()
        // The tool's own path is the shell's $0.
        tool.wrapper = ["sh", "-e", "-c", command]
        tool.variables = variables
        tool.workingDirectory = folder.path
        return try await tool.run().status
    }

    /// Runs the tool to its end.
    func run() async throws -> Outcome { try await start().end() }

    func start() throws -> Running { try Running(self) }

    /// A tool that runs.
    final class Running: Sendable {
        // Foundation's own Process is Sendable; the files are written by the child alone.
        private let process: Process
        private let folder: TestFolder
        private let statuses: AsyncStream<Void>

        fileprivate init(_ tool: ToolProcess) throws {
            let folder = try TestFolder()
            let process = Process()
            let command = tool.wrapper + [ToolProcess.path] + tool.arguments
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = command
            var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PG") }
            environment["HOME"] = folder.path
            environment["COLUMNS"] = "80"
            environment.merge(tool.variables) { _, given in given }
            process.environment = environment
            process.currentDirectoryURL = URL(fileURLWithPath: tool.workingDirectory ?? folder.path)
            process.standardInput = FileHandle.nullDevice
            process.standardError = try folder.newFile("errors")
            switch tool.output {
            case .kept: process.standardOutput = try folder.newFile("output")
            case .closedPipe:
                let pipe = Pipe()
                try pipe.fileHandleForReading.close()
                process.standardOutput = pipe
            }
            let (statuses, continuation) = AsyncStream<Void>.makeStream()
            process.terminationHandler = { _ in continuation.finish() }
            try process.run()
            (self.process, self.folder, self.statuses) = (process, folder, statuses)
        }

        var isRunning: Bool { process.isRunning }

        func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

        /// What it has said so far.
        func errors() throws -> String { try folder.text("errors") }

        func end() async throws -> Outcome {
            for await _ in statuses {}
            return Outcome(
                status: process.terminationStatus,
                wasKilled: process.terminationReason == .uncaughtSignal,
                output: try folder.text("output"), errors: try folder.text("errors")
            )
        }
    }
}

/// A folder of one test's own, removed with its last reference.
final class TestFolder: Sendable {
    let path = URL(fileURLWithPath: NSTemporaryDirectory())
        .appendingPathComponent("pg-sample-tests-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    // What the system's temporary folder keeps is the system's to remove.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file(name))
    }

    /// Empty when there is no such file.
    func text(_ name: String) throws -> String {
        guard FileManager.default.fileExists(atPath: file(name)) else { return "" }
        return String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
    }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

    fileprivate func newFile(_ name: String) throws -> FileHandle {
        try write("", to: name)
        return try FileHandle(forWritingTo: URL(fileURLWithPath: file(name)))
    }
}
