import PGSampleFixtureFile

/// What tells a database of ours before it has its comment.
///
/// A database gets its comment by a second statement, and a process can be killed between the two. So the
/// name of the database holds its owner's lease, and `CREATE DATABASE` itself sets a connection limit that
/// follows from the name: a number of at least 1,000,000,000, which limits nothing and which nobody sets by
/// chance. All three together (a name of this form, its limit, no comment) are what our half-made databases
/// have and no other: a stranger's of such a name has another limit, or a comment of its own.
enum HalfMadeDatabase {
    /// The words in the names, for people.
    enum Purpose: String, CaseIterable {
        case test
        case build
        case schemas
    }

    /// A name that nobody has: the owner's lease and 64 random bits behind the prefix.
    static func newName(for purpose: Purpose, lease: Int64) -> String {
        DatabaseMark.namePrefix + purpose.rawValue + "_" + String(lease, radix: 36) + "_"
            + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    }

    /// The connection limit of a database of this name: ten digits, of which nine are the name's hash.
    static func connectionLimit(of name: String) -> Int {
        let number = UInt32(SHA256.hexDigest(of: name).prefix(8), radix: 16) ?? 0
        return 1_000_000_000 + Int(number % 1_000_000_000)
    }

    /// The lease of a database without a comment; nil when it is none of ours.
    static func lease(ofName name: String, connectionLimit: String?) -> String? {
        guard name.hasPrefix(DatabaseMark.namePrefix) else { return nil }
        let parts = name.dropFirst(DatabaseMark.namePrefix.count).split(
            separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, Purpose(rawValue: String(parts[0])) != nil,
            let lease = Int64(parts[1], radix: 36), lease > 0, String(lease, radix: 36) == parts[1],
            let random = UInt64(parts[2], radix: 36), String(random, radix: 36) == parts[2],
            connectionLimit == "\(Self.connectionLimit(of: name))"
        else { return nil }
        return "\(lease)"
    }
}
