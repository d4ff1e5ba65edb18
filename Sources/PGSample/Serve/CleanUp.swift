import PGSampleLocalServer

/// Removes what earlier runs, of this program and of tests, have left on this machine.
package enum CleanUp {
    /// - Parameter includingKept: Also the shared server that nobody uses, but in which databases of failed tests are kept.
    /// - Returns: A line for each thing that is gone.
    /// - Throws: ``PGSampleError``; `CancellationError`.
    package static func run(includingKept: Bool) async throws -> [String] {
        do {
            return try await Leftovers().remove(includingKept: includingKept).map(line)
        } catch {
            throw PGSampleError.wrapping(error, doing: "cleaning up")
        }
    }

    private static func line(_ removed: Leftovers.Removed) -> String {
        switch removed {
        case .server(let folder): "removed the server that was left behind in \(folder)"
        case .sharedServer(let folder, let major):
            "removed the shared server of PostgreSQL \(major) in \(folder)"
        case .folder(let folder): "removed the temporary folder \(folder)"
        }
    }
}
