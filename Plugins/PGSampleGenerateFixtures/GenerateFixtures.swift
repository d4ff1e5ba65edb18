import Foundation
import PackagePlugin

/// Runs `pg-sample generate` in the folder of the package, with the user's arguments and environment.
@main
struct GenerateFixtures: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        let process = Process()
        process.executableURL = try context.tool(named: "pg-sample").url
        process.arguments = ["generate"] + Self.toolArguments(arguments)
        process.currentDirectoryURL = context.package.directoryURL
        // A plugin's own standard input is closed, and a child that reads from it would crash.
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason != .exit || process.terminationStatus != 0 else { return }
        let ending = process.terminationReason == .exit ? "status" : "signal"
        Diagnostics.error("pg-sample generate ended with \(ending) \(process.terminationStatus)")
    }

    /// The user's arguments without SwiftPM's permissions, which arrive here as well when they stand after
    /// the verb, and without the `--` that keeps the others from SwiftPM.
    private static func toolArguments(_ arguments: [String]) -> [String] {
        var extractor = ArgumentExtractor(arguments)
        _ = extractor.extractFlag(named: "allow-writing-to-package-directory")
        _ = extractor.extractOption(named: "allow-network-connections")
        return extractor.remainingArguments
    }
}
