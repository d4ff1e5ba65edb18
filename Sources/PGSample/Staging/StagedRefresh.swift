import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Brings a table's staged rows up to date: rows are read again by key and replaced where they differ, rows
/// that are gone from the source are dropped, and the rule chooses again, so that limits are topped up. What
/// the rule no longer chooses stays.
///
/// - Complexity: O(staged rows), by the source's key, and the cost of choosing.
struct StagedRefresh: Sendable {
    let base: StagedBaseRows
    /// The equality of the ordering key's columns, by the key's index; empty for a table without a key.
    let equality: [String]
    /// The numbers of the foreign keys that lead to the table.
    let references: [Int]

    private var manager: StagingManager { base.manager }

    func refresh(_ table: StagedTable, _ number: Int, _ session: Session) throws {
        try manager.transaction.run(session, .snapshot, locking: table.table.tree) {
            var gone = Int.max
            if case .key(let key) = table.table.ordering.basis, equality.count == key.count {
                gone = try replaceRows(of: table, key: key, session)
            } else {
                // Without a key a row cannot be found again.
                try session.execute("DELETE FROM \(table.name.sql)")
            }
            let kept = try discount(gone, of: number, session)
            let outcome = try base.copy(table, session)
            try manager.journal.record(
                .base, number, kept + outcome.count, note: outcome.note, in: session)
            try manager.journal.record(.refreshed, number, in: session)
        }
    }

    /// Takes rows that are gone off the account of why rows are in. Which of them the rule had chosen is not
    /// kept: they are taken for its own, as far as it has any.
    ///
    /// - Returns: How many rows of the rule's are left.
    private func discount(_ gone: Int, of number: Int, _ session: Session) throws -> Int {
        let chosen = manager.journal[.base, number]?.value ?? 0
        var rest = gone - min(gone, chosen)
        for key in references where rest > 0 {
            guard let found = manager.journal[.found, key]?.value else { continue }
            try manager.journal.record(.found, key, found - min(found, rest), in: session)
            rest -= min(found, rest)
        }
        return chosen - min(gone, chosen)
    }

    /// - Returns: How many staged rows are gone from the source.
    private func replaceRows(of table: StagedTable, key: [Column], _ session: Session) throws -> Int {
        let current = QualifiedName(schema: table.name.schema, name: Identifier("t0000_current"))
        let join = zip(key, equality).map { "f.\($0.name.sql) \($1) s.\($0.name.sql)" }.joined(
            separator: " AND ")
        let row = table.rowColumn.sql
        let names = table.columns.map(\.name.sql) + (table.storageColumn.map { [$0.sql] } ?? [])
        let values =
            table.columns.map { "\($0.value(of: "f")) AS \($0.name.sql)" }
            + (table.storageColumn.map { ["f.tableoid AS \($0.sql)"] } ?? [])
        let (old, new) = (names.map { "s.\($0)" }, names.map { "c.\($0)" })
        try session.execute(
            """
            \(SourceSettings.freePlans)
            CREATE UNLOGGED TABLE \(current.sql) AS
                SELECT \((["s.\(row) AS \(row)"] + values).joined(separator: ", "))
                FROM \(table.name.sql) AS s JOIN \(table.table.source) AS f ON \(join)
            """
        )
        let deleted = try session.query(
            """
            DELETE FROM \(table.name.sql) AS s WHERE NOT EXISTS (
                SELECT FROM \(current.sql) AS c
                WHERE c.\(row) = s.\(row) AND ROW(\(old.joined(separator: ", ")))::text = ROW(\(new.joined(separator: ", ")))::text)
            """
        ).affectedRows
        let changed = try session.query(
            """
            INSERT INTO \(table.name.sql) (\(names.joined(separator: ", ")))
                SELECT \(new.joined(separator: ", ")) FROM \(current.sql) AS c
                WHERE NOT EXISTS (SELECT FROM \(table.name.sql) AS s WHERE s.\(row) = c.\(row))
                ON CONFLICT DO NOTHING
            """
        ).affectedRows
        try session.execute("DROP TABLE \(current.sql)")
        return deleted - changed
    }

    /// Reads the equality operators of the plan's ordering keys, by table.
    ///
    /// Columns: relation, indexed columns, operators; one row per unique index that could be the key.
    static func equalities(
        _ plan: SamplingPlan, _ session: Session
    ) throws -> [ObjectID: [[Int]: [String]]] {
        let result = try session.query(
            """
            SELECT i.indrelid, array_to_string((i.indkey::int2[])[0:i.indnkeyatts - 1], ','), n.nspname, o.oprname
            FROM pg_index i
                CROSS JOIN LATERAL unnest((i.indclass::oid[])[0:i.indnkeyatts - 1]) WITH ORDINALITY AS class (oid, position)
                JOIN pg_opclass c ON c.oid = class.oid
                JOIN pg_amop a ON a.amopfamily = c.opcfamily AND a.amoplefttype = c.opcintype
                    AND a.amoprighttype = c.opcintype AND a.amopstrategy = 3
                JOIN pg_operator o ON o.oid = a.amopopr
                JOIN pg_namespace n ON n.oid = o.oprnamespace
                JOIN pg_am am ON am.oid = c.opcmethod AND am.amname = 'btree'
            WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indrelid = ANY ($1::oid[])
            ORDER BY i.indexrelid, class.position
            """, [ArrayText.of(plan.tables.map(\.relation.id))]
        )
        var found: [ObjectID: [[Int]: [String]]] = [:]
        for row in 0..<result.rowCount {
            let columns = try result.text(row, 1).split(separator: ",").compactMap { Int($0) }
            let name = "OPERATOR(\(Identifier(try result.text(row, 2)).sql).\(try result.text(row, 3)))"
            let relation = try result.objectID(row, 0)
            let known = found[relation]?[columns] ?? []
            if known.count < columns.count { found[relation, default: [:]][columns] = known + [name] }
        }
        return found
    }
}
