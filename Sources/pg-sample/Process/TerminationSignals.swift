import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// SIGINT and SIGTERM: the first cancels the work, which then cleans up; a second one ends the process at once.
///
/// While a program runs in our place, it is the one that gets them, all of them.
///
/// What the process leaves then is removed later: its temporary file by the next run for the same file, its server by
/// the server's watcher.
final class TerminationSignals {
    private let sources: [any DispatchSourceSignal]

    init(for receiver: SignalReceiver, cancel: @escaping @Sendable () -> Void) {
        let hasCome = Latch()
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)  // else the process ends before the source sees the signal
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if receiver.pass(number) { return }
                if hasCome.raise() { _exit(EXIT_FAILURE) }
                cancel()
            }
            source.resume()
            return source
        }
    }
}
