import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What our standard streams are connected to.
enum Terminal {
    private static let widthIfUnknown = 80

    static func isTerminal(_ descriptor: FileDescriptor) -> Bool { isatty(descriptor.rawValue) == 1 }

    /// Whether Ctrl-C is sent to us and to the programs that we run, by the terminal itself.
    static var sendsUsInterrupts: Bool {
        [FileDescriptor.standardInput, .standardOutput, .standardError].contains {
            tcgetpgrp($0.rawValue) == getpgrp()
        }
    }

    /// Whether a line can be drawn over.
    static var canRedraw: Bool {
        let kind = getenv("TERM").map { String(cString: $0) }
        return isTerminal(.standardError) && kind != nil && kind != "dumb"
    }

    /// Columns, as of now: windows change.
    static var width: Int {
        var size = winsize()
        guard ioctl(FileDescriptor.standardError.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
        else {
            return widthIfUnknown
        }
        return Int(size.ws_col)
    }
}
