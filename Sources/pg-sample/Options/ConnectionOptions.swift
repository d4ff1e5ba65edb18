import ArgumentParser
import PGSample

/// Where the source is and as whom to read it, as psql has it.
struct ConnectionOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The database; one that is named like a subcommand needs -d.", valueName: "dbname")
    )
    var databases: [String] = []

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard let first = databases.first else { return }
        // None of these quotes what was given, unless it is a subcommand: a URL may hold a password.
        if databases.count > 1 {
            let question = subcommandQuestion.map { " \($0)" } ?? ""
            throw ValidationError(
                "One database is sampled at a time, and \(databases.count) are given.\(question)")
        }
        if server.dbname != nil { throw ValidationError("The database is given twice: as DBNAME and by -d.") }
        if RootCommand.subcommandNames.contains(first) {
            throw ValidationError(
                "The subcommand '\(first)' stands before all options; a database of that name is -d \(first)."
            )
        }
    }

    /// The source; asks for the password if that was wished.
    func source() async throws -> DatabaseSource {
        try await server.source(database: databases.first)
    }

    /// A mistyped subcommand arrives here as the name of a database.
    func pointingOutSubcommand(in error: PGSampleError) -> PGSampleError {
        guard error.code == .connectionFailed, let question = subcommandQuestion else { return error }
        var error = error
        error.remedy = [question, error.remedy].compactMap(\.self).joined(separator: "\n")
        return error
    }

    /// `"generat" was taken for a database; did you mean the subcommand "generate"?`, or nil when nothing is near.
    private var subcommandQuestion: String? {
        guard let name = databases.first, !name.contains("="), !name.contains("://"),
            let nearest = NearMisses.of(name, among: RootCommand.subcommandNames).first
        else { return nil }
        return "\"\(TerminalText.printable(name))\" was taken for a database; did you mean the subcommand "
            + "\"\(nearest)\"?"
    }
}
