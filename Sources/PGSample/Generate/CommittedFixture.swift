import PGSampleFixtureFile
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A fixture that was generated before, as it lies in the repository, with its manifest.
struct CommittedFixture: Sendable {
    let path: FilePath

    /// Whether the fixture holds what another file does, however the two are compressed: another zlib writes
    /// other bytes for the same content. One that is missing or damaged does not.
    ///
    /// - Parameter manifest: The manifest's text; nil when there is none to compare.
    /// - Throws: `FixtureFileError` with `.readFailed`.
    func holds(_ new: FilePath, manifest: String?) throws -> Bool {
        let manifestPath = FixtureManifest.path(forFixture: path)
        let paths = [path] + (manifest == nil ? [] : [manifestPath])
        guard paths.allSatisfy({ FileManager.default.fileExists(atPath: $0.string) }) else { return false }
        do {
            if let manifest {
                let old = try PieceReader(manifestPath)
                guard try old.next(manifest.utf8.count + 1).elementsEqual(manifest.utf8) else { return false }
            }
            return try Self.hold(the: path, same: new)
        } catch let error as FixtureFileError where error.code == .damaged {
            return false
        }
    }

    private static func hold(the old: FilePath, same new: FilePath) throws -> Bool {
        let readers = (try PieceReader(old), try PieceReader(new))
        while true {
            let piece = try readers.0.next(GzipReader.pieceSize)
            guard try piece == readers.1.next(GzipReader.pieceSize) else { return false }
            if piece.isEmpty { return true }
        }
    }

    /// Reads pieces of a known length, where a single read may give less.
    private struct PieceReader {
        private let reader: GzipReader

        init(_ path: FilePath) throws {
            reader = try GzipReader(path: path)
        }

        /// The next `length` bytes; fewer at the end only.
        func next(_ length: Int) throws -> [UInt8] {
            try [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                count = try reader.fill(UnsafeMutableRawBufferPointer(buffer))
            }
        }
    }
}
