#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What one run of a program took, with the programs that it ran.
struct Measurement: Codable {
    /// From its start to its end, in seconds.
    var wall: Double
    /// User and system time of the client's programs, in seconds; the server's is not in it.
    var cpu: Double
    /// The largest resident memory that one of them had, in bytes. The system counts from before the other program is
    /// loaded, so what is not above ``ownMemory`` is known to be no more than that.
    var memory: Int

    /// The largest resident memory of this program, in bytes.
    static var ownMemory: Int {
        var usage = rusage()
        // 0 is RUSAGE_SELF, which Glibc has as a type that its function does not take.
        getrusage(0, &usage)
        return usage.ru_maxrss * unitOfMemory
    }

    #if canImport(Darwin)
        static let unitOfMemory = 1
    #else
        static let unitOfMemory = 1024
    #endif
}
