package import SystemPackage

/// A program to run to its end, with standard streams of any length.
///
/// For programs that end by themselves. A server is never run this way: whoever waits for a child's output
/// waits for everybody who inherited it.
package struct ChildProcess: Sendable {
    /// What the program reads.
    package enum Input: Sendable {
        /// Nothing: the null device.
        case null
        case bytes([UInt8])
        /// A file that the program reads by itself.
        case file(FilePath)
        /// Whatever the closure writes; each write waits until the program has room for it. When the program
        /// stops reading, ``InputClosed`` is thrown from the write, and is no failure of the run.
        case stream(@Sendable (_ write: Write) async throws -> Void)
    }

    /// Hands over bytes to a program that is running.
    package typealias Write = @Sendable (_ bytes: [UInt8]) async throws -> Void

    /// The program ended, or closed its standard input, before everything was written.
    package struct InputClosed: Error {}

    /// Which variables the program sees.
    package enum Variables: Sendable {
        /// Ours, with these set, or removed where the value is nil.
        case inherited([String: String?] = [:])
        /// These and no others.
        case only([String: String])
    }

    package var program: FilePath
    package var arguments: [String]
    package var variables: Variables
    package var workingDirectory: FilePath?
    package var input: Input
    /// Gives the program a session of its own, so that Ctrl-C at our terminal does not reach it.
    package var hasOwnSession = false

    /// - Parameter program: A path; the search path is not looked at.
    package init(
        _ program: FilePath, _ arguments: [String] = [], variables: Variables = .inherited(),
        workingDirectory: FilePath? = nil, input: Input = .null
    ) {
        self.program = program
        self.arguments = arguments
        self.variables = variables
        self.workingDirectory = workingDirectory
        self.input = input
    }

    /// How a program ended.
    package struct Outcome: Sendable, Hashable {
        package enum Status: Sendable, Hashable {
            /// The program's own exit status.
            case exited(Int32)
            /// The signal that ended it.
            case killed(Int32)
        }

        package var program: FilePath
        package var status: Status
        /// The end of what the program wrote to standard error, at most ``ChildProcess/standardErrorLimit``
        /// bytes.
        package var standardError: String

        package var succeeded: Bool { status == .exited(0) }

        /// - Throws: ``LocalServerError`` with `.programFailed` and the program's own words, unless it ended
        ///   with 0.
        package func requireSuccess() throws(LocalServerError) {
            guard !succeeded else { return }
            let ending =
                switch status {
                case .exited(let status): "ended with status \(status)"
                case .killed(let signal): "was ended by signal \(signal)"
                }
            throw LocalServerError(
                code: .programFailed,
                message: "\"\(program)\" \(ending)",
                details: standardError.trimmingNewlines
            )
        }
    }

    /// Bytes of standard error that are kept.
    package static let standardErrorLimit = 16 * 1024
}

extension String {
    /// Without empty lines at either end.
    var trimmingNewlines: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        while text.first?.isNewline == true { text.removeFirst() }
        return String(text)
    }
}
