package import PGSampleSQL
package import SystemPackage

/// Rewrites the statements of a file so that its objects land in other schemas.
///
///     let plan = try Relocation.plan(for: "Fixtures/shop.sql.gz", map: map)
///     let relocation = Relocation(plan)
///     try session.execute(bytes: relocation.rewriting(statement).bytes)
///
/// A name moves only where `schema.name` is an object that the file itself creates. So an extension's objects
/// stay where the extension lives, and a column of a table that is called like the schema stays a column. The
/// schemas of ``RelocationPlan/needsRename`` stay too, but for the arguments of triggers: they are renamed
/// after the load.
package struct Relocation: Sendable {
    package let plan: RelocationPlan
    /// What moves while the file is loaded.
    private let names: RelocatedNames

    package init(_ plan: RelocationPlan) {
        self.plan = plan
        names = plan.names.only { !plan.names.ambiguous.contains($0) }
    }

    /// Reads a file, for a map that is not empty twice, to learn what it creates, and what of it cannot be
    /// moved.
    ///
    /// Memory grows with the number of objects, not with their rows.
    ///
    /// - Parameter existing: Objects that the target has already and that move as the file's own do: those of
    ///   files that were loaded before it, by the names that they have in the files.
    /// - Throws: ``FixtureFileError`` with `.readFailed`, `.damaged` or `.unknownFormat`.
    package static func plan(
        for path: FilePath, map: SchemaMap, existing: [QualifiedName] = []
    ) throws -> RelocationPlan {
        var scan = RelocationScan(map: map, existing: existing)
        try eachStatement(of: path) { try scan.note($0) }
        var plan = scan.plan()
        guard !map.isEmpty else { return plan }
        let bodies = StatementRelocation(names: plan.names, argumentNames: plan.names)
        var warnings: Set<RelocationWarning> = []
        try eachStatement(of: path) { warnings.formUnion(try bodies.rewrite($0).warnings) }
        plan.warnings = warnings.sorted()
        return plan
    }

    static func eachStatement(of path: FilePath, _ body: (ScriptStatement) throws -> Void) throws {
        let file = try LoadFile(path: path)
        while let event = try file.next() {
            guard case .statement(let statement) = event else { continue }
            do {
                try body(statement)
            } catch let error as ScriptSyntaxError {
                throw file.damage(error)
            }
        }
    }

    /// The statement with the names that move. Line breaks stay where they are.
    package func rewriting(_ statement: ScriptStatement) throws(ScriptSyntaxError) -> ScriptStatement {
        guard !names.map.isEmpty || !plan.names.ambiguous.isEmpty else { return statement }
        let rewritten = try StatementRelocation(names: names, argumentNames: plan.names).rewrite(statement)
        return ScriptStatement(
            bytes: rewritten.bytes, line: statement.line, copiesFromStdin: statement.copiesFromStdin)
    }

    /// A rewriter for the rows of a table; nil when none of its columns holds names of objects.
    ///
    /// - Parameter types: The types of the columns in the order of the data, as `pg_type` calls them:
    ///   `regclass`, `_regclass` for its array, `int4`.
    package func rows(ofColumns types: [String]) -> RelocatedRows? {
        RelocatedRows(names: names.withoutAmbiguity, types: types)
    }

    /// A schema that the file creates and the map renames while it is loaded.
    func movedSchema(createdBy statement: ScriptStatement) throws(ScriptSyntaxError) -> Identifier? {
        let subject = try SchemaStatement(statement)
        guard subject.kind == .schema, let schema = subject.identifier else { return nil }
        return names.target(of: schema)
    }
}
