import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The names of temporary files: `.NAME.tmp-PID-RANDOM`.
enum TemporaryName {
    /// A file name has at most 255 bytes, and what we add needs up to 40.
    private static let longestKeptName = 200
    private static let randomDigits = 16

    /// A name beside `target` that nobody else has.
    static func make(for target: FilePath) -> FilePath {
        let random = String(UInt64.random(in: .min ... .max), radix: 16)
        let padded = String(repeating: "0", count: randomDigits - random.utf8.count) + random
        return target.removingLastComponent().appending("\(prefix(for: target))\(getpid())-\(padded)")
    }

    /// What the names of all temporary files of `target` begin with.
    static func prefix(for target: FilePath) -> String {
        var name = target.lastComponent?.string ?? ""
        while name.utf8.count > longestKeptName { name.removeLast() }
        return ".\(name).tmp-"
    }

    /// The process that a temporary file of `target` belongs to; nil for a name of another form.
    static func process(of name: String, prefix: String) -> pid_t? {
        guard name.hasPrefix(prefix) else { return nil }
        let parts = name.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == randomDigits, parts[1].allSatisfy(\.isHexDigit) else {
            return nil
        }
        return pid_t(parts[0])
    }
}

/// Temporary files of a target whose writers have died.
struct LeftoverFiles {
    let target: FilePath

    /// Removes those that are ours, whose process is gone, and whose lock nobody holds: process ids alone say
    /// nothing about a writer in another container that shares the folder. What cannot be removed stays.
    func sweep() {
        let folder = target.removingLastComponent()
        let prefix = TemporaryName.prefix(for: target)
        for name in names(in: folder.isEmpty ? "." : folder) {
            guard let process = TemporaryName.process(of: name, prefix: prefix), process > 0,
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            removeIfUnused(folder.appending(name))
        }
    }

    private func removeIfUnused(_ path: FilePath) {
        // A file that vanishes or cannot be opened meanwhile is not ours to remove.
        guard let status = try? Stat(path, followTargetSymlink: false), status.type == .regular,
            status.userID.rawValue == geteuid(),
            let descriptor = try? FileDescriptor.open(path, .writeOnly, options: [.noFollow, .closeOnExec])
        else { return }
        if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 { _ = path.withPlatformString { unlink($0) } }
        // Nothing was written, so nothing is lost by a close that fails.
        try? descriptor.close()
    }

    /// The folder's entries; none when it cannot be listed, which is no reason not to write into it.
    private func names(in folder: FilePath) -> [String] {
        guard let stream = folder.withPlatformString({ opendir($0) }) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                        String(cString: $0)
                    }
                }
            )
        }
        return names
    }
}
