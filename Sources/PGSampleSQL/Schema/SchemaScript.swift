/// The statements of a schema, as `pg_dump --schema-only` (13 to 18) writes it in plain text.
///
/// What a statement is and whom it concerns comes from its tokens alone. The comments that `pg_dump` puts
/// above each entry are dropped: they repeat names without quoting, so that a name can imitate them.
package struct SchemaScript: Sendable {
    /// In the order of the script; nothing is left out, and what is not recognised is of kind
    /// ``SchemaObjectKind/other``.
    package let statements: [SchemaStatement]

    /// - Throws: ``ScriptSyntaxError`` when the text cannot be cut into statements, has a backslash inside a
    ///   statement but outside literals, names and comments, or carries rows.
    package init(_ script: [UInt8]) throws(ScriptSyntaxError) {
        var reader = ScriptReader()
        reader.append(script)
        reader.finish()
        var statements: [SchemaStatement] = []
        var section = SchemaStatement.Section.preData
        while let event = try reader.next() {
            switch event {
            case .statement(let statement):
                let subject = try SchemaStatementParser.subject(of: statement)
                if subject.beginsPostData { section = .postData }
                statements.append(SchemaStatement(statement, subject, section: section))
                if statement.copiesFromStdin {
                    throw ScriptSyntaxError(line: statement.line, message: "a schema holds no rows")
                }
            // psql's commands between the statements, such as `\restrict`, are no part of the schema.
            case .metaCommand, .copyData, .copyEnd: break
            }
        }
        self.statements = statements
    }

    package init(_ script: String) throws(ScriptSyntaxError) {
        try self.init(Array(script.utf8))
    }
}
