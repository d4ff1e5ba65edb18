import Foundation
import SystemPackage

/// Runs `body` with a folder of its own, which is removed afterwards.
func withTemporaryFolder<T>(_ body: (FilePath) async throws -> T) async throws -> T {
    let url = FileManager.default.temporaryDirectory.appending(path: "pg-sample-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(FilePath(url.path))
}
