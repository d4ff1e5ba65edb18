/// A statement of a schema script, with what its tokens say about whom it concerns.
///
/// For an object of its own, ``name`` (in a schema) or ``identifier`` (of the database) is its name. For a
/// part of a relation, ``owner`` is the relation and ``identifier`` the part. For a statement *about* an
/// object, as a comment is, ``kind`` is the statement's, and all else describes the object: ``objectKind``,
/// ``name``, ``owner``, ``arguments``.
package struct SchemaStatement: Sendable, Hashable {
    /// The parts of a dump, in order; the data belong between them.
    package enum Section: Sendable, Hashable, CaseIterable {
        case preData, postData
    }

    /// As written, from the first token to the last, without the semicolon. Statements joined by `";\n\n"`
    /// load.
    package let text: String
    /// The line of the script, counted from 1, that the statement begins on.
    package let line: Int
    package let section: Section
    package let kind: SchemaObjectKind
    /// What a comment, label, grant or ownership is about; otherwise the same as ``kind``.
    package let objectKind: SchemaObjectKind
    /// The schema that the object stands in. An index is in the schema of its table.
    package let schema: Identifier?
    /// The object's own name: of a column for a default, an identity or a setting; of the parameter for a
    /// `SET`; of the server for a user mapping; of the language for a transform. Nil for a cast, and where
    /// the statement concerns the owner as a whole.
    package let identifier: Identifier?
    /// The relation that the object is a part of or stands on: of a constraint, trigger, rule, policy, index,
    /// column, statistics object or publication member; the owning table of a sequence; the domain of a
    /// constraint.
    package let owner: QualifiedName?
    /// The column of a default, an identity, a setting, a comment, or of the table that owns a sequence.
    package let column: Identifier?
    /// What tells objects of one name apart, as written: the arguments of a routine or an aggregate without
    /// defaults, the operand types of an operator, the types of a cast or transform, the access method of an
    /// operator class.
    package let arguments: String?
    /// The other relation: what a foreign key references, which table or index is attached, the index
    /// that a table is clustered on or takes its replica identity from, the parent inherited from, the sequence of an identity column.
    package let referenced: QualifiedName?
    /// The roles of a policy (none means `PUBLIC`) or of a user mapping.
    package let roles: [Identifier]
    /// Where `CREATE EXTENSION … WITH SCHEMA` puts the extension's objects.
    package let extensionSchema: Identifier?

    /// The object's name with its schema; nil for objects of the database and parts of relations.
    package var name: QualifiedName? {
        guard let schema, let identifier else { return nil }
        return QualifiedName(schema: schema, name: identifier)
    }

    /// Reads one statement by itself, without knowing where in a script it stands.
    ///
    /// - Throws: ``ScriptSyntaxError`` when the statement cannot be cut into tokens.
    package init(_ statement: ScriptStatement) throws(ScriptSyntaxError) {
        let subject = try SchemaStatementParser.subject(of: statement)
        self.init(statement, subject, section: subject.beginsPostData ? .postData : .preData)
    }

    init(_ statement: ScriptStatement, _ subject: StatementSubject, section: Section) {
        text = statement.text
        line = statement.line
        self.section = section
        kind = subject.kind
        objectKind = subject.objectKind ?? subject.kind
        schema = subject.schema
        identifier = subject.identifier
        owner = subject.owner
        column = subject.column
        arguments = subject.arguments
        referenced = subject.referenced
        roles = subject.roles
        extensionSchema = subject.extensionSchema
    }
}

/// What ``SchemaStatementParser`` finds in a statement; the fields are those of ``SchemaStatement``.
struct StatementSubject {
    var kind: SchemaObjectKind
    var objectKind: SchemaObjectKind?
    var schema: Identifier?
    var identifier: Identifier?
    var owner: QualifiedName?
    var column: Identifier?
    var arguments: String?
    var referenced: QualifiedName?
    var roles: [Identifier] = []
    var extensionSchema: Identifier?
    /// Whether this statement and all after it belong after the data.
    var beginsPostData = false

    init(_ kind: SchemaObjectKind) {
        self.kind = kind
        beginsPostData = kind.comesAfterData
    }

    /// An object of the database.
    init?(_ kind: SchemaObjectKind, named identifier: Identifier?) {
        guard let identifier else { return nil }
        self.init(kind)
        self.identifier = identifier
    }

    /// An object of a schema.
    init?(_ kind: SchemaObjectKind, named name: QualifiedName?) {
        guard let name else { return nil }
        self.init(kind)
        schema = name.schema
        identifier = name.name
    }

    /// A part of a relation, or a statement about the relation as a whole.
    init?(_ kind: SchemaObjectKind, of owner: QualifiedName?, named identifier: Identifier? = nil) {
        guard let owner else { return nil }
        self.init(kind)
        self.owner = owner
        self.identifier = identifier
    }

    /// The statement of `kind` about this object.
    func subject(of kind: SchemaObjectKind) -> StatementSubject {
        var subject = self
        subject.kind = kind
        subject.objectKind = self.kind
        subject.beginsPostData = kind.comesAfterData
        return subject
    }
}
