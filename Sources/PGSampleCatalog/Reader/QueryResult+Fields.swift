package import PGSampleLibPQ
package import PGSampleSQL

/// Typed fields of catalog queries. A NULL or a shape that the query cannot give is an error, never a
/// default.
extension QueryResult {
    package func text(_ row: Int, _ column: Int) throws(DatabaseError) -> String {
        guard let text = self[row, column] else { throw unexpected(row, column) }
        return text
    }

    package func bool(_ row: Int, _ column: Int) throws(DatabaseError) -> Bool {
        try text(row, column) == "t"
    }

    package func integer(_ row: Int, _ column: Int) throws(DatabaseError) -> Int {
        guard let value = Int(try text(row, column)) else { throw unexpected(row, column) }
        return value
    }

    package func int64(_ row: Int, _ column: Int) throws(DatabaseError) -> Int64 {
        guard let value = Int64(try text(row, column)) else { throw unexpected(row, column) }
        return value
    }

    package func objectID(_ row: Int, _ column: Int) throws(DatabaseError) -> ObjectID {
        guard let value = ObjectID(try text(row, column)) else { throw unexpected(row, column) }
        return value
    }

    package func objectIDIfPresent(_ row: Int, _ column: Int) throws(DatabaseError) -> ObjectID? {
        self[row, column] == nil ? nil : try objectID(row, column)
    }

    package func name(_ row: Int, _ schema: Int, _ name: Int) throws(DatabaseError) -> QualifiedName {
        QualifiedName(schema: Identifier(try text(row, schema)), name: Identifier(try text(row, name)))
    }

    package func nameIfPresent(_ row: Int, _ schema: Int, _ name: Int) throws(DatabaseError) -> QualifiedName?
    {
        self[row, name] == nil ? nil : try self.name(row, schema, name)
    }

    /// The object of a catalog's number and its own.
    package func object(_ row: Int, _ catalog: Int, _ id: Int) throws(DatabaseError) -> DependencyGraph.Object
    {
        DependencyGraph.Object(catalog: try objectID(row, catalog), id: try objectID(row, id))
    }

    private func unexpected(_ row: Int, _ column: Int) -> DatabaseError {
        DatabaseError(
            code: .unexpectedAnswer,
            message: "a catalog query answered with an unexpected \"\(columnName(column))\" in row \(row + 1)"
        )
    }
}
