#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Puts the process's standard streams into a state that the rest can rely on.
enum StandardStreams {
    /// Called before anything is opened.
    ///
    /// A write to a closed pipe becomes an error instead of our end. A stream that our caller has closed would
    /// be the next file that we open, and SQL meant for a server would go where messages go; it gets the null
    /// device, opened the wrong way round, so that using it is still an error.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is given out, which is this one.
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }
}
