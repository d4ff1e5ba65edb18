import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// What a staged run was going to do, as lines of text: kept beside its rows, so that only a run with the same
/// plan goes on with them, and a difference can be told.
struct StagingPlan: Sendable, Hashable {
    private static let format = "pg-sample staging plan 1"

    var text: String

    private var lines: [Substring] { text.split(separator: "\n") }

    init(text: String) {
        self.text = text
    }

    /// - Parameter definitions: What ``definitions(_:_:)`` has read.
    init(_ source: SampledSource, _ options: SamplingOptions, definitions: [String]) {
        var lines = [Self.format, "order \(options.order.rawValue)"]
        if options.order == .random { lines.append("seed \(options.seed)") }
        if options.isStable { lines.append("stable") }
        if options.isDataOnly { lines.append("data only") }
        for table in source.plan.tables {
            lines.append("table \(table.name.sql): \(table.rule)")
            lines += table.relation.columns.map {
                "column \(table.name.sql).\($0.name.sql) \($0.type.sql)"
                    + ($0.isNotNull ? " not null" : "") + ($0.isGenerated ? " generated" : "")
            }
            // Rows are known by the partition that stored them.
            lines += table.storage.map { "storage of \(table.name.sql): \($0.name.sql), OID \($0.id)" }
        }
        // A name may hold a line break.
        text = (lines + definitions).map { $0.replacing("\n", with: "\\n") }.joined(separator: "\n")
    }

    /// The constraints and unique indexes of the plan's tables, and the labels, parts and checks of the types that
    /// their columns are made of, sorted: a label that came after the schema was dumped would not load.
    ///
    /// Holds for PostgreSQL 13 to 18. Columns: the definition. Constraints of partitions that come from above are the root's. Of indexes a
    /// digest stands for the definition, which cannot be read while somebody holds the table exclusively.
    static func definitions(_ session: Session, _ plan: SamplingPlan) throws -> [String] {
        let relations = ArrayText.of(plan.tables.flatMap(\.treeIDs))
        let found = try session.query(
            """
            WITH RECURSIVE used (type) AS (
                SELECT a.atttypid FROM pg_attribute a
                WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
                UNION
                SELECT part.type
                FROM used JOIN pg_type t ON t.oid = used.type CROSS JOIN LATERAL (
                    SELECT t.typelem
                    UNION ALL SELECT t.typbasetype
                    UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
                    UNION ALL SELECT a.atttypid FROM pg_attribute a
                    WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                ) AS part (type)
                WHERE part.type <> 0
            )
            SELECT 'of the type ' || format_type(e.enumtypid, NULL) || ' '
                || string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
            FROM pg_enum e JOIN used ON used.type = e.enumtypid
            GROUP BY e.enumtypid
            UNION ALL
            SELECT 'of the type ' || format_type(t.oid, NULL) || ' ' || quote_ident(a.attname) || ' '
                || format_type(a.atttypid, a.atttypmod)
            FROM used JOIN pg_type t ON t.oid = used.type JOIN pg_attribute a ON a.attrelid = t.typrelid
            WHERE a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT 'of the domain ' || format_type(t.oid, NULL) || ' ' || concat_ws(' ', pg_get_constraintdef(c.oid))
                || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
            FROM used JOIN pg_type t ON t.oid = used.type AND t.typtype = 'd'
                LEFT JOIN pg_constraint c ON c.contypid = t.oid AND c.contype = 'c'
            UNION ALL
            SELECT c.conrelid::regclass::text || ' ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid)
            FROM pg_constraint c
            WHERE c.conrelid = ANY ($1::oid[]) AND c.conparentid = 0 AND c.contype NOT IN ('x', 't')
            UNION ALL
            SELECT i.indrelid::regclass::text || ' index ' || i.indexrelid::regclass::text || ' '
                || md5(concat_ws(' ', i.indisunique, i.indisexclusion, i.indisvalid, i.indkey::text, i.indclass::text,
                                 i.indcollation::text, i.indoption::text, i.indexprs::text, i.indpred::text))
            FROM pg_index i WHERE i.indrelid = ANY ($1::oid[]) AND (i.indisunique OR i.indisexclusion)
            """, [relations]
        )
        return found.textRows().compactMap { $0[0] }.map { "constraint \($0)" }.sorted()
    }

    /// The first few lines that only one of two plans has, for a message; empty when they are the same.
    func differences(from old: StagingPlan, limit: Int = 5) -> [String] {
        let (mine, theirs) = (Set(lines), Set(old.lines))
        let gone = old.lines.filter { !mine.contains($0) }.map { "it was: \($0)" }
        let new = lines.filter { !theirs.contains($0) }.map { "it is: \($0)" }
        let all = gone + new
        if all.isEmpty, lines != old.lines { return ["the tables are in another order"] }
        return all.count > limit ? all.prefix(limit) + ["and \(all.count - limit) lines more"] : all
    }
}
