import Subprocess
import Synchronization

extension ChildProcess {
    /// Moves the bytes of one running program: feeds it, hands on its output, keeps the end of its standard
    /// error.
    final class Supervisor: Sendable {
        private struct State {
            var standardError: [UInt8] = []
            var failure: (any Error)?
        }

        private let state = Mutex(State())

        /// The kept end of standard error; a character that was cut in half is replaced.
        var standardError: String {
            state.withLock { state in
                String(decoding: state.standardError.suffix(ChildProcess.standardErrorLimit), as: UTF8.self)
            }
        }

        /// Why the program was not fed to the end.
        var failure: (any Error)? { state.withLock { $0.failure } }

        /// Returns when the program has closed its streams.
        ///
        /// - Parameters:
        ///   - feed: Runs beside the rest. If it throws, the error is kept and `giveUp` is called.
        ///   - giveUp: Ends the program, so that its output ends too.
        nonisolated(nonsending) func follow(
            error: SubprocessOutputSequence, output: SubprocessOutputSequence? = nil,
            _ chunk: nonisolated(nonsending) ([UInt8]) async throws -> Void = { _ in },
            feed: @escaping @Sendable () async throws -> Void = {},
            giveUp: @escaping @Sendable () async -> Void = {}
        ) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for try await buffer in error { self.keep(buffer) }
                }
                group.addTask {
                    do {
                        try await feed()
                    } catch {
                        self.state.withLock { $0.failure = error }
                        await giveUp()
                    }
                }
                if let output {
                    for try await buffer in output {
                        try await chunk(buffer.withUnsafeBytes { Array($0) })
                    }
                }
                try await group.waitForAll()
            }
        }

        private func keep(_ buffer: SubprocessOutputSequence.Buffer) {
            state.withLock { state in
                buffer.withUnsafeBytes { state.standardError.append(contentsOf: $0) }
                // Cut rarely: a program that writes much to standard error costs one copy per limit.
                let excess = state.standardError.count - ChildProcess.standardErrorLimit
                if excess > ChildProcess.standardErrorLimit { state.standardError.removeFirst(excess) }
            }
        }
    }
}
