import Dispatch
import PGSample

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Asks for a password on the process's terminal, whatever its standard streams are.
enum PasswordPrompt {
    private static let pollInterval: Int32 = 100  // milliseconds
    private static let longestPassword = 4096

    /// - Returns: What was typed, without the line break. It is not shown on the terminal.
    /// - Throws: ``PGSampleError`` when there is no terminal; `CancellationError`.
    static func ask() async throws -> String {
        let isCancelled = Latch()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue(label: "pg-sample password").async {
                    continuation.resume(with: Result { try ask("Password: ", until: isCancelled) })
                }
            }
        } onCancel: {
            isCancelled.raise()
        }
    }

    private static func ask(_ prompt: String, until isCancelled: Latch) throws -> String {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else {
            throw PGSampleError(
                code: .invalidArguments, message: "cannot ask for a password: there is no terminal",
                remedy: "Leave -W out; the password then comes from PGPASSWORD or ~/.pgpass."
            )
        }
        defer { close(terminal) }
        return try withoutEcho(on: terminal) {
            write(prompt, to: terminal)
            defer { write("\n", to: terminal) }
            return try readLine(from: terminal, until: isCancelled)
        }
    }

    private static func withoutEcho<T>(on terminal: Int32, _ body: () throws -> T) rethrows -> T {
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else { return try body() }
        let old = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(terminal, TCSAFLUSH, &settings)
        defer {
            var old = old
            tcsetattr(terminal, TCSAFLUSH, &old)
        }
        return try body()
    }

    private static func readLine(from terminal: Int32, until isCancelled: Latch) throws -> String {
        var line: [UInt8] = []
        while line.count < longestPassword {
            if isCancelled.isRaised { throw CancellationError() }
            var request = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, pollInterval) > 0 else { continue }
            var byte: UInt8 = 0
            guard read(terminal, &byte, 1) == 1, byte != UInt8(ascii: "\n") else { break }
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }

    private static func write(_ text: String, to terminal: Int32) {
        let bytes = Array(text.utf8)
        // A terminal that takes no prompt may still send a line.
        #if canImport(Glibc)
            _ = Glibc.write(terminal, bytes, bytes.count)
        #elseif canImport(Musl)
            _ = Musl.write(terminal, bytes, bytes.count)
        #else
            _ = Darwin.write(terminal, bytes, bytes.count)
        #endif
    }
}
