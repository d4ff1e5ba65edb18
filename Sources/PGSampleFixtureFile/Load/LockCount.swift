package import PGSampleSQL
import SystemPackage

/// About how many locks a transaction holds that has run the statements of a file: those of what they create,
/// and of the tables that they only fill.
///
/// It goes by the first words of a statement, because the loader counts while it loads.
package struct LockCount: Sendable {
    private var created = 0
    /// COPY statements minus CREATE TABLE statements. Below 0, so many tables have been created whose rows
    /// have not come; above 0, so many that were there before have been filled.
    private var copiesWithoutCreate = 0

    package init() {}

    package var value: Int {
        created + 4 * max(0, copiesWithoutCreate)  // a table that was there before comes with its indexes
    }

    /// The locks of a whole file, which is read for that.
    ///
    /// - Throws: ``FixtureFileError``.
    static func ofStatements(in path: FilePath) throws -> Int {
        var count = LockCount()
        try Relocation.eachStatement(of: path) { try count.note($0) }
        return count.value
    }

    /// - Throws: ``ScriptSyntaxError`` when the statement cannot be cut into tokens.
    package mutating func note(_ statement: ScriptStatement) throws(ScriptSyntaxError) {
        if statement.copiesFromStdin {
            copiesWithoutCreate += 1
            return
        }
        guard let first = statement.bytes.first, Self.initials.contains(first) else { return }
        var words = Words(tokenizer: SQLTokenizer(statement.bytes))
        switch try words.next() {
        case "create": try noteCreation(&words)
        case "alter" where try words.next() == "table": try noteAlteration(&words)
        default: break
        }
    }

    private static let initials = "aAcC".utf8.map(\.self)

    private mutating func noteCreation(_ words: inout Words) throws(ScriptSyntaxError) {
        while let word = try words.next() {
            switch word {
            case "or", "replace", "unlogged", "global", "local", "temp", "temporary", "recursive", "unique":
                continue
            case "table":
                created += 3  // itself, what its long values go into, and the index of that
                copiesWithoutCreate -= 1
            case "materialized": created += 3
            case "index", "view", "sequence": created += 1
            case "foreign": if try words.next() == "table" { created += 1 }
            default: break
            }
            return
        }
    }

    /// Keys, and the sequences of identity columns.
    private mutating func noteAlteration(_ words: inout Words) throws(ScriptSyntaxError) {
        var before = ""
        while let word = try words.next() {
            switch word {
            case "primary", "unique", "exclude", "identity":
                if before != "replica" { created += 1 }
                return
            case "foreign", "check", "owner": return
            default: before = word
            }
        }
    }

    /// The words of a statement in lower case, names in quotes and all else left out.
    private struct Words {
        var tokenizer: SQLTokenizer

        mutating func next() throws(ScriptSyntaxError) -> String? {
            while let token = try tokenizer.next() {
                guard token.kind == .identifier else { continue }
                return token.identifier(in: tokenizer.bytes)?.name
            }
            return nil
        }
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
