package import PGSampleSQL
import SystemPackage

/// About how many locks a transaction holds that has run the statements of a file: those of what they create, and of
/// the tables that they only fill.
package struct LockCount: Sendable {
    private var created = 0
    /// Tables that are filled, less those that are created.
    private var foreignCopies = 0

    package init() {}

    package var value: Int {
        created + 4 * max(0, foreignCopies)  // a table that was there before comes with its indexes
    }

    /// - Throws: ``ScriptSyntaxError`` when the statement cannot be cut into tokens.
    package mutating func note(_ statement: ScriptStatement) throws(ScriptSyntaxError) {
        if statement.copiesFromStdin {
            foreignCopies += 1
        } else if Self.mayCreate(statement) {
            note(try SchemaStatement(statement), copiesFromStdin: false)
        }
    }

    /// The locks of a whole file, which is read for that.
    ///
    /// - Throws: ``FixtureFileError``.
    static func ofStatements(in path: FilePath) throws -> Int {
        var count = LockCount()
        try Relocation.eachStatement(of: path) { try count.note($0) }
        return count.value
    }

    mutating func note(_ subject: SchemaStatement, copiesFromStdin: Bool) {
        if copiesFromStdin { foreignCopies += 1 }
        switch subject.kind {
        case .table, .materializedView:
            created += 3  // itself, what its long values go into, and the index of that
            if subject.kind == .table { foreignCopies -= 1 }
        case .index, .primaryKey, .unique, .exclusion, .identity, .view, .foreignTable, .sequence:
            created += 1
        default: break
        }
    }

    /// Whether the statement begins as `CREATE` and `ALTER` do: most others are not worth a closer look.
    private static func mayCreate(_ statement: ScriptStatement) -> Bool {
        guard statement.bytes.count > 2 else { return false }
        let (first, second) = (statement.bytes[0] | 0x20, statement.bytes[1] | 0x20)
        return first == UInt8(ascii: "c") && second == UInt8(ascii: "r")
            || first == UInt8(ascii: "a") && second == UInt8(ascii: "l")
    }
}

/// A load that was to be one transaction takes more locks than it was allowed; nothing of it stays.
package struct TooManyLocks: Error, Sendable {
    /// Of the whole file.
    package let count: Int

    package init(count: Int) {
        self.count = count
    }
}
