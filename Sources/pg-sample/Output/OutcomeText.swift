import PGSample

/// What is said of one fixture that `generate` made, or could not make.
struct OutcomeText {
    var outcome: FixtureGenerator.Outcome
    var isCheck: Bool
    /// What `--verify` and `--no-verify` say.
    var verifies: Bool?
    var declaration: FixtureDeclaration

    private var made: FixtureGenerator.Made? {
        // The failure is told by `complaint`.
        try? outcome.result.get()
    }

    var hasFailed: Bool { made == nil }

    /// Only `--check` finds that.
    var isStale: Bool { isCheck && made?.isStale == true }

    /// The table of what is in the fixture and why, and what became of its file.
    var lines: [String] {
        guard let made else { return [] }
        return ["\(outcome.name):"]
            + made.report.table(width: TextTable.defaultWidth - 2).map { "  \($0)" }
            + [conclusion(of: made)]
    }

    private func conclusion(of made: FixtureGenerator.Made) -> String {
        let path = TerminalText.printable(outcome.path)
        if isCheck { return made.isStale ? "\(path) is stale" : "\(path) is up to date" }
        let verb = made.isUnchanged ? "unchanged" : "wrote"
        let figures = "\(made.report.figures), \(Figures.bytes(made.fileBytes))"
        return "\(verb) \(path): \(figures); \(verification(of: made))"
    }

    private func verification(of made: FixtureGenerator.Made) -> String {
        if made.report.isVerified { return "verified by loading it into a throwaway server" }
        if verifies == false { return "not verified: --no-verify" }
        if verifies == nil, !declaration.isVerified { return "not verified: its declaration says so" }
        return declaration.options.isDataOnly
            ? "not verified: it has no schema" : "not verified: see the notes"
    }

    /// - Parameter isNamed: Whether the reader must be told which fixture is meant.
    func notes(named isNamed: Bool) -> [String] {
        (made?.report.diagnostics ?? []).map {
            "note: " + (isNamed ? "\(outcome.name): " : "") + TerminalText.printable($0.description)
        }
    }

    /// What is wrong, for standard error even with `-q`.
    var complaint: String? {
        if case .failure(let error) = outcome.result { return "\(outcome.name): \(error)" }
        return isStale ? "\(outcome.path) is stale\nRun pg-sample generate \(outcome.name)." : nil
    }
}
