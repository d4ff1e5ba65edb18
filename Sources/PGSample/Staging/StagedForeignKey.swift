import PGSampleCatalog
import PGSampleSQL

/// A foreign key between two staging tables: the SQL that follows, counts and repairs it. Pure.
///
/// Rows are joined as PostgreSQL's own checks join them (``ForeignKeyJoin``).
struct StagedForeignKey: Sendable {
    let key: ForeignKey
    /// Its place among the plan's foreign keys.
    let number: Int
    let name: Sample.ForeignKeyName
    let child: StagedTable
    let parent: StagedTable
    /// The relation that the key refers to: the parent's table or a partition of it.
    private let parentRelation: Relation
    /// Partitions that the key is of, and leads to.
    private let childStorage: [ObjectID]
    private let parentStorage: [ObjectID]

    /// - Returns: nil when an end of the key is not staged, which the plan rules out.
    init?(
        _ key: ForeignKey, number: Int, child: StagedTable, parent: StagedTable, _ catalog: Catalog
    ) {
        guard let parentRelation = catalog.relation(key.parent) else { return nil }
        self.key = key
        self.number = number
        self.child = child
        self.parent = parent
        self.parentRelation = parentRelation
        name = Sample.ForeignKeyName(table: child.table.name, name: key.name)
        childStorage = catalog.storage(of: key.child).map(\.id)
        parentStorage = catalog.storage(of: key.parent).map(\.id)
    }

    /// Each once: a key may use a column twice.
    private var childColumns: [String] {
        var seen: Set<Identifier> = []
        return key.columnPairs.map(\.childColumn).filter { seen.insert($0).inserted }.map { "c.\($0.sql)" }
    }

    /// Rows of the child that need a parent. A partly NULL key needs none; under MATCH FULL there is none.
    private var references: String {
        let conditions = ["pg_catalog.num_nulls(\(childColumns.joined(separator: ", "))) = 0"]
        return "\(child.name.sql) AS c WHERE "
            + (conditions + [child.storageCondition("c", childStorage)].compactMap(\.self)).joined(
                separator: " AND ")
    }

    private func join(_ alias: String) -> String {
        ForeignKeyJoin(foreignKey: key, child: child.name, parent: parentRelation).condition(parent: alias)
    }

    /// A condition on the child's row `c` that its parent is staged.
    private var hasParent: String {
        let filter = parent.storageCondition("s", parentStorage).map { " AND \($0)" } ?? ""
        let parents = "FROM \(parent.name.sql) AS s WHERE \(join("s"))\(filter)"
        guard key.hasPeriod, let period = key.columnPairs.last else { return "EXISTS (SELECT \(parents))" }
        // The parents' periods together must cover the child's (`RI_FKey_check`, 18).
        return """
            EXISTS (SELECT FROM (SELECT pg_catalog.range_agg(s.\(period.parentColumn.sql)) AS period \(parents)) AS covered
                    WHERE c.\(period.childColumn.sql) OPERATOR(pg_catalog.<@) covered.period)
            """
    }

    // MARK: Statements

    /// The planner's settings for the statements, which may read both tables as a whole.
    var plans: String { key.mayLackHash ? SourceSettings.freePlansWithoutHash : SourceSettings.freePlans }

    /// Stages the parents of the child's rows numbered from `after`, exclusive, to `upTo`.
    func following(after: Int, upTo: Int) -> String {
        let row = "c.\(child.rowColumn.sql)"
        // Where the two sides' collations differ, what is the same to one may not be to the other.
        let distinct = key.columnPairs.allSatisfy { $0.collation == nil } ? "DISTINCT " : ""
        let children = """
            (SELECT \(distinct)\(childColumns.joined(separator: ", ")) FROM \(references)
                AND \(row) > \(after) AND \(row) <= \(upTo)) AS c
            """
        let missing = key.hasPeriod ? "" : " WHERE NOT \(hasParent)"
        let source = ForeignKeyJoin(foreignKey: key, child: child.name, parent: parentRelation).parentSource
        return parent.insertion(from: "\(children) JOIN \(source) AS p ON \(join("p"))\(missing)", alias: "p")
    }

    /// Two numbers: rows that need a parent, and those of them that have none.
    var counts: String {
        """
        SELECT (SELECT count(*) FROM \(references)), (SELECT count(*) FROM \(references) AND NOT \(hasParent))
        """
    }

    var deletionOfOrphans: String { "DELETE FROM \(references) AND NOT \(hasParent)" }
}
