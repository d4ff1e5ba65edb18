import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP: the first cancels the work, which then cleans up; a second one ends the process at
/// once, but for SIGHUP, of which a terminal that is closed may bring two, from the kernel and from the shell.
///
/// While a program runs in our place, it is the one that gets them, all of them.
///
/// What the process leaves then is removed later: its temporary file by the next run for the same file, its server by
/// the server's watcher.
final class TerminationSignals {
    private let sources: [any DispatchSourceSignal]

    init(for receiver: SignalReceiver, cancel: @escaping @Sendable () -> Void) {
        let hasCome = Latch()
        sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
            // Else the process ends before the source sees the signal.
            let before = signal(number, SIG_IGN)
            // By nohup.
            if number == SIGHUP, Self.isIgnored(before) { return nil }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if receiver.pass(number) { return }
                if hasCome.raise(), number != SIGHUP { _exit(EXIT_FAILURE) }
                cancel()
            }
            source.resume()
            return source
        }
    }

    private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
        unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
