import Foundation
import PGSampleFixtureFile
import PGSampleSQL
import SystemPackage

/// The loaded, sealed database that tests' databases are copied from, known by what went into it.
struct Template: Sendable, Hashable {
    /// Counted up whenever a loader makes something else of the same bytes.
    static let loaderVersion = 1

    let name: String
    let fixtures: [String]
    let files: [FilePath]
    /// The lock under which it is built: the first 63 bits of its hash.
    let lock: Int64

    /// Looks up the request's files and hashes them.
    ///
    /// - Throws: ``FixtureError`` with `.fixtureNotFound`, `.loadFailed`, `.invalidSettings`.
    init(_ request: FixtureRequest, settings: FixtureSettings, major: Int) throws {
        try request.checkSteps()
        fixtures = request.names
        files = try request.names.map { try request.places.file(of: $0, settings: settings) }
        var hash = SHA256()
        // Each part ends with a line of its own, so that no two lists of parts are one text.
        hash.update("loader \(Self.loaderVersion)\n")
        hash.update("server \(major)\n")
        hash.update("steps \(request.migrate != nil) \(request.then != nil)\n")
        hash.update("revision \(request.revision.debugDescription)\n")
        for file in files {
            let bytes = try Self.bytes(of: file)
            hash.update("file \(bytes.count)\n")
            bytes.withUnsafeBytes { hash.update($0) }
        }
        let digest = hash.hexDigest()
        name = DatabaseMark.namePrefix + "template_" + digest.prefix(32)
        lock = Int64(UInt64(digest.prefix(16), radix: 16).map { $0 >> 1 } ?? 0)
    }

    private static func bytes(of file: FilePath) throws -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: file.string))
        } catch {
            throw FixtureError(
                .loadFailed, "cannot read \"\(file)\": \(error.localizedDescription)", cause: error)
        }
    }
}
