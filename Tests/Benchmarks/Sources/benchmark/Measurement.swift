/// What one run of a program took, with the programs that it ran.
struct Measurement: Codable {
    /// From its start to its end, in seconds.
    var wall: Double
    /// User and system time of the client's programs, in seconds; the server's is not in it.
    var cpu: Double
    /// The largest resident memory that one of them had, in bytes; never less than this program's own, because the
    /// system counts from before the other program is loaded.
    var memory: Int
}
