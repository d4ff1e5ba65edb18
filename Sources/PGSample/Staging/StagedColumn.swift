import PGSampleCatalog
import PGSampleSQL

/// A column of a staging table.
///
/// Columns that keys, unique indexes, foreign keys and sequences speak of have the source's own type. Of the
/// others only PostgreSQL's own types are kept: a type of the user's is stored as the text that COPY would
/// write, so that nobody's ALTER TYPE or DROP DOMAIN waits for us.
struct StagedColumn: Sendable, Hashable {
    enum Storage: Sendable, Hashable {
        /// The source's own type and collation.
        case native(type: String, collation: QualifiedName?)
        /// A type of PostgreSQL's, under the domains that the source's is made of.
        case base(type: String)
        /// What the type's output function gives.
        case text
    }

    var name: Identifier
    var storage: Storage

    /// As CREATE TABLE has it.
    var definition: String {
        switch storage {
        case .native(let type, let collation):
            "\(name.sql) \(type)" + (collation.map { " COLLATE \($0.sql)" } ?? "")
        case .base(let type): "\(name.sql) \(type)"
        case .text: "\(name.sql) pg_catalog.text"
        }
    }

    /// The value of the source's row `alias`.
    ///
    /// `format('%s')` calls the output function itself, as COPY does, where a cast to text may be somebody's
    /// own. A composite value whose fields are all NULL is not NULL, which only `num_nulls` sees.
    func value(of alias: String) -> String {
        let column = "\(alias).\(name.sql)"
        switch storage {
        case .native: return column
        case .base(let type): return "\(column)::\(type)"
        case .text:
            return "CASE WHEN pg_catalog.num_nulls(\(column)) = 0 THEN pg_catalog.format('%s', \(column)) END"
        }
    }
}
