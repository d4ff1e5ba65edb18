import ArgumentParser
import PGSample

/// `pg-sample verify`: whether a file loads, and holds what it says.
struct VerifyCommand: AsyncParsableCommand, Interruptible {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Loads a file into a throwaway server and looks whether all is as it should be.",
        usage: "pg-sample verify <file> [--schema-from <file>] [<options>]",
        discussion: """
            The server is of this machine, for this run only. A fixture is loaded as an ordinary owner of an empty \
            database loads it. Then each table must have the rows that the fixture's header says, and the manifest \
            beside it (shop.sql.gz: shop.manifest.json), to the digest; each constraint must be validated, unless the \
            file itself says NOT VALID; each sequence must be ahead of the columns that draw from it.

            A plain dump of pg_dump is verified as well, as a superuser, because it may name roles: there is nothing to \
            compare its rows with then, which is said. A file with rows only (--data-only) needs --schema-from.

            EXAMPLES:
              pg-sample verify Fixtures/shop.sql.gz
              pg-sample verify rows.sql.gz --schema-from schema.sql

            EXIT STATUS: 0 all is as it should be; 1 the file does not load, or the first differences on standard \
            error; 64 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("The file to verify, compressed or not.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp("Load this file before: the schema of one that has rows only.", valueName: "file"))
    var schemaFrom: String?

    @OptionGroup(title: "Messages (standard error)") var messages: MessageOptions

    var interruptionMessage: String { "interrupted: \(TerminalText.printable(file)) was not verified" }

    func run() async throws {
        var verification = FileVerification(of: file)
        verification.schemaFile = schemaFrom
        let report = try await shown(verification)
        guard report.differences.isEmpty else {
            StandardError.complain(report.complaint(of: file))
            throw ExitCode.failure
        }
        guard !messages.quiet else { return }
        StandardError.note(report.diagnostics)
        StandardError.write(report.table())
        StandardError.write("verified \(TerminalText.printable(file)): \(report.conclusion)")
    }

    private func shown(_ verification: FileVerification) async throws -> VerificationReport {
        var verification = verification
        let display = ProgressDisplay(messages.verbose ? .none : messages.progressStyleOfLongWork)
        defer { display.end() }
        display.show(SamplingProgress.verifying)
        verification.progress = { [messages] in
            display.show($0)
            if messages.verbose { Self.say($0) }
        }
        return try await verification.verify()
    }

    private static func say(_ step: FileVerification.Progress) {
        switch step {
        case .reading: break
        case .loading: StandardError.write("loading into a throwaway server")
        case .loaded(let table, let rows):
            StandardError.write("loaded \(Figures.count(rows, "row")) of \(TerminalText.printable(table))")
        case .checking: StandardError.write("checking rows, constraints and sequences")
        }
    }
}
