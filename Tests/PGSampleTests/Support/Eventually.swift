/// Looks every fiftieth of a second until `condition` holds, for at least two minutes, so that what never
/// comes is an error and not a wait without end.
///
/// - Parameters:
///   - what: What holds then, in the words of the error.
///   - tool: Who makes it hold: when it has ended there is nothing more to wait for.
/// - Throws: ``NeverCame``; whatever `condition` throws.
func eventually(
    _ what: String, by tool: ToolProcess.Running? = nil, _ condition: () async throws -> Bool
) async throws {
    for _ in 0..<6000 {
        // Asked first: what the tool did last counts.
        let hasEnded = tool?.isRunning == false
        if try await condition() { return }
        if hasEnded { break }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw NeverCame(what: what, hasToolEnded: tool.map { !$0.isRunning }, errors: try tool?.errors())
}

/// What a test has waited for in vain.
struct NeverCame: Error, CustomStringConvertible {
    var what: String
    var hasToolEnded: Bool?
    /// What the tool wrote to standard error.
    var errors: String?

    var description: String {
        guard let hasToolEnded, let errors else { return "never came: \(what)" }
        return "never came: \(what); the tool \(hasToolEnded ? "ended" : "still runs"), and said: \(errors)"
    }
}
