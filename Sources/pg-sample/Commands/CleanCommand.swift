import ArgumentParser
import PGSample
import SystemPackage

/// `pg-sample clean`: what was left behind.
struct CleanCommand: AsyncParsableCommand, Interruptible {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Removes the throwaway servers and temporary folders that nobody uses any more.",
        usage: "pg-sample clean [--all]",
        discussion: """
            Removed are your own throwaway servers and temporary folders whose process has died, and the server that \
            your tests share, unless somebody is connected to it or the database of a failed test is kept in it. What \
            does not carry this program's mark is never touched. Each thing that is gone is a line.

            Databases and schemas on a server that PG_SAMPLE_TEST_URL names are left to the next test run there, \
            which removes those whose tests have died.

            EXIT STATUS: 0 done, or nothing to remove; 1 failed; 64 wrong usage.
            """
    )

    @Flag(help: "Also the shared server in which nothing but databases of failed tests is kept.")
    var all = false

    var interruptionMessage: String { "interrupted: something may be left; run it again" }

    func run() async throws {
        let removed = try await CleanUp.run(includingKept: all)
        let lines = removed.isEmpty ? ["nothing to remove"] : removed.map(TerminalText.printable)
        // Nobody reads on: what was removed is removed nevertheless.
        _ = try? FileDescriptor.standardOutput.writeAll((lines.joined(separator: "\n") + "\n").utf8)
    }
}
