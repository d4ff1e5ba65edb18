import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program to run, found on the PATH. Foundation's own waits in a way that loses what the program took.
struct Command {
    private let arguments: [String]

    init(_ arguments: [String]) { self.arguments = arguments }

    /// A pipeline, which fails when one of its programs does.
    init(shell script: String) { self.init(["bash", "-c", "set -o pipefail; " + script]) }

    /// Runs it with our own streams.
    ///
    /// - Returns: The exit status; 128 and the signal's number if a signal ended it.
    func status() throws -> Int32 { try spawn(output: nil, errors: nil).status }

    /// Runs it.
    ///
    /// - Returns: What it prints.
    /// - Throws: ``BenchmarkError`` with what it says on standard error, when it fails.
    func output() throws -> String {
        let output = Self.temporaryFile
        // A temporary file that stays is no harm.
        defer { try? FileManager.default.removeItem(at: output) }
        try measure(output: output.path)
        return try String(contentsOf: output, encoding: .utf8)
    }

    /// Runs it, and tells what it took.
    ///
    /// - Throws: ``BenchmarkError`` with what it says on standard error, when it fails.
    @discardableResult
    func measure(output: String = "/dev/null") throws -> Measurement {
        let errors = Self.temporaryFile
        // A temporary file that stays is no harm.
        defer { try? FileManager.default.removeItem(at: errors) }
        let (status, measurement) = try spawn(output: output, errors: errors.path)
        guard status == 0 else {
            let words = try String(contentsOf: errors, encoding: .utf8)
            throw BenchmarkError("\(arguments.joined(separator: " ")): exit status \(status)\n\(words)")
        }
        return measurement
    }

    private static var temporaryFile: URL {
        FileManager.default.temporaryDirectory.appending(path: "pg-sample-benchmark-\(UUID().uuidString).txt")
    }

    private func spawn(output: String?, errors: String?) throws -> (status: Int32, Measurement) {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for case (let descriptor, let path?) in [(1, output), (2, errors)] as [(Int32, String?)] {
            posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup($0) } + [nil]
        defer { (argv + envp).forEach { free($0) } }

        let start = ContinuousClock.now
        var child = pid_t()
        let failure = posix_spawnp(&child, arguments[0], &actions, nil, argv, envp)
        guard failure == 0 else {
            throw BenchmarkError("\(arguments[0]) cannot be run: \(String(cString: strerror(failure)))")
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw BenchmarkError("\(arguments[0]) is lost") }
        }
        let signal = status & 0x7F
        return (
            signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            Measurement(
                wall: (ContinuousClock.now - start) / .seconds(1),
                cpu: Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime),
                memory: usage.ru_maxrss * Measurement.unitOfMemory)
        )
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}
