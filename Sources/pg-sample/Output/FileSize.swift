import PGSample
import SystemPackage

/// Sizes of files that were written.
enum FileSize {
    /// `120 kB`, or nil for a device, a pipe, or what is gone again.
    static func text(of path: String) -> String? {
        // Only said in passing: a file that cannot be looked at is no failure of the run.
        guard let status = try? Stat(FilePath(path)), status.type == .regular else { return nil }
        return Figures.bytes(Int(status.size))
    }
}
