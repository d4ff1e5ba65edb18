import PGSample
import SystemPackage

/// The one place that writes to standard error.
enum StandardError {
    static func write(_ line: String) { send(line + "\n") }

    static func write(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        send(lines.joined(separator: "\n") + "\n")
    }

    static func note(_ diagnostics: [Diagnostic]) {
        write(diagnostics.map { "note: \(TerminalText.printable($0.description))" })
    }

    /// Says why something failed, in lines that a name from a database cannot tear apart or colour.
    static func complain(_ message: String) {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        // libpq indents what it adds by a tab.
        let clean = lines.map { TerminalText.printable(String($0).replacing("\t", with: " ")) }
        write("pg-sample: " + clean.joined(separator: "\n"))
    }

    /// Sends text as it is, with its escape sequences.
    static func send(_ text: String) {
        // When standard error itself cannot be written, there is nobody left to tell.
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }
}
