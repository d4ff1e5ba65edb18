import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where a user's processes find the server that they share: a private folder with one file for each major
/// version.
struct SharedServerRegistry: Sendable {
    let major: Int
    private let server: FilePath
    let lockFile: FilePath

    /// - Throws: ``LocalServerError`` with `.noFolder` when no parent takes a folder that is ours alone.
    init(major: Int, parents: [FilePath]) throws {
        let folders = parents.map { $0.appending(Self.folderName) }
        guard let folder = folders.first(where: Self.isOurs) else {
            throw LocalServerError(
                code: .noFolder,
                message: "cannot make a private folder at any of: "
                    + folders.map { "\"\($0)\"" }.joined(separator: ", "),
                remedy: "remove what stands there, or set TMPDIR to a folder in which you may write"
            )
        }
        self.init(folder: folder, major: major)
    }

    private init(folder: FilePath, major: Int) {
        self.major = major
        server = folder.appending("\(Self.filePrefix)\(major)")
        lockFile = folder.appending("\(Self.filePrefix)\(major).lock")
    }

    private static var folderName: String { "pg-sample-shared-\(geteuid())" }
    private static let filePrefix = "server-"

    /// What there is already, in every one of the parents.
    static func all(in parents: [FilePath]) -> [SharedServerRegistry] {
        parents.map { $0.appending(folderName) }.filter(isPrivate).flatMap { folder in
            // A folder that cannot be listed tells of no server.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
            return names.filter { $0.hasPrefix(filePrefix) }.compactMap {
                Int($0.dropFirst(filePrefix.count))
            }
            .sorted().map { SharedServerRegistry(folder: folder, major: $0) }
        }
    }

    /// Makes the folder, or finds it, as a folder of our own which nobody else may enter.
    private static func isOurs(_ folder: FilePath) -> Bool {
        if mkdir(folder.string, 0o700) != 0, errno != EEXIST { return false }
        return isPrivate(folder)
    }

    private static func isPrivate(_ folder: FilePath) -> Bool {
        var status = stat()
        return lstat(folder.string, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
    }

    /// The folder of the server that was started last; nil when none was.
    func published() -> FilePath? {
        guard let text = SmallFile.text(server)?.trimmingNewlines, !text.isEmpty else { return nil }
        return FilePath(text)
    }

    /// - Throws: ``LocalServerError`` with `.noFolder`.
    func publish(_ folder: FilePath) throws {
        do {
            try SmallFile.replace(server, folder.string + "\n")
        } catch {
            throw Self.unusable(server, error)
        }
    }

    private static func unusable(_ file: FilePath, _ error: any Error) -> LocalServerError {
        LocalServerError(
            code: .noFolder, message: "cannot write \"\(file)\": \(error)",
            remedy: "remove that file, or set TMPDIR to a folder in which you may write")
    }

    /// Whether a folder's server has its process, by the number in its `postmaster.pid`.
    ///
    /// The number alone says nothing: it may be somebody else's by now, or that of a process which has ended
    /// and which nobody has waited for, as in a container whose first process does not.
    func isServing(_ folder: FilePath) -> Bool {
        let data = ServerFolder(path: folder).data
        let text = SmallFile.text(data.appending("postmaster.pid")) ?? ""
        guard let processID = text.split(separator: "\n").first.flatMap({ Int32($0) }), processID > 0 else {
            return false
        }
        #if os(Linux)
            // Of a process that has ended it is empty.
            if let command = SmallFile.text(FilePath("/proc/\(processID)/cmdline")) {
                return command.contains(data.string)
            }
        #endif
        return kill(processID, 0) == 0 || errno == EPERM
    }

    /// The lock under which a server is started; nil when another process, or another task of ours, has it.
    ///
    /// It ends with its process (flock(2)), and no child of ours gets to hold it.
    ///
    /// - Throws: ``LocalServerError`` with `.noFolder`.
    func tryLock() throws -> Lock? {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(
                lockFile, .readWrite, options: [.create, .noFollow, .closeOnExec],
                permissions: .ownerReadWrite)
        } catch {
            throw Self.unusable(lockFile, error)
        }
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            // Nothing was written to it.
            try? file.close()
            return nil
        }
        return Lock(file: file)
    }

    struct Lock {
        let file: FileDescriptor

        func release() {
            // Closing is what releases; a failing close has released too (close(2)).
            try? file.close()
        }
    }
}
