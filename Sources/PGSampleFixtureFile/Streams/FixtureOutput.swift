import Synchronization
package import SystemPackage

/// Where a fixture goes: a file that appears whole or not at all, compressed when its name ends in `.gz`, or
/// standard output as plain SQL.
///
///     let output = try FixtureOutput(.file("Fixtures/shop.sql.gz"))
///     …                       // write
///     try output.finish()     // output.finishedPath can be read now, for a trial load
///     try output.commit()     // now it is in place
///
/// Unchecked, because the mutex `lock` holds nothing itself: every method takes it before it touches a sink.
package final class FixtureOutput: ByteSink, @unchecked Sendable {  // by the mutex `lock`
    package enum Target: Sendable, Hashable {
        case file(FilePath)
        case standardOutput
    }

    private let lock = Mutex(())
    private let file: AtomicFile?
    private let gzip: GzipWriter?
    private let sink: any ByteSink
    /// The file that holds all bytes between ``finish()`` and ``commit()``; nil when they cannot be read
    /// again: standard output, a device, a pipe.
    package let finishedPath: FilePath?

    /// Opens the output.
    ///
    /// - Parameter level: gzip's, 0 to 9, for a file that is compressed.
    /// - Throws: ``FixtureFileError`` with `.folderMissing`, `.isDirectory`, `.notWritable`, or
    ///   `.writeFailed`.
    package init(_ target: Target, level: Int = GzipWriter.defaultLevel) throws {
        switch target {
        case .standardOutput:
            file = nil
            gzip = nil
            sink = DescriptorSink(.standardOutput, name: "standard output", ownsDescriptor: false)
            finishedPath = nil
        case .file(let path):
            let file = try AtomicFile(path: path)
            gzip = Self.compresses(path) ? try GzipWriter(sink: file, level: level) : nil
            sink = gzip ?? file
            finishedPath = file.temporaryPath
            self.file = file
        }
    }

    /// Whether a file of this name is compressed.
    package static func compresses(_ path: FilePath) -> Bool {
        path.lastComponent?.string.hasSuffix(".gz") == true
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        try lock.withLock { _ in try sink.write(bytes) }
    }

    /// Hands the last bytes to the system. Idempotent; afterwards nothing more may be written.
    package func finish() throws {
        try lock.withLock { _ in try gzip?.finish() }
    }

    /// Puts the file in place. Without this call the target stays as it was.
    ///
    /// - Throws: ``FixtureFileError``; the target is then as it was.
    package func commit() throws {
        try lock.withLock { _ in
            try gzip?.finish()
            try file?.commit()
        }
    }

    /// Gives the output up: the target stays as it was. Idempotent, and done at the latest when this object
    /// is freed.
    package func abandon() {
        lock.withLock { _ in file?.abandon() }
    }
}
