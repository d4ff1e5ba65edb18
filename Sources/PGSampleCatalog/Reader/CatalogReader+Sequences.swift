import PGSampleLibPQ
import PGSampleSQL

extension CatalogReader {
    /// Three queries. Columns: sequence, schema, name, start, increment, minimum, maximum.
    ///
    /// - Parameter relations: Every table of the users' schemas.
    func readSequences(of relations: [Relation]) throws -> [Sequence] {
        let result = try session.query(
            """
            SELECT c.oid, n.nspname, c.relname, s.seqstart, s.seqincrement, s.seqmin, s.seqmax
            FROM pg_sequence s
                JOIN pg_class c ON c.oid = s.seqrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE \(Self.isUserSchema) AND NOT \(Self.isExtensionMember("c.oid"))
            """
        )
        let drawing = try readDrawingColumns()
        var sequences: [Sequence] = []
        for row in 0..<result.rowCount {
            let id = try result.objectID(row, 0)
            sequences.append(
                Sequence(
                    id: id,
                    name: try result.name(row, 1, 2),
                    start: try result.int64(row, 3),
                    increment: try result.int64(row, 4),
                    minimum: try result.int64(row, 5),
                    maximum: try result.int64(row, 6),
                    drawingColumns: drawing[id, default: []].sorted()
                )
            )
        }
        let bodies = try readDrawingBodies()
        var likely = LikelyDraws(relations: relations, sequences: sequences)
        for body in bodies { likely.note(body) }
        likely.noteNames()
        for index in sequences.indices {
            sequences[index].likelyColumns = likely.columns(of: sequences[index])
        }
        return sequences.sorted { $0.name < $1.name }
    }

    /// Columns: sequence, relation, column, of identity and owning columns (deptypes `i` and `a`) and of defaults that
    /// name the sequence.
    ///
    /// By sequence: columns that own it, and those whose default draws from it, be it the default of their domain or
    /// by way of a function whose body the server has read (`BEGIN ATOMIC`).
    private func readDrawingColumns() throws -> [ObjectID: Set<ColumnReference>] {
        let result = try session.query(
            """
            SELECT d.objid, d.refobjid, d.refobjsubid
            FROM pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                AND d.deptype IN ('i', 'a') AND d.refobjsubid > 0
            UNION
            SELECT d.refobjid, ad.adrelid, ad.adnum
            FROM pg_depend d
                JOIN pg_attrdef ad ON ad.oid = d.objid
                JOIN pg_sequence s ON s.seqrelid = d.refobjid
            WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
            UNION
            SELECT used.refobjid, ad.adrelid, ad.adnum
            FROM pg_depend d
                JOIN pg_attrdef ad ON ad.oid = d.objid
                JOIN pg_depend used ON used.classid = 'pg_proc'::regclass AND used.objid = d.refobjid
                JOIN pg_sequence s ON s.seqrelid = used.refobjid
            WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_proc'::regclass
                AND used.refclassid = 'pg_class'::regclass
            UNION
            SELECT d.refobjid, a.attrelid, a.attnum
            FROM pg_depend d
                JOIN pg_sequence s ON s.seqrelid = d.refobjid
                JOIN pg_attribute a ON a.atttypid = d.objid AND NOT a.atthasdef AND a.attnum > 0 AND NOT a.attisdropped
                JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
            WHERE d.classid = 'pg_type'::regclass AND d.refclassid = 'pg_class'::regclass
            """
        )
        var columns: [ObjectID: Set<ColumnReference>] = [:]
        for row in 0..<result.rowCount {
            columns[try result.objectID(row, 0), default: []].insert(
                ColumnReference(relation: try result.objectID(row, 1), column: try result.integer(row, 2))
            )
        }
        return columns
    }

    /// Columns: relation, column (0 of a trigger), the body of a routine that is a string and names `nextval`: of the
    /// functions that triggers call before a row is inserted, and of those that defaults call.
    private func readDrawingBodies() throws -> [LikelyDraws.Body] {
        let result = try session.query(
            """
            SELECT t.tgrelid, 0, p.prosrc
            FROM pg_trigger t
                JOIN pg_proc p ON p.oid = t.tgfoid
                JOIN pg_language l ON l.oid = p.prolang
            WHERE NOT t.tgisinternal AND t.tgtype & 7 = 7 AND l.lanname = 'plpgsql' AND p.prosrc ILIKE '%nextval%'
            UNION ALL
            SELECT ad.adrelid, ad.adnum, p.prosrc
            FROM pg_depend d
                JOIN pg_attrdef ad ON ad.oid = d.objid
                JOIN pg_proc p ON p.oid = d.refobjid
                JOIN pg_language l ON l.oid = p.prolang
            WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_proc'::regclass
                AND l.lanname IN ('sql', 'plpgsql') AND p.prosrc ILIKE '%nextval%'
            """
        )
        return try (0..<result.rowCount).map { row in
            let column = try result.integer(row, 1)
            return LikelyDraws.Body(
                relation: try result.objectID(row, 0), column: column == 0 ? nil : column,
                text: Array(try result.text(row, 2).utf8))
        }
    }
}
