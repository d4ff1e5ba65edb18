#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder that nobody else may look into, for as long as something is done in it.
enum TemporaryFolder {
    static func with<T>(_ body: (_ path: String) async throws -> T) async throws -> T {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory.appending(path: "pg-sample-\(UUID().uuidString)").path
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
        return try await body(folder)
    }
}
