package import SystemPackage

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

/// A temporary folder of ours that says whose it is, so that it can be removed when a killed process left it behind.
package enum OwnedFolder {
    /// How the names begin.
    package static let prefix = "pg-sample-work-"

    /// Where they are made.
    package static var parent: FilePath { FilePath(FileManager.default.temporaryDirectory.path) }

    /// Makes this process the owner of a folder.
    package static func own(_ folder: FilePath) async throws {
        let owner = OwnerFile(owner: try await .of(getpid()))
        try SmallFile.create(folder.appending(OwnerFile.name), owner.text)
    }

    /// Removes the folders whose owners have died. One of another boot or container stays: whether its owner lives cannot
    /// be told from here.
    ///
    /// - Returns: The folders that are gone.
    static func sweep(in parent: FilePath) async -> [FilePath] {
        // A folder that cannot be listed cannot be swept.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.string)) ?? []
        var removed: [FilePath] = []
        for name in names.sorted() where name.hasPrefix(prefix) {
            let folder = parent.appending(name)
            guard let file = OwnerFile(ofFolder: folder, userID: geteuid()),
                file.processSpace == OwnerFile.currentProcessSpace, await !file.owner.isAlive()
            else { continue }
            // What cannot be removed now is tried again the next time.
            try? FileManager.default.removeItem(atPath: folder.string)
            if SmallFile.status(folder) == nil { removed.append(folder) }
        }
        return removed
    }
}
