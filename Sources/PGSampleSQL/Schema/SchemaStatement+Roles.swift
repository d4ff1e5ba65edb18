extension SchemaStatement {
    /// The statement's text with the roles of a policy in the order of their names.
    ///
    /// `pg_dump` lists them as it comes upon them in the server's catalog, which tells the order in which they
    /// were created there.
    package var textWithSortedRoles: String {
        // The statement was cut into tokens before, so that it cannot fail now.
        guard kind == .policy, roles.count > 1,
            var cursor = try? StatementCursor(ScriptStatement(bytes: Array(text.utf8), line: line)),
            cursor.take("create", "policy"), cursor.identifier() != nil, cursor.take("on"),
            cursor.qualifiedName() != nil
        else { return text }
        if cursor.take("as") { cursor.index += 1 }
        if cursor.take("for") { cursor.index += 1 }
        guard cursor.take("to") else { return text }
        let start = cursor.index
        guard cursor.identifiers() == roles else { return text }
        let before = cursor.bytes[..<cursor.tokens[start].range.lowerBound]
        let after = cursor.bytes[cursor.tokens[cursor.index - 1].range.upperBound...]
        return String(decoding: before, as: UTF8.self) + roles.map(\.sql).sorted().joined(separator: ", ")
            + String(decoding: after, as: UTF8.self)
    }
}
