import PGSampleCatalog
import PGSampleFixtureFile
import PGSampleLibPQ
import PGSampleSQL

/// What has to be true of a database that a fixture was loaded into, by the server's own account.
struct TrialChecks {
    let session: Session
    let header: FixtureHeader
    /// The constraints that the file itself leaves without validation.
    let unvalidated: UnvalidatedConstraints

    /// - Throws: ``PGSampleError`` with `.verificationFailed` for the first thing that is not as it should
    ///   be; `DatabaseError`.
    /// - Complexity: A fixed number of queries, and one for each table and each sequence.
    func run() throws {
        try session.execute("SET search_path = pg_catalog")
        let catalog = try CatalogReader(session).read()
        try checkRows(catalog)
        try checkConstraints()
        try checkSequences(catalog)
    }

    // MARK: Rows

    private func checkRows(_ catalog: Catalog) throws {
        let relations = Dictionary(
            catalog.relations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for table in header.tables {
            let name = table.qualifiedName
            guard let relation = relations[name] else {
                throw PGSampleError.verification("the loaded fixture has no table", object: name.sql)
            }
            let count = try session.query("SELECT count(*) FROM \(Self.rows(of: relation))").integer(0, 0)
            guard count == table.rows else {
                throw PGSampleError.verification(
                    "the loaded fixture has \(count) rows where \(table.rows) were written, in the table",
                    object: name.sql
                )
            }
        }
    }

    /// What stands in FROM for a table's own rows.
    private static func rows(of relation: Relation) -> String {
        relation.kind == .partitioned ? relation.name.sql : "ONLY \(relation.name.sql)"
    }

    // MARK: Constraints

    /// Columns: schema, table or domain, constraint. What a partition or child has from its parent is the
    /// parent's.
    private func checkConstraints() throws {
        let result = try session.query(
            """
            SELECT n.nspname, coalesce(c.relname, t.typname), k.conname
            FROM pg_constraint k
                JOIN pg_namespace n ON n.oid = k.connamespace
                LEFT JOIN pg_class c ON c.oid = k.conrelid
                LEFT JOIN pg_type t ON t.oid = k.contypid
            WHERE NOT k.convalidated AND k.conparentid = 0 AND (k.conislocal OR k.contypid <> 0)
            ORDER BY 1, 2, 3
            """
        )
        for row in 0..<result.rowCount {
            let owner = try result.name(row, 0, 1)
            let constraint = Identifier(try result.text(row, 2))
            guard !unvalidated.contains(constraint, of: owner) else { continue }
            throw PGSampleError.verification(
                "the loaded fixture has a constraint that its rows were not held against",
                object: "\(owner.sql).\(constraint.sql)"
            )
        }
    }

    // MARK: Sequences

    private func checkSequences(_ catalog: Catalog) throws {
        for sequence in catalog.sequences {
            for reference in sequence.drawingColumns {
                guard let relation = catalog.relation(reference.relation), !relation.isExtensionMember,
                    let column = relation.column(reference.column), column.type.category == "N"
                else { continue }
                try check(sequence, isAheadOf: column, of: relation)
            }
        }
    }

    /// Columns: the sequence's last value, whether it was given out, the smallest and the largest key.
    private func check(_ sequence: PGSampleCatalog.Sequence, isAheadOf column: Column, of relation: Relation)
        throws
    {
        let keys = ["floor(min(\(column.name.sql))::numeric)", "ceil(max(\(column.name.sql))::numeric)"].map {
            "(SELECT least(greatest(\($0), \(Int64.min)), \(Int64.max))::int8 FROM \(Self.rows(of: relation)))"
        }
        let result = try session.query(
            "SELECT last_value, is_called, \(keys.joined(separator: ", ")) FROM \(sequence.name.sql)"
        )
        guard result[0, 2] != nil else { return }
        let position = SequencePosition(
            lastValue: try result.int64(0, 0), isCalled: try result.bool(0, 1), increment: sequence.increment,
            bounds: sequence.minimum...sequence.maximum
        )
        guard position.isAhead(of: try result.int64(0, 2)...(try result.int64(0, 3))) else {
            throw PGSampleError.verification(
                "the next value of a sequence would collide with rows of \(relation.name.sql).\(column.name.sql), of the "
                    + "sequence",
                object: sequence.name.sql
            )
        }
    }
}

/// Where a sequence stands.
struct SequencePosition: Sendable, Hashable {
    var lastValue: Int64
    /// Whether the last value was given out already.
    var isCalled: Bool
    var increment: Int64
    var bounds: ClosedRange<Int64>

    /// Whether the next value lies beyond these keys, or there is none within the sequence's bounds.
    func isAhead(of keys: ClosedRange<Int64>) -> Bool {
        let isAscending = increment > 0
        if isAscending ? keys.upperBound < bounds.lowerBound : keys.lowerBound > bounds.upperBound {
            return true
        }
        // The furthest key that the sequence can give at all.
        let furthest =
            isAscending ? min(keys.upperBound, bounds.upperBound) : max(keys.lowerBound, bounds.lowerBound)
        if isCalled, lastValue == furthest { return true }
        return isAscending ? lastValue > furthest : lastValue < furthest
    }
}
