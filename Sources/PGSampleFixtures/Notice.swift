import Foundation

/// What people are told beside a test's own output: lines on standard error, which test runners show.
package enum Notice {
    static func show(_ words: String) {
        FileHandle.standardError.write(Data("pg-sample: \(words)\n".utf8))
    }

    /// Tells where a failed test's database is; nothing when nothing was kept.
    package static func showKept(_ words: String?, for title: String) {
        guard let words else { return }
        show("\(title) failed; \(words)")
    }
}
