import PGSampleCatalog
import PGSampleSQL

/// The SQL that asks which parents rows refer to, joined as PostgreSQL's own checks join (`ri_triggers.c`):
/// by the constraint's operators, in the operand's type and the parent column's collation, ONLY on both sides
/// except where a side is partitioned.
struct ClosureQuery {
    let foreignKey: ForeignKey
    /// The relation that stores the referencing rows.
    let child: QualifiedName
    let parent: Relation

    /// What stands in FROM for the parents.
    var parentSource: String {
        parent.kind == .partitioned ? parent.name.sql : "ONLY \(parent.name.sql)"
    }

    private var join: String { condition(parent: "p") }

    /// A condition that the row `alias` is a parent of the child's row `c`.
    func condition(parent alias: String) -> String {
        foreignKey.columnPairs.map { pair in
            let left = "\(alias).\(pair.parentColumn.sql)" + (pair.parentCast.map { "::\($0)" } ?? "")
            let right =
                "c.\(pair.childColumn.sql)" + (pair.childCast.map { "::\($0)" } ?? "")
                + (pair.collation.map { " COLLATE \($0.sql)" } ?? "")
            return "\(left) \(pair.operatorSQL) \(right)"
        }.joined(separator: " AND ")
    }

    /// The parents of the rows whose addresses were sent.
    var byAddress: String {
        """
        SELECT DISTINCT p.tableoid, p.ctid
        FROM ONLY \(child.sql) AS c JOIN \(parentSource) AS p ON \(join)
        WHERE \(AddressParameter.condition("c"))
        """
    }

    /// The parents of all rows of the child.
    var ofWholeTable: String {
        """
        SELECT p.tableoid, p.ctid
        FROM \(parentSource) AS p
        WHERE EXISTS (SELECT FROM ONLY \(child.sql) AS c WHERE \(join))
        """
    }
}
