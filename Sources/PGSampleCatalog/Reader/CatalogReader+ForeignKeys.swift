import PGSampleLibPQ
import PGSampleSQL

extension CatalogReader {
    /// One row per column pair, in catalog order. Columns: constraint, name, child, parent, validated, child
    /// column, parent column, operator schema, operator, cast of the parent, cast of the child, collation
    /// schema, collation, PERIOD, collatable, plain equality, range that may lack a hash.
    ///
    /// Follows `ri_GenerateQual` in `ri_triggers.c`: an operand whose type is not the operator's is cast to
    /// it unless the operator's is polymorphic, and the parent's collation is spelled out where the two
    /// sides' differ.
    ///
    /// The pairs are materialized, so that their columns are looked up by number: the planner, which does not
    /// know how many pairs a key has, would else make the pairs again for each column of the child.
    func readForeignKeys() throws -> [ForeignKey] {
        // pg_constraint.conenforced came with 18; before it every foreign key is enforced.
        let isEnforced = session.serverVersion >= 18_00_00 ? "con.conenforced" : "true"
        // So did PERIOD.
        let hasPeriod = session.serverVersion >= 18_00_00 ? "con.conperiod" : "false"
        // Multiranges came with 14.
        let ranges = session.serverVersion >= 14_00_00 ? "r.rngtypid, r.rngmultitypid" : "r.rngtypid"
        let result = try session.query(
            """
            WITH pair AS MATERIALIZED (
                SELECT con.oid, con.conname, con.conrelid, con.confrelid, con.convalidated, \(hasPeriod) AS has_period,
                       columns.*
                FROM pg_constraint con
                    CROSS JOIN LATERAL unnest(con.conkey, con.confkey, con.conpfeqop)
                        WITH ORDINALITY AS columns (child_column, parent_column, operator, position)
                WHERE con.contype = 'f' AND con.conparentid = 0 AND \(isEnforced)
            )
            SELECT pair.oid, pair.conname, pair.conrelid, pair.confrelid, pair.convalidated, fk.attname, pk.attname,
                   opn.nspname, op.oprname,
                   CASE WHEN pk.atttypid <> op.oprleft AND lt.typtype <> 'p' THEN format_type(op.oprleft, -1) END,
                   CASE WHEN fk.atttypid <> op.oprright AND rt.typtype <> 'p' THEN format_type(op.oprright, -1) END,
                   CASE WHEN pk.attcollation <> fk.attcollation THEN coln.nspname END,
                   CASE WHEN pk.attcollation <> fk.attcollation THEN col.collname END,
                   pair.has_period, rt.typcollation <> 0,
                   op.oprcanhash AND lt.typtype <> 'p' AND op.oid = ANY (ARRAY(
                       SELECT m.amopopr FROM pg_amop m
                           JOIN pg_opclass o ON o.opcfamily = m.amopfamily AND o.opcdefault
                               AND o.opcintype = m.amoprighttype
                           JOIN pg_am am ON am.oid = o.opcmethod
                       WHERE am.amname = 'btree' AND m.amopstrategy = 3 AND m.amopopr IN (
                           SELECT h.amopopr FROM pg_amop h JOIN pg_am am ON am.oid = h.amopmethod
                           WHERE am.amname = 'hash'))),
                   op.oprcanhash AND lt.typname IN ('anyrange', 'anymultirange') AND NOT EXISTS (
                       SELECT FROM pg_range r
                           JOIN pg_opclass o ON o.opcintype = r.rngsubtype AND o.opcdefault
                           JOIN pg_am am ON am.oid = o.opcmethod AND am.amname = 'hash'
                       WHERE pk.atttypid IN (\(ranges)))
            FROM pair
                JOIN pg_class c ON c.oid = pair.conrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute fk ON fk.attrelid = pair.conrelid AND fk.attnum = pair.child_column
                JOIN pg_attribute pk ON pk.attrelid = pair.confrelid AND pk.attnum = pair.parent_column
                JOIN pg_operator op ON op.oid = pair.operator
                JOIN pg_namespace opn ON opn.oid = op.oprnamespace
                JOIN pg_type lt ON lt.oid = op.oprleft
                JOIN pg_type rt ON rt.oid = op.oprright
                LEFT JOIN pg_collation col ON col.oid = pk.attcollation
                LEFT JOIN pg_namespace coln ON coln.oid = col.collnamespace
            WHERE \(Self.isUserSchema)
            ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", pair.conname COLLATE "C", pair.oid, pair.position
            """
        )
        var keys: [ForeignKey] = []
        for row in 0..<result.rowCount {
            let id = try result.objectID(row, 0)
            if keys.last?.id != id {
                keys.append(
                    ForeignKey(
                        id: id,
                        name: Identifier(try result.text(row, 1)),
                        child: try result.objectID(row, 2),
                        parent: try result.objectID(row, 3),
                        isValidated: try result.bool(row, 4),
                        hasPeriod: try result.bool(row, 13),
                        columnPairs: []
                    )
                )
            }
            let operatorSchema = Identifier(try result.text(row, 7)).sql
            keys[keys.count - 1].columnPairs.append(
                ForeignKey.ColumnPair(
                    childColumn: Identifier(try result.text(row, 5)),
                    parentColumn: Identifier(try result.text(row, 6)),
                    operatorSQL: "OPERATOR(\(operatorSchema).\(try result.text(row, 8)))",
                    parentCast: result[row, 9],
                    childCast: result[row, 10],
                    collation: try result.nameIfPresent(row, 11, 12),
                    isCollatable: try result.bool(row, 14),
                    isPlainEquality: try result.bool(row, 15),
                    mayLackHash: try result.bool(row, 16)
                )
            )
        }
        return keys
    }
}
