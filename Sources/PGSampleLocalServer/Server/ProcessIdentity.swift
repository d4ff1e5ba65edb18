#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A process, told by its start from a later one with the same number.
struct ProcessIdentity: Sendable, Hashable {
    var processID: Int32
    /// As ``Watcher/startTime(of:)`` says it.
    var startTime: String

    /// - Throws: ``LocalServerError`` with `.startFailed` when there is no such process.
    static func of(_ processID: Int32) async throws -> ProcessIdentity {
        guard let startTime = try await Watcher.startTime(of: processID) else {
            throw LocalServerError(
                code: .startFailed, message: "process \(processID), which was to own the server, does not run"
            )
        }
        return ProcessIdentity(processID: processID, startTime: startTime)
    }

    /// Whether the process still runs. One that we may not look at counts as running.
    func isAlive() async -> Bool {
        guard kill(processID, 0) == 0 else { return errno == EPERM }
        do {
            return try await Watcher.startTime(of: processID) == startTime
        } catch {
            return true
        }
    }
}
