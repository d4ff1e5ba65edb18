import ArgumentParser
import PGSample

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `pg-sample serve`: a command with a server of its own.
struct ServeCommand: SignalTakingCommand, Interruptible {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs a command with a throwaway PostgreSQL server of its own.",
        usage: "pg-sample serve [--dbname <name>] -- <command> [<argument> ...]",
        discussion: """
            The server is new and empty, listens on a unix socket only, and is gone when the command ends, however it \
            ends. PGHOST, PGPORT, PGUSER and PGDATABASE lead the command to it, and PG_SAMPLE_TEST_URL leads there the \
            tests that load fixtures; all other PG* variables are unset, and DATABASE_URL is left as it is. SIGINT, \
            SIGTERM and SIGHUP are passed on to the command.

            EXAMPLES:
              pg-sample serve -- psql
              pg-sample serve --dbname shop -- sh -c 'psql -f schema.sql && ./migrate'
              pg-sample serve -- swift test

            EXIT STATUS: the command's own, 128+N when signal N ended it; 127 there is no such command; 1 the server \
            failed; 64 wrong usage.
            """
    )

    @Option(
        name: [.customShort("d"), .long],
        help: ArgumentHelp("The database to make for the command.", valueName: "name"))
    var dbname = "test"

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("The command and its arguments, after --.", valueName: "command"))
    var command: [String] = []

    var interruptionMessage: String { "interrupted: the command was not started" }

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("The command to run is missing: it stands after --.")
        }
        guard !dbname.isEmpty else { throw ValidationError("The name of the database is empty.") }
    }

    func run(signals: SignalReceiver) async throws {
        let served = try ServedCommand(command[0], Array(command.dropFirst()), database: dbname)
        let status = try await served.run { passOn in
            guard let passOn else { return signals.receive(nil) }
            signals.receive { signal in
                // The terminal has sent it to the command as well.
                if signal == SIGINT, Terminal.sendsUsInterrupts { return }
                passOn(signal)
            }
        }
        guard status == 0 else { throw ExitCode(status) }
    }
}
