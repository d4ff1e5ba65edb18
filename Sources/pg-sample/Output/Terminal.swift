import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What standard error is connected to.
enum Terminal {
    private static let widthIfUnknown = 80

    static func isTerminal(_ descriptor: FileDescriptor) -> Bool { isatty(descriptor.rawValue) == 1 }

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
