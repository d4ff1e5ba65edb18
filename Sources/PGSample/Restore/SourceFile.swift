import PGSampleFixtureFile
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A file, or folder, that a source is restored from.
struct SourceFile: Sendable, Hashable {
    enum Format: Sendable, Hashable {
        /// SQL as psql reads it: a script, or a dump in `pg_dump`'s plain format.
        case sql
        /// `pg_dump -Fc` or `-Ft`, in one file.
        case archive
        /// `pg_dump -Fd`.
        case directory
    }

    /// As the configuration names it, for messages.
    let path: String
    let format: Format
    let isCompressed: Bool

    /// Absolute, because programs are run in other folders than ours.
    var absolutePath: FilePath {
        FilePath(FileManager.default.currentDirectoryPath).pushing(FilePath(path))
    }

    /// What stands at the beginning of a custom archive (`pg_backup_archiver.c`).
    private static let archiveMark = Array("PGDMP".utf8)
    /// What a tar file has at byte 257, and the entry that `pg_dump` writes first (`pg_backup_tar.c`).
    private static let tarMark = Array("ustar".utf8)
    private static let contentsName = "toc.dat"

    /// Looks at what is there.
    ///
    /// - Throws: ``PGSampleError`` with `.restoreFailed`.
    init(path: String) throws {
        self.path = path
        let type: FileType
        do {
            type = try Stat(FilePath(path)).type
        } catch {
            throw PGSampleError(
                code: .restoreFailed, message: "cannot restore the source", object: path, reason: "\(error)",
                remedy: "Paths in fixtures.yml are relative to its own folder."
            )
        }
        if type == .directory {
            let folder = FilePath(path)
            let names = ["", ".gz", ".lz4", ".zst"].map { folder.appending(Self.contentsName + $0).string }
            guard names.contains(where: FileManager.default.fileExists) else {
                throw PGSampleError(
                    code: .restoreFailed, message: "cannot restore the source", object: path,
                    reason: "it is a folder without the \(Self.contentsName) of pg_dump's directory format"
                )
            }
            (format, isCompressed) = (.directory, false)
        } else {
            do {
                (format, isCompressed) = try Self.look(at: path)
            } catch let error as FixtureFileError {
                throw PGSampleError(
                    code: .restoreFailed, message: "cannot restore the source", object: path,
                    reason: error.message,
                    cause: error
                )
            }
        }
    }

    private static func look(at path: String) throws -> (Format, isCompressed: Bool) {
        let reader = try GzipReader(path: FilePath(path))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 512, alignment: 1)
        defer { buffer.deallocate() }
        let head = buffer[..<(try reader.fill(buffer))]
        let isTar =
            head.dropFirst(257).starts(with: tarMark) && head.starts(with: Array(contentsName.utf8) + [0])
        return (head.starts(with: archiveMark) || isTar ? .archive : .sql, reader.isCompressed)
    }
}
