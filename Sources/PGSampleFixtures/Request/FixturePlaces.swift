package import Foundation
package import SystemPackage

/// Where the files of fixtures are looked for.
package struct FixturePlaces: Sendable, Hashable {
    /// A bundle's folder of resources.
    package var bundleFolder: FilePath?
    /// The test's source file; the folders above it are gone through.
    package var sourceFile: FilePath?

    package init(bundle: Bundle? = nil, sourceFile: String? = nil) {
        bundleFolder = bundle?.resourcePath.map { FilePath($0) }
        self.sourceFile = sourceFile.map { FilePath($0) }
    }

    /// The endings of a fixture's file, in the order in which they are tried.
    static let endings = [".sql.gz", ".sql"]

    /// Finds a fixture's file: in the bundle (its folder `Fixtures`, then itself), in the folder that
    /// PG_SAMPLE_FIXTURES names, in a folder `Fixtures` beside or above the test's source file, nearest
    /// first, or in one beside or above the working directory, which for `swift test` is the package.
    ///
    /// - Throws: ``FixtureError`` with `.fixtureNotFound`, which lists every path that was tried.
    func file(of name: String, settings: FixtureSettings) throws(FixtureError) -> FilePath {
        var tried: [FilePath] = []
        for folder in folders(settings: settings) {
            for ending in Self.endings {
                let path = folder.appending(name + ending)
                guard !tried.contains(path) else { continue }
                var isFolder = ObjCBool(false)
                if FileManager.default.fileExists(atPath: path.string, isDirectory: &isFolder),
                    !isFolder.boolValue
                {
                    return path
                }
                tried.append(path)
            }
        }
        throw FixtureError(
            .fixtureNotFound,
            "there is no fixture \"\(name)\": generate it (swift run pg-sample generate), name its folder in "
                + "\(FixtureSettings.folderVariable), or check the name; tried, in this order:\n"
                + tried.map { "  \($0)" }.joined(separator: "\n")
        )
    }

    private func folders(settings: FixtureSettings) -> [FilePath] {
        var folders: [FilePath] = []
        if let bundleFolder { folders += [bundleFolder.appending("Fixtures"), bundleFolder] }
        if let given = settings.folder { folders.append(given) }
        if let sourceFile { folders += Self.above(sourceFile.removingLastComponent()) }
        return folders + Self.above(FilePath(FileManager.default.currentDirectoryPath))
    }

    private static func above(_ start: FilePath) -> [FilePath] {
        var folder = start.lexicallyNormalized()
        var found: [FilePath] = []
        guard folder.isAbsolute else { return [folder.appending("Fixtures")] }
        repeat {
            found.append(folder.appending("Fixtures"))
        } while folder.removeLastComponent()
        return found
    }
}
