import PGSampleFixtureFile
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A run's output up to the moment that it is put in place, with the manifest beside it.
///
/// What goes to standard output and is verified before is kept in a temporary file until then: bytes that
/// were sent cannot be taken back.
struct PendingOutput {
    let output: FixtureOutput
    private let destination: SamplingEngine.Destination
    private let isHeldBack: Bool

    /// - Parameter level: gzip's, 0 to 9, for a file that is compressed.
    /// - Throws: `FixtureFileError` when the destination cannot be written, before any work is done.
    init(_ destination: SamplingEngine.Destination, level: Int, isVerified: Bool) throws {
        self.destination = destination
        switch destination {
        case .file(let path):
            isHeldBack = false
            output = try FixtureOutput(.file(FilePath(path)), level: level)
        case .standardOutput where isVerified:
            isHeldBack = true
            let folder = FileManager.default.temporaryDirectory.path
            output = try FixtureOutput(
                .file(FilePath(folder).appending("pg-sample-\(UUID().uuidString).sql")))
        case .standardOutput:
            isHeldBack = false
            output = try FixtureOutput(.standardOutput)
        }
    }

    /// Puts the file, and its manifest, in place.
    ///
    /// - Parameter keepsUnchanged: Whether files that hold the same already are left alone.
    /// - Returns: Whether they were left alone.
    func commit(manifest: FixtureManifest?, keepsUnchanged: Bool = false) throws -> Bool {
        if isHeldBack {
            try sendHeldBack()
            output.abandon()
            return false
        }
        guard case .file(let path) = destination else {
            try output.commit()
            return false
        }
        if keepsUnchanged, let new = output.finishedPath,
            try CommittedFixture(path: FilePath(path)).holds(new, manifest: try manifest?.text())
        {
            output.abandon()
            return true
        }
        guard let manifest else {
            try output.commit()
            return false
        }
        try commit(manifest, beside: path)
        return false
    }

    private func commit(_ manifest: FixtureManifest, beside path: String) throws {
        let beside = try FixtureOutput(.file(FixtureManifest.path(forFixture: FilePath(path))))
        do {
            try beside.write(try manifest.text())
            try beside.finish()
            try output.commit()
            try beside.commit()
        } catch {
            beside.abandon()
            throw error
        }
    }

    func abandon() {
        output.abandon()
    }

    private func sendHeldBack() throws {
        guard let path = output.finishedPath else { return }
        let standardOutput = try FixtureOutput(.standardOutput)
        try GzipReader.forEachPiece(of: path) { try standardOutput.write($0) }
        try standardOutput.commit()
    }
}
