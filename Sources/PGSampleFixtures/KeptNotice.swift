import Foundation

/// Tells people where a failed test's database is.
package enum KeptNotice {
    /// Writes to standard error, which test runners show; nothing when nothing was kept.
    package static func show(_ words: String?, for title: String) {
        guard let words else { return }
        FileHandle.standardError.write(Data("pg-sample: \(title) failed; \(words)\n".utf8))
    }
}
