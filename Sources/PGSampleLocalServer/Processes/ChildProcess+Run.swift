import Subprocess
package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension ChildProcess {
    /// Runs the program and hands on its standard output as it comes.
    ///
    /// - Parameter chunk: Gets up to 64 kB at a time, in order; the program waits while it works. If it
    ///   throws, the program is ended and the error is passed on.
    /// - Throws: `CancellationError` when the task was cancelled: the program is asked to end and, three
    ///   seconds later, made to. ``LocalServerError`` with `.programNotFound` or `.programFailed` when it
    ///   could not be run. A failure of the program itself is no error here: see
    ///   ``Outcome/requireSuccess()``.
    nonisolated(nonsending) package func run(
        _ chunk: nonisolated(nonsending) (_ bytes: [UInt8]) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        try await supervised { supervisor, configuration in
            // Subprocess has an overload per kind of input, without a common type, so each combination is
            // spelled out, here and below.
            switch try source() {
            case .descriptor(let input):
                try await Subprocess.run(configuration, input: input, output: .sequence, error: .sequence) {
                    try await supervisor.follow(error: $0.standardError, output: $0.standardOutput, chunk)
                }.terminationStatus
            case .feed(let feed):
                try await Subprocess.run(
                    configuration, input: .inputWriter, output: .sequence, error: .sequence
                ) {
                    let execution = $0
                    try await supervisor.follow(
                        error: execution.standardError, output: execution.standardOutput, chunk,
                        feed: { try await feed(execution.standardInputWriter) },
                        giveUp: { await execution.teardown(using: Self.teardown) }
                    )
                }.terminationStatus
            }
        }
    }

    /// Runs the program with its standard output in a file, which is made, or emptied if it is there.
    ///
    /// - Throws: As ``run(_:)``; `Errno` when the file cannot be opened.
    nonisolated(nonsending) package func run(outputTo file: FilePath) async throws -> Outcome {
        let output = try SubprocessDescriptor.writing(to: file)
        defer { SubprocessDescriptor.close(output) }
        return try await supervised { supervisor, configuration in
            let output = FileDescriptorOutput.fileDescriptor(output, closeAfterSpawningProcess: false)
            switch try source() {
            case .descriptor(let input):
                return try await Subprocess.run(configuration, input: input, output: output, error: .sequence)
                {
                    try await supervisor.follow(error: $0.standardError)
                }.terminationStatus
            case .feed(let feed):
                return try await Subprocess.run(
                    configuration, input: .inputWriter, output: output, error: .sequence
                ) {
                    let execution = $0
                    try await supervisor.follow(
                        error: execution.standardError,
                        feed: { try await feed(execution.standardInputWriter) },
                        giveUp: { await execution.teardown(using: Self.teardown) }
                    )
                }.terminationStatus
            }
        }
    }

    /// Runs a program whose output is short.
    ///
    /// - Parameter limit: Bytes; a program that writes more is ended.
    /// - Throws: As ``run(_:)``; ``LocalServerError`` with `.programFailed` when the limit is passed.
    nonisolated(nonsending) package func collect(
        limit: Int = 1 << 20
    ) async throws -> (outcome: Outcome, output: [UInt8]) {
        var output: [UInt8] = []
        let outcome = try await run { bytes in
            guard output.count + bytes.count <= limit else {
                throw LocalServerError(
                    code: .programFailed, message: "\"\(program)\" wrote more than \(limit) bytes"
                )
            }
            output += bytes
        }
        return (outcome, output)
    }

    // MARK: One run's life

    private static var teardown: [TeardownStep] {
        [.gracefulShutDown(allowedDurationToNextStep: .seconds(3))]
    }

    private nonisolated(nonsending) func supervised(
        _ body: nonisolated(nonsending) (Supervisor, Configuration) async throws -> TerminationStatus
    ) async throws -> Outcome {
        try Task.checkCancellation()
        let supervisor = Supervisor()
        let status: TerminationStatus
        do {
            status = try await body(supervisor, configuration)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw couldNotRun(error)
        } catch {
            try Task.checkCancellation()
            throw error
        }
        // A cancelled run ends as if the program had ended by itself.
        try Task.checkCancellation()
        if let failure = supervisor.failure { throw failure }
        return Outcome(program: program, status: .init(status), standardError: supervisor.standardError)
    }

    private var configuration: Configuration {
        var options = PlatformOptions()
        options.createSession = hasOwnSession
        options.teardownSequence = Self.teardown
        return Configuration(
            executable: .path(.init(program.string)), arguments: Arguments(arguments),
            environment: variables.environment, workingDirectory: workingDirectory.map { .init($0.string) },
            platformOptions: options
        )
    }

    private func couldNotRun(_ error: SubprocessError) -> LocalServerError {
        guard error.code == .executableNotFound else {
            return LocalServerError(code: .programFailed, message: "cannot run \"\(program)\": \(error)")
        }
        return LocalServerError(
            code: .programNotFound, message: "\"\(program)\" is not there or may not be executed"
        )
    }

    // MARK: Standard input

    private enum Source {
        case descriptor(FileDescriptorInput)
        case feed(@Sendable (StandardInputWriter) async throws -> Void)
    }

    private func source() throws -> Source {
        switch input {
        case .null:
            return .descriptor(try SubprocessDescriptor.input(from: "/dev/null"))
        case .file(let path):
            return .descriptor(try SubprocessDescriptor.input(from: path))
        case .bytes(let bytes):
            return .feed(Self.feed { write in try await write(bytes) })
        case .stream(let stream):
            return .feed(Self.feed(stream))
        }
    }

    private static func feed(
        _ stream: @escaping @Sendable (Write) async throws -> Void
    ) -> @Sendable (StandardInputWriter) async throws -> Void {
        ignoreBrokenPipes
        return { writer in
            do {
                try await stream { bytes in
                    let written = try? await writer.write(bytes)  // why it failed is the program's to say
                    guard written == bytes.count else { throw InputClosed() }
                }
            } catch is InputClosed where !Task.isCancelled {
                // The program's exit status says whether it had read enough.
            }
            try await writer.finish()
        }
    }

    /// A write to a program that has ended would end us too. Where nobody has decided otherwise, the signal
    /// is ignored from the first written stream on, for the whole process.
    private static let ignoreBrokenPipes: Void = {
        if let decided = signal(SIGPIPE, SIG_IGN) { signal(SIGPIPE, decided) }
    }()
}
