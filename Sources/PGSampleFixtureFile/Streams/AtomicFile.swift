package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An output file that appears whole or not at all.
///
/// The bytes go into `.NAME.tmp-PID-RANDOM` beside the target, with the old file's mode or the one that the
/// umask gives, and the file is renamed into place by ``commit()``. Without that, at the latest when this
/// object is freed, the temporary file is removed, and the target stays as it was. What a crashed run left is
/// removed when the same target is opened again.
///
/// A symbolic link stays, and the file that it leads to is replaced. A device, a pipe or a FIFO cannot be
/// replaced: it is written to directly.
package final class AtomicFile: ByteSink {
    private static let maximumLinks = 40

    /// Where the bytes are to be read until ``commit()``; nil when they go to the target directly.
    package let temporaryPath: FilePath?
    /// The target as the caller named it, for messages.
    package let path: FilePath
    /// The target with its links resolved.
    private let target: FilePath
    private let sink: DescriptorSink
    private var isOpen = true

    /// Creates the temporary file, or opens the special file.
    ///
    /// - Throws: ``FixtureFileError`` with `.folderMissing`, `.isDirectory`, `.notWritable`, or
    ///   `.writeFailed`.
    package init(path: FilePath) throws {
        self.path = path
        let old = try? Stat(path)  // no file to follow the name to: it is created
        if let old, old.type == .directory {
            throw FixtureFileError(
                code: .isDirectory, message: "cannot write \(path): it is a folder; give the name of a file",
                path: path.string
            )
        }
        if let old, old.type != .regular {
            target = path
            temporaryPath = nil
            sink = DescriptorSink(try Self.openSpecial(path), name: path.string, ownsDescriptor: true)
            return
        }
        target = try Self.followingLinks(path)
        if old != nil, target.withPlatformString({ access($0, W_OK) }) != 0 {
            throw Self.cannotOpen(path, Errno(rawValue: errno))
        }
        LeftoverFiles(target: target).sweep()
        let temporary = TemporaryName.make(for: target)
        let descriptor = try Self.create(temporary, for: path, replacing: old)
        temporaryPath = temporary
        sink = DescriptorSink(descriptor, name: path.string, ownsDescriptor: true)
    }

    deinit { abandon() }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        try checkIsOpen()
        try sink.write(bytes)
    }

    /// Waits until the bytes are on the disk and renames the file into place.
    ///
    /// - Throws: ``FixtureFileError``, also after ``abandon()``; the target is then as it was, and the
    ///   temporary file is gone.
    package func commit() throws {
        try checkIsOpen()
        guard let temporaryPath else {
            isOpen = false
            return
        }
        do {
            try sink.synchronize()
            let status = temporaryPath.withPlatformString { from in
                target.withPlatformString { rename(from, $0) }
            }
            guard status == 0 else { throw DescriptorSink.failure(Errno(rawValue: errno), name: path.string) }
            isOpen = false
        } catch {
            abandon()
            throw error
        }
    }

    /// Removes the temporary file. After ``commit()``, or a second time, it does nothing.
    package func abandon() {
        guard isOpen else { return }
        isOpen = false
        // A file that cannot be removed now is removed by the next run for the same target.
        if let temporaryPath { _ = temporaryPath.withPlatformString { unlink($0) } }
    }

    /// Somebody may give the file up while another thread writes.
    private func checkIsOpen() throws {
        guard isOpen else {
            throw FixtureFileError(
                code: .writeFailed, message: "cannot write \(path): the output was given up or is complete",
                path: path.string
            )
        }
    }

    // MARK: Opening

    private static func openSpecial(_ path: FilePath) throws -> FileDescriptor {
        do {
            return try FileDescriptor.open(path, .writeOnly, options: [.closeOnExec])
        } catch let error as Errno {
            throw cannotOpen(path, error)
        }
    }

    private static func create(
        _ temporary: FilePath, for path: FilePath, replacing old: Stat?
    ) throws -> FileDescriptor {
        let new: FilePermissions = [.ownerReadWrite, .groupReadWrite, .otherReadWrite]
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: old?.permissions.intersection(new) ?? new
            )
        } catch let error as Errno {
            throw cannotOpen(path, error)
        }
        // Held as long as the file is ours: see LeftoverFiles. File systems without locks do without.
        _ = flock(descriptor.rawValue, LOCK_EX | LOCK_NB)
        if let old {
            // Only root may give files away, and nobody else has to: then the new file's owner is the writer.
            if geteuid() == 0 { _ = fchown(descriptor.rawValue, old.userID.rawValue, old.groupID.rawValue) }
            // A file system without modes keeps its own.
            _ = fchmod(descriptor.rawValue, old.permissions.rawValue)
        }
        return descriptor
    }

    private static func cannotOpen(_ path: FilePath, _ error: Errno) -> FixtureFileError {
        let folder = path.removingLastComponent()
        let folderName = folder.isEmpty ? "." : folder.string
        // No status to be had: no folder either.
        let hasFolder = (try? Stat(FilePath(folderName)))?.type == .directory
        var failure = DescriptorSink.failure(error, name: path.string)
        switch error {
        case .noSuchFileOrDirectory where !hasFolder, .notDirectory:
            failure.code = .folderMissing
            failure.message = "cannot write \(path): there is no folder \(folderName); create it first"
        case .permissionDenied, .notPermitted, .readOnlyFileSystem, .noSuchFileOrDirectory:
            failure.code = .notWritable
            failure.message =
                "cannot write \(path): \(error); the file and its folder \(folderName) must be writable"
        default: break
        }
        return failure
    }

    // MARK: Links

    /// The file that a chain of symbolic links leads to, which need not exist; `path` itself when it is no
    /// link.
    private static func followingLinks(_ path: FilePath) throws -> FilePath {
        var current = path
        for _ in 0..<maximumLinks {
            // No file of that name is no link either.
            guard let status = try? Stat(current, followTargetSymlink: false), status.type == .symbolicLink
            else {
                return current
            }
            guard let destination = destination(ofLink: current) else { break }
            current = current.removingLastComponent().pushing(destination)
        }
        throw cannotOpen(path, .tooManySymbolicLinkLevels)
    }

    private static func destination(ofLink path: FilePath) -> FilePath? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let count = path.withPlatformString { readlink($0, base, Int(PATH_MAX)) }
            guard count > 0 else { return nil }
            buffer[count] = 0
            return FilePath(platformString: base)
        }
    }
}
