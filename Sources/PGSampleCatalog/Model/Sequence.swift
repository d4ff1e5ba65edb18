package import PGSampleSQL

/// A sequence and the columns that draw from it.
package struct Sequence: Sendable, Hashable {
    package var id: ObjectID
    package var name: QualifiedName
    package var start: Int64
    package var increment: Int64
    package var minimum: Int64
    package var maximum: Int64
    /// Identity and default columns, sorted.
    package var drawingColumns: [ColumnReference]
    /// Columns of which only the words of a body or the sequence's name say that they draw from it, sorted.
    package var likelyColumns: [ColumnReference] = []
}

/// A column of a relation.
package struct ColumnReference: Sendable, Hashable, Comparable {
    package var relation: ObjectID
    package var column: Int

    package init(relation: ObjectID, column: Int) {
        self.relation = relation
        self.column = column
    }

    package static func < (a: Self, b: Self) -> Bool {
        (a.relation, a.column) < (b.relation, b.column)
    }
}
