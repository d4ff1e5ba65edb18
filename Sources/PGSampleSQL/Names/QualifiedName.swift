/// The name of an object in a schema.
package struct QualifiedName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let schema: Identifier
    package let name: Identifier

    package init(schema: Identifier, name: Identifier) {
        self.schema = schema
        self.name = name
    }

    package init(_ schema: String, _ name: String) {
        self.init(schema: Identifier(schema), name: Identifier(name))
    }

    /// `schema.name`, each part quoted where needed.
    package var sql: String { "\(schema.sql).\(name.sql)" }

    package var description: String { sql }

    /// By schema, then by name, both by bytes.
    package static func < (left: QualifiedName, right: QualifiedName) -> Bool {
        left.schema == right.schema ? left.name < right.name : left.schema < right.schema
    }
}
