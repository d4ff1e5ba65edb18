import Testing

@testable import PGSample

/// Compares a loaded copy with its source, by PostgreSQL's own words.
struct Judge {
    var source: String
    var copy: String
    /// Off where tables are left out, whose constraints go with them.
    var comparesConstraints = true

    func check(_ report: SamplingReport, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for table in report.tables {
            let rows = try await rowTexts(of: table.name)
            let all = Dictionary(
                uniqueKeysWithValues: try await TestServer.rows(rows, in: source).map {
                    ($0[0], Int($0[1] ?? "") ?? 0)
                }
            )
            let sampled = try await TestServer.rows(rows, in: copy).map { ($0[0], Int($0[1] ?? "") ?? 0) }
            #expect(
                sampled.reduce(0) { $0 + $1.1 } == table.rows, "rows of \(table.name)",
                sourceLocation: sourceLocation
            )
            for (row, count) in sampled {
                #expect(
                    count <= all[row, default: 0], "a row of \(table.name) is not the source's",
                    sourceLocation: sourceLocation
                )
            }
        }
        // PostgreSQL proved these when it added them.
        let valid =
            "SELECT count(*) FROM pg_constraint WHERE convalidated AND contype IN ('f', 'p', 'u', 'x', 'c')"
        let inSource = try await TestServer.value(valid, in: source)
        let inCopy = try await TestServer.value(valid, in: copy)
        if report.diagnostics.isEmpty, comparesConstraints {
            #expect(inSource == inCopy, sourceLocation: sourceLocation)
        }
        try await checkSequences(sourceLocation)
    }

    /// Rows as text with how many there are of each. Columns go by name: inherited ones may come in another
    /// order.
    private func rowTexts(of table: String) async throws -> String {
        let literal = "'\(table.replacing("'", with: "''"))'::regclass"
        let kind = try await TestServer.value(
            "SELECT relkind FROM pg_class WHERE oid = \(literal)", in: source)
        let columns = try await TestServer.value(
            """
            SELECT string_agg('t.' || quote_ident(attname), ', ' ORDER BY attname COLLATE "C") FROM pg_attribute
            WHERE attrelid = \(literal) AND attnum > 0 AND NOT attisdropped
            """, in: source
        )
        let whole = kind == "p" ? table : "ONLY \(table)"
        return "SELECT ROW(\(columns ?? ""))::text, count(*) FROM \(whole) AS t GROUP BY 1"
    }

    /// Every column that draws from a sequence: the next value must not be there already.
    private func checkSequences(_ sourceLocation: SourceLocation) async throws {
        let drawing = try await TestServer.rows(
            """
            SELECT DISTINCT s.oid::regclass::text, c.oid::regclass::text, quote_ident(a.attname), q.seqincrement > 0
            FROM pg_depend d
                JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
                JOIN pg_sequence q ON q.seqrelid = s.oid
                JOIN pg_class c ON c.oid = d.refobjid
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
                JOIN pg_type t ON t.oid = a.atttypid
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
                AND t.typcategory = 'N' AND NOT q.seqcycle
            """, in: copy
        )
        for row in drawing {
            let (sequence, table, column, ascends) = (row[0] ?? "", row[1] ?? "", row[2] ?? "", row[3] == "t")
            let ahead = try await TestServer.value(
                """
                SELECT x.extreme IS NULL
                    OR CASE WHEN s.is_called THEN s.last_value \(ascends ? ">=" : "<=") least(greatest(x.extreme, q.seqmin), q.seqmax)
                            ELSE s.last_value \(ascends ? ">" : "<") x.extreme END
                FROM \(sequence) AS s, pg_sequence q, (SELECT \(ascends ? "max" : "min")(\(column)) AS extreme FROM \(table)) AS x
                WHERE q.seqrelid = '\(sequence.replacing("'", with: "''"))'::regclass
                """, in: copy
            )
            #expect(ahead == "t", "\(sequence) is behind \(table).\(column)", sourceLocation: sourceLocation)
        }
    }
}
