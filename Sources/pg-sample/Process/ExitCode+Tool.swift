import ArgumentParser

/// The exit statuses that ArgumentParser does not have. Those that it has: 0 done, 1 failed, 64 wrong usage.
extension ExitCode {
    /// `--check` found a stale fixture.
    static let stale = ExitCode(3)
    /// As a shell has it: there is no such command.
    static let commandNotFound = ExitCode(127)
}
