import SystemPackage

/// The one place that writes to standard error.
enum StandardError {
    static func write(_ line: String) { send(line + "\n") }

    static func write(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        send(lines.joined(separator: "\n") + "\n")
    }

    /// Sends text as it is, with its escape sequences.
    static func send(_ text: String) {
        // When standard error itself cannot be written, there is nobody left to tell.
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }
}
