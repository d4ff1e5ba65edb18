import PGSampleCatalog
import PGSampleSQL

/// How the two sides of a foreign key are joined: as PostgreSQL's own checks join them (`ri_triggers.c`), by
/// the constraint's operators, in the operand's type and the parent column's collation, ONLY on both sides
/// except where a side is partitioned.
struct ForeignKeyJoin: Sendable {
    let foreignKey: ForeignKey
    /// The relation that stores the referencing rows.
    let child: QualifiedName
    let parent: Relation

    /// What stands in FROM for the parents.
    var parentSource: String {
        parent.kind == .partitioned ? parent.name.sql : "ONLY \(parent.name.sql)"
    }

    /// Whether two children with equal values have the same parents, and a hash finds them.
    var isPlainEquality: Bool { foreignKey.columnPairs.allSatisfy(\.isPlainEquality) }

    /// A condition that the row `alias` is a parent of the child's row `c`.
    func condition(parent alias: String) -> String {
        condition(parentOperands(of: alias), childOperands(of: "c"))
    }

    /// A condition that the operands of the two sides, one for each column, are a parent's and its child's.
    func condition(_ parent: [String], _ child: [String]) -> String {
        zip(foreignKey.columnPairs, zip(parent, child)).map { pair, operands in
            "\(operands.0) \(pair.operatorSQL) \(operands.1)"
        }.joined(separator: " AND ")
    }

    /// The left sides of the comparisons.
    func parentOperands(of alias: String) -> [String] {
        foreignKey.columnPairs.map { pair in
            "\(alias).\(pair.parentColumn.sql)" + (pair.parentCast.map { "::\($0)" } ?? "")
        }
    }

    /// The right sides of the comparisons.
    func childOperands(of alias: String) -> [String] {
        foreignKey.columnPairs.map { pair in
            "\(alias).\(pair.childColumn.sql)" + (pair.childCast.map { "::\($0)" } ?? "")
                + (pair.collation.map { " COLLATE \($0.sql)" } ?? "")
        }
    }

    /// What the children's values are sorted by to come nearly in the order of the parent's index, at little
    /// cost: comparing by the rules of a language is slow.
    func sortKeys(_ child: [String]) -> [String] {
        zip(foreignKey.columnPairs, child).map { $0.isCollatable ? "\($1) COLLATE \"C\"" : $1 }
    }

    /// The parents of all rows of the child.
    var ofWholeTable: String {
        """
        SELECT p.tableoid, p.ctid
        FROM \(parentSource) AS p
        WHERE EXISTS (SELECT FROM ONLY \(child.sql) AS c WHERE \(condition(parent: "p")))
        """
    }
}
