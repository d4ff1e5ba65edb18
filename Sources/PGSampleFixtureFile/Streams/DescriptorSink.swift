import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes to an open descriptor and turns the system's refusals into ``FixtureFileError``.
///
/// A closed pipe is an error here only if the process ignores SIGPIPE, which the executable does.
final class DescriptorSink: ByteSink {
    let descriptor: FileDescriptor
    /// How messages name the output.
    private let name: String
    private let ownsDescriptor: Bool

    /// - Parameter ownsDescriptor: Whether the descriptor is closed with this object.
    init(_ descriptor: FileDescriptor, name: String, ownsDescriptor: Bool) {
        self.descriptor = descriptor
        self.name = name
        self.ownsDescriptor = ownsDescriptor
    }

    deinit {
        // What had to reach the disk was synced before; an error of close changes nothing then.
        if ownsDescriptor { try? descriptor.close() }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            do {
                let count = try descriptor.write(rest)
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } catch Errno.wouldBlock {
                waitUntilWritable()
            } catch let error as Errno {
                throw Self.failure(error, name: name)
            }
        }
    }

    /// Waits for the disk.
    func synchronize() throws {
        while fsync(descriptor.rawValue) != 0 {
            let error = Errno(rawValue: errno)
            guard error == .interrupted else { throw Self.failure(error, name: name) }
        }
    }

    /// A terminal or a pipe that somebody has set to non-blocking mode comes to us as it is.
    private func waitUntilWritable() {
        var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
    }

    static func failure(_ error: Errno, name: String) -> FixtureFileError {
        switch error {
        case .noSpace, .diskQuotaExceeded:
            return FixtureFileError(
                code: .diskFull, message: "cannot write \(name): \(error); make room and run again",
                path: name,
                cause: error
            )
        case .brokenPipe:
            return FixtureFileError(
                code: .outputClosed, message: "cannot write \(name): the reader of the output has closed it",
                path: name, cause: error
            )
        default:
            return FixtureFileError(
                code: .writeFailed, message: "cannot write \(name): \(error)", path: name, cause: error
            )
        }
    }
}
