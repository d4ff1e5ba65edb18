import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files of a few kilobytes, read and written whole, never through a symbolic link.
enum SmallFile {
    /// At most the first `limit` bytes; nil when the file cannot be read.
    static func text(_ path: FilePath, limit: Int = 64 * 1024) -> String? {
        // The caller goes by what is there: why it is not makes no difference.
        try? read(path, limit: limit)
    }

    private static func read(_ path: FilePath, limit: Int) throws -> String {
        let file = try FileDescriptor.open(path, .readOnly, options: [.noFollow, .closeOnExec, .nonBlocking])
        return try file.closeAfter {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while bytes.count < limit {
                let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
                guard count > 0 else { break }
                bytes += buffer[..<count]
            }
            return String(decoding: bytes.prefix(limit), as: UTF8.self)
        }
    }

    /// The last `limit` bytes of a file that may be long, from the start of a line; empty when it cannot be
    /// read.
    static func tail(_ path: FilePath, limit: Int = 4096) -> String {
        // A log that is not there has nothing to say.
        guard let file = try? FileDescriptor.open(path, .readOnly, options: [.noFollow, .closeOnExec]),
            let text = try? file.closeAfter({ () -> String in
                let size = try file.seek(offset: 0, from: .end)
                var buffer = [UInt8](repeating: 0, count: limit)
                let start = max(0, size - Int64(limit))
                let count = try buffer.withUnsafeMutableBytes {
                    try file.read(fromAbsoluteOffset: start, into: $0)
                }
                let whole = start == 0 ? buffer[..<count] : buffer[..<count].drop { $0 != UInt8(ascii: "\n") }
                return String(decoding: whole, as: UTF8.self)
            })
        else { return "" }
        return text.trimmingNewlines
    }

    /// Makes a file that is not there yet.
    static func create(_ path: FilePath, _ text: String) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }

    /// Puts a file in the place of one that may be there, so that a reader sees the one or the other.
    static func replace(_ path: FilePath, _ text: String) throws {
        let new = FilePath(path.string + ".\(getpid())")
        try create(new, text)
        guard rename(new.string, path.string) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Writes at the end of a file that is there.
    static func append(_ text: String, to path: FilePath) throws {
        let file = try FileDescriptor.open(path, .writeOnly, options: [.append, .noFollow, .closeOnExec])
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }

    static func linkTarget(_ path: FilePath) -> String? {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink(path.string, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What stands at a path itself, a symbolic link not followed; nil when nothing does.
    static func status(_ path: FilePath) -> (isFolder: Bool, userID: UInt32, modified: Int)? {
        var status = stat()
        guard lstat(path.string, &status) == 0 else { return nil }
        #if canImport(Darwin)
            let modified = status.st_mtimespec.tv_sec
        #else
            let modified = status.st_mtim.tv_sec
        #endif
        return (status.st_mode & S_IFMT == S_IFDIR, status.st_uid, modified)
    }
}
