#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a comment on a database or a schema of ours says about it, as JSON with sorted keys. One without it
/// is none of ours, whatever its name; ``HalfMadeDatabase`` is the one exception.
struct DatabaseMark: Sendable, Hashable, Codable {
    static let writer = "swift-pg-sample"
    /// What the names of our databases begin with.
    static let namePrefix = "pg_sample_"
    /// What the names of our schemas begin with; PostgreSQL keeps `pg_` for its own.
    static let schemaPrefix = "fx_"

    enum Kind: String, Sendable, Codable {
        /// Sealed; copied for tests; lives on when its maker has ended.
        case template
        /// A template that is not finished, a test's database, a database that read-only tests share: ends
        /// with its owner.
        case throwaway
        /// Stays until its time is up, for somebody to look at.
        case kept
    }

    var kind: Kind
    /// The advisory lock that the owner's session holds.
    var lease: String
    /// The owner's process, for people.
    var process: Int32
    /// Seconds since 1970: when it was made or, of a template, when it was last known to be used.
    var time: Int
    /// Seconds since 1970 until which what is kept stays; the watcher of a local server reads it too. Of a
    /// throwaway: that it stays as long even when its owner has ended, because something is kept in it.
    var until: Int?
    var writer = Self.writer

    init(_ kind: Kind, lease: Int64, process: Int32, until: Int? = nil, time: Int = Self.now) {
        self.kind = kind
        self.lease = "\(lease)"
        self.process = process
        self.time = time
        self.until = until
    }

    /// Reads a comment; nil when it is not a mark of ours.
    init?(comment: String?, of name: String, prefix: String = namePrefix) {
        guard let comment, name.hasPrefix(prefix) else { return nil }
        // Whatever somebody else wrote is not ours.
        guard let mark = try? JSONDecoder().decode(DatabaseMark.self, from: Data(comment.utf8)),
            mark.writer == Self.writer
        else { return nil }
        self = mark
    }

    func comment() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    static var now: Int { Int(Date.now.timeIntervalSince1970) }
}
