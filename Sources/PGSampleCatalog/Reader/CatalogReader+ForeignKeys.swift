import PGSampleLibPQ
import PGSampleSQL

extension CatalogReader {
    /// One row per column pair, in catalog order. Columns: constraint, name, child, parent, validated, child
    /// column, parent column, operator schema, operator, cast of the parent, cast of the child, collation
    /// schema, collation, PERIOD, plain equality.
    ///
    /// Follows `ri_GenerateQual` in `ri_triggers.c`: an operand whose type is not the operator's is cast to
    /// it unless the operator's is polymorphic, and the parent's collation is spelled out where the two
    /// sides' differ.
    func readForeignKeys() throws -> [ForeignKey] {
        // pg_constraint.conenforced came with 18; before it every foreign key is enforced.
        let isEnforced = session.serverVersion >= 18_00_00 ? "con.conenforced" : "true"
        // So did PERIOD.
        let hasPeriod = session.serverVersion >= 18_00_00 ? "con.conperiod" : "false"
        let result = try session.query(
            """
            SELECT con.oid, con.conname, con.conrelid, con.confrelid, con.convalidated, fk.attname, pk.attname,
                   opn.nspname, op.oprname,
                   CASE WHEN pk.atttypid <> op.oprleft AND lt.typtype <> 'p' THEN format_type(op.oprleft, -1) END,
                   CASE WHEN fk.atttypid <> op.oprright AND rt.typtype <> 'p' THEN format_type(op.oprright, -1) END,
                   CASE WHEN pk.attcollation <> fk.attcollation THEN coln.nspname END,
                   CASE WHEN pk.attcollation <> fk.attcollation THEN col.collname END,
                   \(hasPeriod),
                   EXISTS (SELECT FROM pg_amop m JOIN pg_opclass o ON o.opcfamily = m.amopfamily AND o.opcmethod = m.amopmethod
                           JOIN pg_am am ON am.oid = o.opcmethod
                           WHERE m.amopopr = op.oid AND am.amname = 'btree' AND m.amopstrategy = 3
                               AND o.opcdefault AND o.opcintype = op.oprright)
                   AND EXISTS (SELECT FROM pg_amop m JOIN pg_am am ON am.oid = m.amopmethod
                               WHERE m.amopopr = op.oid AND am.amname = 'hash')
            FROM pg_constraint con
                JOIN pg_class c ON c.oid = con.conrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL unnest(con.conkey, con.confkey, con.conpfeqop)
                    WITH ORDINALITY AS pair (child_column, parent_column, operator, position)
                JOIN pg_attribute fk ON fk.attrelid = con.conrelid AND fk.attnum = pair.child_column
                JOIN pg_attribute pk ON pk.attrelid = con.confrelid AND pk.attnum = pair.parent_column
                JOIN pg_operator op ON op.oid = pair.operator
                JOIN pg_namespace opn ON opn.oid = op.oprnamespace
                JOIN pg_type lt ON lt.oid = op.oprleft
                JOIN pg_type rt ON rt.oid = op.oprright
                LEFT JOIN pg_collation col ON col.oid = pk.attcollation
                LEFT JOIN pg_namespace coln ON coln.oid = col.collnamespace
            WHERE con.contype = 'f' AND con.conparentid = 0 AND \(isEnforced) AND \(Self.isUserSchema)
            ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", con.conname COLLATE "C", con.oid, pair.position
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
                    isPlainEquality: try result.bool(row, 14)
                )
            )
        }
        return keys
    }
}
