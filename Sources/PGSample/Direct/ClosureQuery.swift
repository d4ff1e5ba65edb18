import PGSampleCatalog
import PGSampleSQL

/// The SQL that asks which parents some rows of a relation have, by all of its foreign keys at once.
///
/// The rows are fetched once, into `c`. Then each foreign key is followed in one of two ways, which the
/// planner could not choose between, because it does not know how many addresses are sent: each of their
/// values is looked up in the parent's index, in order, so that neighbours find their blocks still in the
/// processor's caches, which halves the time; or the parent is read as a whole, where it is small, and its
/// rows are looked up among the values. Neither can turn into the other: `OFFSET 0` stands between.
struct ClosureQuery: Sendable {
    /// A foreign key of the child, and how it is followed.
    struct Arm: Sendable {
        enum Way: Sendable {
            case lookup
            case scan
        }

        var join: ForeignKeyJoin
        var way: Way
    }

    /// The relation that stores the rows.
    let child: QualifiedName
    /// At least one.
    let arms: [Arm]

    /// Columns: the number of the arm; the relation that stores the parents, NULL where there is only one;
    /// their addresses, NULL where there is none. Every parent is told at least once.
    ///
    /// Parameter: the addresses of the rows.
    var sql: String {
        let operands = arms.flatMap { $0.join.childOperands(of: "c") }
        let columns = operands.enumerated().map { "\($1) AS k\($0)" }.joined(separator: ", ")
        var firstOperand = 0
        let selects = arms.enumerated().map { number, arm in
            defer { firstOperand += arm.join.foreignKey.columnPairs.count }
            return parents(by: arm, number, firstOperand)
        }
        return """
            WITH c AS MATERIALIZED (
            SELECT \(columns) FROM ONLY \(child.sql) AS c WHERE \(AddressParameter.parameterCondition("c")))
            \(selects.joined(separator: "\nUNION ALL\n"))
            """
    }

    private func parents(by arm: Arm, _ number: Int, _ firstOperand: Int) -> String {
        let join = arm.join
        let isPartitioned = join.parent.kind == .partitioned
        let keys = join.foreignKey.columnPairs.indices.map { "c.k\(firstOperand + $0)" }
        let relation = isPartitioned ? "p.tableoid" : "NULL::oid"
        let select = "SELECT \(number), \(relation), pg_catalog.array_agg(p.ctid)"
        let group = isPartitioned ? "\nGROUP BY p.tableoid" : ""
        switch arm.way {
        case .lookup:
            let values = keys.joined(separator: ", ")
            let distinct =
                join.isPlainEquality
                ? " GROUP BY \(values) ORDER BY \(join.sortKeys(keys).joined(separator: ", "))" : ""
            // Of a composite value, IS NOT NULL would ask whether all of its fields are.
            let notNull = keys.map { "\($0) IS DISTINCT FROM NULL" }.joined(separator: " AND ")
            return """
                \(select)
                FROM (SELECT \(values) FROM c WHERE \(notNull)\(distinct)) AS c
                CROSS JOIN LATERAL (SELECT p.tableoid, p.ctid FROM \(join.parentSource) AS p
                WHERE \(join.condition(join.parentOperands(of: "p"), keys)) OFFSET 0) AS p\(group)
                """
        case .scan:
            let operands = join.parentOperands(of: "p").enumerated().map { "\($1) AS k\($0)" }
            return """
                \(select)
                FROM (SELECT p.tableoid, p.ctid, \(operands.joined(separator: ", ")) FROM \(join.parentSource) AS p
                OFFSET 0) AS p WHERE EXISTS (SELECT FROM c WHERE \(join.condition(operands.indices.map { "p.k\($0)" }, keys)))\(group)
                """
        }
    }
}
