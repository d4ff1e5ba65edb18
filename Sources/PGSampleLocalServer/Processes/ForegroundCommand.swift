import Subprocess
import Synchronization
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that stands in our place for whoever started us: it has our standard streams, our working directory and
/// our terminal, and the signals that are passed on to it.
package final class ForegroundCommand: Sendable {
    private let program: FilePath
    private let arguments: [String]
    private let state = Mutex(State())

    private struct State {
        /// While the program runs.
        var processID: Int32?
        /// Signals that came before.
        var waiting: [Int32] = []
    }

    /// - Parameter name: A path, or a name that is looked for in PATH.
    /// - Throws: ``LocalServerError`` with `.programNotFound`.
    package init(
        _ name: String, _ arguments: [String] = [],
        environment: [String: String] = ProcessVariables.current
    ) throws(LocalServerError) {
        program = try Self.find(name, searchPath: environment["PATH"] ?? "/usr/bin:/bin")
        self.arguments = arguments
    }

    private static func find(_ name: String, searchPath: String) throws(LocalServerError) -> FilePath {
        if name.contains("/") {
            guard ProgramFolders.isProgram(FilePath(name)) else {
                throw LocalServerError(
                    code: .programNotFound, message: "\"\(name)\" is not there or may not be executed")
            }
            return FilePath(name)
        }
        // An empty entry is the working directory (POSIX, "Environment Variables").
        let folders = searchPath.split(separator: ":", omittingEmptySubsequences: false).map {
            FilePath($0.isEmpty ? "." : String($0))
        }
        let found =
            name.isEmpty ? nil : folders.map { $0.appending(name) }.first(where: ProgramFolders.isProgram)
        guard let found else {
            throw LocalServerError(code: .programNotFound, message: "\"\(name)\" is nowhere in PATH")
        }
        return found
    }

    /// Runs the program to its end, which a cancelled task does not hasten: whoever wants that sends a signal.
    ///
    /// - Parameter variables: Set for the program beside ours, or removed where the value is nil.
    /// - Throws: ``LocalServerError`` with `.programFailed` when the system cannot run it.
    package func run(variables: [String: String?] = [:]) async throws -> ChildProcess.Outcome.Status {
        let configuration = Configuration(
            executable: .path(.init(program.string)), arguments: Arguments(arguments),
            environment: ChildProcess.Variables.inherited(variables).environment
        )
        return try await Task.detached { [self] in
            defer { state.withLock { $0.processID = nil } }
            do {
                let streams = SubprocessDescriptor.ours
                return ChildProcess.Outcome.Status(
                    try await Subprocess.run(
                        configuration, input: streams.input, output: streams.output, error: streams.error
                    ) { begin($0.processIdentifier.value) }.terminationStatus)
            } catch let error as SubprocessError {
                throw LocalServerError(code: .programFailed, message: "cannot run \"\(program)\": \(error)")
            }
        }.value
    }

    /// Sends the program a signal: now, or as soon as it runs. Nothing happens when it has ended.
    package func send(_ signal: Int32) {
        state.withLock { state in
            guard let processID = state.processID else { return state.waiting.append(signal) }
            kill(processID, signal)
        }
    }

    private func begin(_ processID: Int32) {
        state.withLock { state in
            state.processID = processID
            for signal in state.waiting { kill(processID, signal) }
            state.waiting = []
        }
    }
}
