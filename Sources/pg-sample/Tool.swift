import ArgumentParser
import Dispatch
import PGSample

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The process: arguments in, exit status out.
///
/// The command runs as a task. A signal cancels the task, which removes what it has begun. The task's exit
/// status becomes the process's; usage errors and help leave through ArgumentParser's `exit(withError:)`, a
/// second signal through `_exit`.
@main
enum Tool {
    static func main() async {
        StandardStreams.prepare()
        let receiver = SignalReceiver()
        let work = Task { await run(Array(CommandLine.arguments.dropFirst()), receiver) }
        let signals = TerminationSignals(for: receiver) { work.cancel() }
        let status = await work.value
        withExtendedLifetime(signals) {}
        exit(status.rawValue)
    }

    private static func run(_ arguments: [String], _ signals: SignalReceiver) async -> ExitCode {
        let command: any ParsableCommand
        do {
            try RootCommand.refusePassword(in: arguments)
            command = try RootCommand.parseAsRoot(RootCommand.withDefaultHelp(arguments))
        } catch {
            RootCommand.exit(withError: error)
        }
        do {
            if let command = command as? any SignalTakingCommand {
                try await command.run(signals: signals)
                return .success
            }
            guard var asynchronous = command as? any AsyncParsableCommand else {
                var help = command
                try help.run()
                return .success
            }
            try await asynchronous.run()
            return .success
        } catch {
            return report(error, of: command)
        }
    }

    /// Says why a command failed, once.
    private static func report(_ error: any Error, of command: any ParsableCommand) -> ExitCode {
        switch error {
        case let code as ExitCode: return code
        case _ where Task.isCancelled || error is CancellationError:
            // What failed then, failed because it was cancelled.
            let message = (command as? any Interruptible)?.interruptionMessage
            StandardError.complain(message ?? "interrupted")
            return .failure
        case let error as PGSampleError:
            StandardError.complain("\(error)")
            if error.code == .commandNotFound { return .commandNotFound }
            return isWrongUsage(error) ? .validationFailure : .failure
        default:
            RootCommand.exit(withError: error)
        }
    }

    /// What can be seen from the arguments alone; a rule that only the server refuses is a failed run.
    private static func isWrongUsage(_ error: PGSampleError) -> Bool {
        error.sqlState == nil && [.invalidRule, .invalidArguments].contains(error.code)
    }
}
