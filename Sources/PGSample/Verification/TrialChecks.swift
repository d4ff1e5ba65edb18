import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL

/// Looks at a database that a file was loaded into, and tells what is not as it should be by the server's own
/// account.
struct TrialChecks {
    let session: Session
    /// What the file promises.
    let promises: TrialPromises

    /// - Throws: `DatabaseError`.
    /// - Complexity: A fixed number of queries, and one for each table and each sequence.
    func run() throws -> VerificationReport {
        try session.execute("SET search_path = pg_catalog")
        let catalog = try CatalogReader(session).read()
        var report = VerificationReport()
        report.comparedWith = promises.sources
        // The planner looks into the functions of an index, whether a query has a use for it or not.
        let path = promises.rowSearchPath ?? ""
        if !path.isEmpty { try session.query("SELECT set_config('search_path', $1, false)", [path]) }
        try checkRows(catalog, &report)
        try checkSequences(catalog, &report)
        try session.execute("SET search_path = pg_catalog")
        try checkConstraints(&report)
        return report
    }

    // MARK: Rows

    private func checkRows(_ catalog: Catalog, _ report: inout VerificationReport) throws {
        let relations = Dictionary(
            catalog.relations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for name in promises.tables ?? Self.tables(of: catalog) {
            try Task.checkCancellation()
            let count = try relations[name].map {
                try session.query("SELECT count(*) FROM \(Self.rows(of: $0))").integer(0, 0)
            }
            report.tables.append(
                VerificationReport.Table(
                    name: name.sql, rows: count, expectedRows: promises.expectedRows(of: name)))
            report.differences += promises.differences(of: name, rows: count)
        }
    }

    /// All tables with rows of their own or of their partitions.
    private static func tables(of catalog: Catalog) -> [QualifiedName] {
        catalog.relations.filter { !$0.isExtensionMember && $0.partitionParent == nil && $0.kind != .foreign }
            .map(\.name)
    }

    /// What stands in FROM for a table's own rows.
    private static func rows(of relation: Relation) -> String {
        relation.kind == .partitioned ? relation.name.sql : "ONLY \(relation.name.sql)"
    }

    // MARK: Constraints

    /// The kinds that `pg_constraint.contype` tells apart, in the order of the report.
    private static let kinds = [
        ("p", "primary key"), ("u", "unique constraint"), ("f", "foreign key"), ("c", "check"),
        ("x", "exclusion constraint"), ("n", "not null constraint"),
    ]

    /// Columns: kind, schema, table or domain, constraint, whether its rows were held against it. What a partition or
    /// child has from its parent is the parent's; constraints of extensions' tables are theirs.
    private func checkConstraints(_ report: inout VerificationReport) throws {
        let result = try session.query(
            """
            SELECT k.contype, n.nspname, coalesce(c.relname, t.typname), k.conname, k.convalidated
            FROM pg_constraint k
                JOIN pg_namespace n ON n.oid = k.connamespace
                LEFT JOIN pg_class c ON c.oid = k.conrelid
                LEFT JOIN pg_type t ON t.oid = k.contypid
            WHERE k.conparentid = 0 AND (k.conislocal OR k.contypid <> 0) AND \(CatalogReader.isUserSchema)
                AND NOT EXISTS (
                    SELECT FROM pg_depend e
                    WHERE e.deptype = 'e'
                        AND (e.classid, e.objid) IN (('pg_class'::regclass, c.oid), ('pg_type'::regclass, t.oid)))
            ORDER BY 2, 3, 4
            """
        )
        var counts: [String: (validated: Int, not: Int)] = [:]
        for row in 0..<result.rowCount {
            let kind = try result.text(row, 0)
            guard try !result.bool(row, 4) else {
                counts[kind, default: (0, 0)].validated += 1
                continue
            }
            counts[kind, default: (0, 0)].not += 1
            let owner = try result.name(row, 1, 2)
            let constraint = Identifier(try result.text(row, 3))
            guard !promises.unvalidated.contains(constraint, of: owner) else { continue }
            report.differences.append(
                VerificationReport.Difference(
                    object: "\(owner.sql).\(constraint.sql)", expected: "a validated constraint",
                    found: "one that its rows were not held against"
                )
            )
        }
        report.constraints = Self.kinds.compactMap { kind, name in
            counts[kind].map {
                VerificationReport.Constraints(kind: name, validated: $0.validated, notValidated: $0.not)
            }
        }
    }

    // MARK: Sequences

    private func checkSequences(_ catalog: Catalog, _ report: inout VerificationReport) throws {
        for sequence in catalog.sequences {
            for reference in sequence.drawingColumns {
                guard let relation = catalog.relation(reference.relation), !relation.isExtensionMember,
                    let column = relation.column(reference.column), column.type.category == "N",
                    !Self.isCovered(relation, of: sequence, in: catalog)
                else { continue }
                try check(sequence, isAheadOf: column, of: relation, &report)
            }
        }
    }

    /// Whether the rows of a partition are looked at as those of its root.
    private static func isCovered(
        _ relation: Relation, of sequence: PGSampleCatalog.Sequence, in catalog: Catalog
    ) -> Bool {
        guard relation.partitionParent != nil, let root = catalog.root(of: relation.id) else { return false }
        return sequence.drawingColumns.contains { $0.relation == root.id }
    }

    /// Columns: the sequence's last value, whether it was given out, the smallest and the largest key.
    private func check(
        _ sequence: PGSampleCatalog.Sequence, isAheadOf column: Column, of relation: Relation,
        _ report: inout VerificationReport
    ) throws {
        let keys = ColumnExtremes.terms(of: column.name.sql).map {
            "(SELECT \($0) FROM \(Self.rows(of: relation)))"
        }
        let result = try session.query(
            "SELECT last_value, is_called, \(keys.joined(separator: ", ")) FROM \(sequence.name.sql)"
        )
        guard result[0, 2] != nil else { return }
        report.sequences += 1
        let position = SequencePosition(
            lastValue: try result.int64(0, 0), isCalled: try result.bool(0, 1), increment: sequence.increment,
            bounds: sequence.minimum...sequence.maximum
        )
        guard !position.isAhead(of: try result.int64(0, 2)...(try result.int64(0, 3))) else { return }
        report.differences.append(
            VerificationReport.Difference(
                object: sequence.name.sql,
                expected: "a next value beyond the keys of \(relation.name.sql).\(column.name.sql)",
                found: "one that can collide with them"
            )
        )
    }
}
