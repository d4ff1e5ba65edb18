import PGSampleLocalServer
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder that nobody else may look into, for as long as something is done in it.
enum TemporaryFolder {
    static func with<T>(_ body: (_ path: String) async throws -> T) async throws -> T {
        let manager = FileManager.default
        let folder = OwnedFolder.parent.appending(OwnedFolder.prefix + UUID().uuidString).string
        do {
            try manager.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw PGSampleError(
                code: .outputFailed, message: "cannot make the temporary folder", object: folder, cause: error
            )
        }
        // What cannot be removed is the system's to clear: the folder is a temporary one.
        defer { try? manager.removeItem(atPath: folder) }
        // A folder inside, so that the owner's file is not among the body's.
        let inside = folder + "/files"
        do {
            try await OwnedFolder.own(FilePath(folder))
            try manager.createDirectory(
                atPath: inside, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw PGSampleError.wrapping(error, doing: "making a temporary folder")
        }
        return try await body(inside)
    }
}
