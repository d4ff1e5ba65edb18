import Foundation
import PGSampleFixtureFile
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct AtomicFileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        // As the executable does: a closed pipe is an error, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
    }

    @Test func nothingStandsAtTheTargetBeforeTheCommitAndNothingElseAfterIt() throws {
        let path = folder.file("shop.sql")
        let file = try AtomicFile(path: path)
        try file.write("new")
        let temporary = try #require(file.temporaryPath)
        #expect(try folder.names() == [temporary.lastComponent?.string])
        #expect(temporary.lastComponent?.string.hasPrefix(".shop.sql.tmp-\(getpid())-") == true)
        #expect(try text(of: temporary) == "new")
        try file.commit()
        #expect(try folder.names() == ["shop.sql"])
        #expect(try text(of: path) == "new")
    }

    @Test func withoutACommitTheOldFileStaysAsItWas() throws {
        let path = try folder.write(Array("old".utf8), to: "shop.sql")
        let abandoned = try AtomicFile(path: path)
        try abandoned.write("new")
        abandoned.abandon()
        abandoned.abandon()
        #expect(try folder.names() == ["shop.sql"])
        #expect(throws: FixtureFileError.self) { try abandoned.write("more") }
        #expect(throws: FixtureFileError.self) { try abandoned.commit() }
        do {
            let forgotten = try AtomicFile(path: path)
            try forgotten.write("new")
        }
        #expect(try folder.names() == ["shop.sql"])
        #expect(try text(of: path) == "old")
    }

    @Test func aReplacedFileKeepsItsModeAndANewOneGetsTheUsual() throws {
        let path = try folder.write(Array("old".utf8), to: "old.sql")
        for mode: mode_t in [0o600, 0o664, 0o750] {
            #expect(chmod(path.string, mode) == 0)
            let file = try AtomicFile(path: path)
            try file.write("new")
            try file.commit()
            #expect(try Stat(path).permissions.rawValue == mode)
        }
        // What the umask makes of a new file, seen at a file that another program creates.
        try run("touch", [folder.file("touched").string], in: folder)
        let file = try AtomicFile(path: folder.file("new.sql"))
        try file.commit()
        #expect(try Stat(folder.file("new.sql")).permissions == Stat(folder.file("touched")).permissions)
    }

    @Test func aSymbolicLinkStaysAndItsTargetIsReplaced() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file("real").string, withIntermediateDirectories: true)
        for existing in [true, false] {
            let real = folder.file("real").appending("\(existing).sql")
            if existing { try Data("old".utf8).write(to: URL(fileURLWithPath: real.string)) }
            let (first, second) = (folder.file("first-\(existing)"), folder.file("second-\(existing)"))
            #expect(symlink("second-\(existing)", first.string) == 0)
            #expect(symlink("real/\(existing).sql", second.string) == 0)
            let file = try AtomicFile(path: first)
            #expect(file.temporaryPath?.removingLastComponent() == folder.file("real"))
            try file.write("new")
            try file.commit()
            #expect(try Stat(first, followTargetSymlink: false).type == .symbolicLink)
            #expect(try Stat(real, followTargetSymlink: false).type == .regular)
            #expect(try text(of: real) == "new")
        }
        let loop = folder.file("loop")
        #expect(symlink("loop", loop.string) == 0)
        let error = #expect(throws: FixtureFileError.self) { try AtomicFile(path: loop) }
        #expect(error?.message.contains(loop.string) == true)
    }

    @Test func aMissingFolderAFolderAndAFileInsteadOfAFolderAreNamed() throws {
        let file = try folder.write([1], to: "file")
        for (path, code) in [
            (folder.file("missing").appending("shop.sql"), FixtureFileError.Code.folderMissing),
            (file.appending("shop.sql"), .folderMissing), (folder.path, .isDirectory),
        ] {
            let error = #expect(throws: FixtureFileError.self) { try AtomicFile(path: path) }
            #expect(error?.code == code)
            #expect(error?.message.contains(path.string) == true)
        }
    }

    /// `/proc/sys` refuses everybody, root included; elsewhere a folder without the right to write does, but
    /// to root.
    @Test func anOutputThatMayNotBeWrittenIsNamed() throws {
        let path: FilePath
        if geteuid() == 0 {
            path = "/proc/sys/kernel/shop.sql"
        } else {
            path = folder.file("locked").appending("shop.sql")
            try FileManager.default.createDirectory(
                atPath: folder.file("locked").string, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o555]
            )
        }
        let error = #expect(throws: FixtureFileError.self) { try AtomicFile(path: path) }
        #expect(error?.code == .notWritable)
        #expect(error?.message.contains("cannot write \(path)") == true)
    }

    @Test func specialFilesAreWrittenDirectly() throws {
        let null = try AtomicFile(path: "/dev/null")
        #expect(null.temporaryPath == nil)
        try null.write("gone")
        try null.commit()
        #expect(try Stat("/dev/null").type == .characterSpecial)

        let fifo = folder.file("fifo")
        #expect(mkfifo(fifo.string, 0o600) == 0)
        // Who opens a pipe to write waits for a reader, so there is one already.
        let reader = FileHandle(
            fileDescriptor: open(fifo.string, O_RDONLY | O_NONBLOCK), closeOnDealloc: true)
        do {
            let file = try AtomicFile(path: fifo)
            try file.write("through the pipe")
            try file.commit()
        }
        #expect(try reader.readToEnd() == Data("through the pipe".utf8))
        #expect(try Stat(fifo).type == .fifo)
    }

    #if os(Linux)
        @Test func aFullDiskIsSaidToBeFull() throws {
            for name in ["full.sql", "full.sql.gz"] {
                let path = folder.file(name)
                #expect(symlink("/dev/full", path.string) == 0)
                let error = #expect(throws: FixtureFileError.self) {
                    let output = try FixtureOutput(.file(path))
                    try output.write("rows")
                    try output.commit()
                }
                #expect(error?.code == .diskFull)
                #expect(error?.message.contains(path.string) == true)
            }
        }
    #endif

    @Test func aReaderThatHasGoneIsSaidToHaveGone() throws {
        let fifo = folder.file("fifo")
        #expect(mkfifo(fifo.string, 0o600) == 0)
        let reader = open(fifo.string, O_RDONLY | O_NONBLOCK)
        let file = try AtomicFile(path: fifo)
        try file.write("read by nobody")
        close(reader)
        let error = #expect(throws: FixtureFileError.self) { try file.write("more") }
        #expect(error?.code == .outputClosed)
    }

    @Test func whatCrashedRunsLeftIsRemovedAndNothingElse() throws {
        let ended = Process()
        ended.executableURL = URL(fileURLWithPath: "/bin/true")
        try ended.run()
        ended.waitUntilExit()
        let random = "0123456789abcdef"
        let dead = ".shop.sql.tmp-\(ended.processIdentifier)-\(random)"
        let kept = [
            ".other.sql.tmp-\(ended.processIdentifier)-\(random)",
            ".shop.sql.tmp-\(ended.processIdentifier)-short",
            ".shop.sql.tmp-\(getpid())-\(random)", ".shop.sql.tmp-x-\(random)", "shop.sql",
        ]
        for name in kept + [dead] { _ = try folder.write(Array("old".utf8), to: name) }
        try AtomicFile(path: folder.file("shop.sql")).abandon()
        #expect(try folder.names() == kept.sorted())
    }

    @Test func aFileThatAnotherContainersProcessWritesIsKept() throws {
        let ended = Process()
        ended.executableURL = URL(fileURLWithPath: "/bin/true")
        try ended.run()
        ended.waitUntilExit()
        let name = ".shop.sql.tmp-\(ended.processIdentifier)-0123456789abcdef"
        let path = try folder.write(Array("half".utf8), to: name)
        let holder = open(path.string, O_RDONLY)
        #expect(flock(holder, LOCK_EX) == 0)
        try AtomicFile(path: folder.file("shop.sql")).abandon()
        #expect(try folder.names() == [name])
        close(holder)
        try AtomicFile(path: folder.file("shop.sql")).abandon()
        #expect(try folder.names().isEmpty)
    }

    @Test func aNameOfTheGreatestLengthCanBeWritten() throws {
        let path = folder.file(String(repeating: "ä", count: 127))
        let file = try AtomicFile(path: path)
        try file.commit()
        #expect(try folder.names().count == 1)
    }

    @Test func aFinishedOutputCanBeReadBeforeItIsInPlace() throws {
        let path = try folder.write(Array("old".utf8), to: "shop.sql.gz")
        let output = try FixtureOutput(.file(path))
        try output.write("new")
        try output.finish()
        let finished = try #require(output.finishedPath)
        #expect(try run("gunzip", ["-c"], standardInput: finished, in: folder).output == Array("new".utf8))
        #expect(try text(of: path) == "old")
        try output.commit()
        #expect(try run("gunzip", ["-c", path.string], in: folder).output == Array("new".utf8))
    }
}
