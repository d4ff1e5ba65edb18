import ArgumentParser
import SystemPackage

/// What is said beside the data, all of it on standard error.
struct MessageOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "A line for every step, and at the end one for every table.")
    var verbose = false

    @Flag(name: .shortAndLong, help: "Errors only.")
    var quiet = false

    func validate() throws {
        guard verbose, quiet else { return }
        throw ValidationError("-v asks for more messages and -q for fewer: give one of them.")
    }

    /// - Parameter isFileOutput: False when the data goes to standard output: on the same terminal, a line that is
    ///   redrawn would get between it.
    func progressStyle(ofFileOutput isFileOutput: Bool) -> ProgressDisplay.Style {
        if quiet { return .none }
        if verbose { return .lines }
        let isTornApart = !isFileOutput && Terminal.isTerminal(.standardOutput)
        return Terminal.canRedraw && !isTornApart ? .redrawn : .announced
    }

    /// The same for work of minutes that a CI log shows: without a terminal a line now and then.
    var progressStyleOfLongWork: ProgressDisplay.Style {
        let style = progressStyle(ofFileOutput: true)
        return style == .announced ? .occasional : style
    }
}
