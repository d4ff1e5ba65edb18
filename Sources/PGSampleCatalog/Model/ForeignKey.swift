package import PGSampleSQL

/// A foreign key that the server enforces, as `pg_constraint` holds it; of a partitioned pair only the
/// topmost row.
package struct ForeignKey: Sendable, Hashable {
    package var id: ObjectID
    package var name: Identifier
    /// The referencing relation.
    package var child: ObjectID
    /// The referenced relation.
    package var parent: ObjectID
    /// False for NOT VALID: rows from before may lack their parent.
    package var isValidated: Bool
    /// Whether the last column is a PERIOD, whose values the parents' together must cover (18).
    package var hasPeriod: Bool
    /// In catalog order; never empty.
    package var columnPairs: [ColumnPair]

    /// Whether a hash join over its columns may fail, the server's own check of the key included.
    package var mayLackHash: Bool { columnPairs.contains(where: \.mayLackHash) }

    /// One column of each side and the operator that PostgreSQL's own check compares them with
    /// (`pg_constraint.conpfeqop`; PERIOD columns have an overlap operator there).
    package struct ColumnPair: Sendable, Hashable {
        package var childColumn: Identifier
        package var parentColumn: Identifier
        /// As `OPERATOR(schema.name)`.
        package var operatorSQL: String
        /// The operand's type where the column's type is another and the operand's is not polymorphic.
        package var parentCast: String?
        package var childCast: String?
        /// The parent column's collation where both sides have one and they differ.
        package var collation: QualifiedName?
        /// Whether the child's operand is text, or something else that can be compared by a language's rules.
        package var isCollatable: Bool
        /// Whether the operator is the equality of the operand type's own operator classes, btree and hash:
        /// what it finds equal, DISTINCT and a hash join do too. Never of arrays and the like, where that
        /// depends on their elements.
        package var isPlainEquality: Bool
        /// Whether the columns are ranges of a type that may have no hash, such as `money`: PostgreSQL may plan
        /// a hash join of them all the same, which then fails (15.18 does, 15.20 does not).
        package var mayLackHash: Bool
    }
}
