package import PGSampleSQL

/// A place where a schema is named in a way that only the running program understands, so that it keeps the
/// old name.
package struct RelocationWarning: Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        /// A string in a function, a view or another expression names the schema: dynamic SQL, `format` or a
        /// comparison.
        case string
        /// The function is in a language other than SQL and PL/pgSQL.
        case language
        /// `schema.name` can be a column as well as an object.
        case undecided
        /// An option of a foreign table, or an argument of a trigger, is the schema's name.
        case value
    }

    /// The function, trigger, foreign table or what else names it.
    package let object: String
    /// The line of the file that the statement begins on; nil for what was read from a server.
    package let line: Int?
    /// The name in the file.
    package let schema: Identifier
    package let reason: Reason

    package init(object: String, line: Int?, schema: Identifier, reason: Reason) {
        self.object = object
        self.line = line
        self.schema = schema
        self.reason = reason
    }
}

extension RelocationWarning: Comparable {
    /// By line, then by what is said.
    package static func < (left: RelocationWarning, right: RelocationWarning) -> Bool {
        let (first, second) = (left.line ?? 0, right.line ?? 0)
        return first == second ? left.description < right.description : first < second
    }
}

extension RelocationWarning: CustomStringConvertible {
    package var description: String {
        let place = line.map { "line \($0): " } ?? ""
        let what =
            switch reason {
            case .string: "names the schema \(schema.sql) in a string"
            case .language: "names the schema \(schema.sql) in a language that is not read"
            case .undecided: "names \(schema.sql) where a schema and a column look alike"
            case .value: "has the schema's name \(schema.sql) as a value"
            }
        return
            "\(place)\(object) \(what), which keeps the old name; if that matters, load into a database of its "
            + "own (.database isolation)"
    }
}
