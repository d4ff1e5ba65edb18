import ArgumentParser

/// `pg-sample`, which has no work of its own: `sample` is what runs when no subcommand is named.
struct RootCommand: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "pg-sample",
        abstract: "Samples PostgreSQL databases into small, referentially complete SQL files.",
        version: version,
        subcommands: [
            SampleCommand.self, GenerateCommand.self, LoadCommand.self, VerifyCommand.self, ServeCommand.self,
            CleanCommand.self,
        ],
        defaultSubcommand: SampleCommand.self,
        helpNames: .long
    )

    /// The names that a first argument can have without being a database's.
    static let subcommandNames = ["sample", "generate", "load", "verify", "serve", "clean", "help"]

    /// `pg-sample --help` shows what `pg-sample` does, which is to sample, and not only that there are subcommands.
    static func withDefaultHelp(_ arguments: [String]) -> [String] {
        [["--help"], ["help"]].contains(arguments) ? ["sample", "--help"] : arguments
    }

    /// A password that somebody gives as an argument is refused here, because a usage error would show it.
    static func refusePassword(in arguments: [String]) throws {
        let options = arguments.prefix { $0 != "--" }
        guard options.contains(where: { $0.hasPrefix("--password=") || $0.hasPrefix("-W=") }) else { return }
        throw ValidationError(
            "A password is never an argument, where everybody on the machine can read it: -W and --password ask "
                + "for it, and PGPASSWORD and ~/.pgpass are read.")
    }
}
