import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Adds to a sample every row that a row of it refers to, until nothing is missing.
///
/// A worklist of relations with rows whose parents have not been asked for. A row enters the sample once and
/// is asked for once per foreign key, so cycles, self references, diamonds and chains all end. Tables are taken
/// children first, so that without cycles each is asked for once.
///
/// This is the bookkeeping. Who asks the server takes the questions in waves, in any order, and brings the answers:
///
///     while let steps = closure.nextWave() {
///         try closure.add(steps.map { try $0.ask(session) }, to: steps)
///     }
///
/// - Complexity: O(rows of the sample × foreign keys) on the server by index; memory for addresses only.
struct Closure {
    /// Addresses per statement: large enough to make round trips cheap and to read small parents as a whole, small
    /// enough that the server keeps the rows' keys in its work memory.
    static let batchSize = 50_000
    /// Values that are looked up in an index in the time in which a block is read and its rows are hashed.
    static let lookupsPerBlock = 4

    let catalog: Catalog
    let plan: SamplingPlan
    /// Of the parents.
    let sizes: RelationSizes

    private(set) var sample: Sample
    /// Rows that foreign keys led to so far.
    private(set) var found = 0
    /// Rows by the relation that stores them, whose parents were not asked for yet.
    private var pending: [ObjectID: RowSet] = [:]
    /// Whether the parents of tables that are taken whole were not asked for yet.
    private var wholeTablesArePending = true
    /// The next of ``order``.
    private var next = 0
    /// The plan's tables, children first.
    private let order: [SamplingPlan.Table]
    /// The plan's table of a relation, partitions included.
    private let planTable: [ObjectID: ObjectID]
    /// The foreign keys of a table of the plan and of its partitions, in the plan's order.
    private let keys: [ObjectID: [ForeignKey]]

    init(catalog: Catalog, plan: SamplingPlan, sizes: RelationSizes, sample: Sample) {
        self.catalog = catalog
        self.plan = plan
        self.sizes = sizes
        self.sample = sample
        order = plan.tables.reversed()
        var planTable: [ObjectID: ObjectID] = [:]
        for table in plan.tables {
            for relation in catalog.partitionTree(of: table.relation.id) {
                planTable[relation.id] = table.relation.id
            }
        }
        self.planTable = planTable
        keys = plan.foreignKeysByTable(catalog)
        for table in sample.tables.values where !table.isWhole {
            pending.merge(table.rows) { rows, _ in rows }
        }
    }

    /// The sizes that a closure of any sample may ask for.
    static func readSizes(_ source: SampledSource, _ session: Session) throws -> RelationSizes {
        try RelationSizes.read(
            source.plan.foreignKeys.flatMap { source.catalog.storage(of: $0.parent) }, source.facts, session
        )
    }

    // MARK: Questions

    /// The next questions, none of which depends on another one's answer.
    ///
    /// Their answers must be added before the next wave. Which key asked first for a row, which the manifest tells, is
    /// as if table after table were asked: a wave ends before a table that one of its tables refers to.
    ///
    /// - Returns: nil when nothing is missing.
    mutating func nextWave() -> [ClosureStep]? {
        if wholeTablesArePending {
            wholeTablesArePending = false
            let steps = order.filter { sample.tables[$0.relation.id]?.isWhole == true }.flatMap(stepsOfAll)
            if !steps.isEmpty { return steps }
        }
        while !pending.isEmpty {
            let steps = nextStepsOfPending()
            if !steps.isEmpty { return steps }
        }
        return nil
    }

    private func stepsOfAll(_ table: SamplingPlan.Table) -> [ClosureStep] {
        keys[table.relation.id, default: []].flatMap { key in
            catalog.storage(of: key.child).compactMap { child in
                join(key, from: child).map { ClosureStep(table: table.relation.id, rows: .all($0)) }
            }
        }
    }

    private mutating func nextStepsOfPending() -> [ClosureStep] {
        if next == order.count { next = 0 }
        var steps: [ClosureStep] = []
        var parents: Set<ObjectID> = []
        while next < order.count, !parents.contains(order[next].relation.id) {
            let table = order[next]
            next += 1
            for child in table.storage {
                guard let rows = pending.removeValue(forKey: child.id) else { continue }
                for batch in rows.batches(of: Self.batchSize) {
                    guard let query = query(of: batch.count, from: child, table) else { continue }
                    steps.append(ClosureStep(table: table.relation.id, rows: .at(batch, query)))
                    parents.formUnion(query.arms.compactMap { planTable[$0.join.parent.id] })
                }
            }
        }
        return steps
    }

    private func query(of count: Int, from child: Relation, _ table: SamplingPlan.Table) -> ClosureQuery? {
        let arms = keys[table.relation.id, default: []].compactMap { key -> ClosureQuery.Arm? in
            guard catalog.storage(of: key.child).contains(where: { $0.id == child.id }),
                let join = join(key, from: child)
            else { return nil }
            let blocks = sizes.blocks(of: catalog.storage(of: key.parent))
            let isSmall = blocks.map { $0 * Self.lookupsPerBlock <= count } ?? false
            return ClosureQuery.Arm(join: join, way: isSmall && join.isPlainEquality ? .scan : .lookup)
        }
        return arms.isEmpty ? nil : ClosureQuery(child: child.name, arms: arms)
    }

    /// nil where the parent is in as a whole, so that nothing can be missing.
    private func join(_ key: ForeignKey, from child: Relation) -> ForeignKeyJoin? {
        guard let parent = catalog.relation(key.parent), let table = planTable[key.parent],
            sample.tables[table]?.isWhole == false
        else { return nil }
        return ForeignKeyJoin(foreignKey: key, child: child.name, parent: parent)
    }

    // MARK: Answers

    /// Adds the rows that were found, table by table and key by key, so that which key asked first for a row does not
    /// depend on how rows are cut into batches.
    ///
    /// - Parameter answers: Those of `steps`, in their order.
    /// - Throws: ``PGSampleError`` with `.sourceChanged`.
    mutating func add(_ answers: [[ClosureStep.Answer]], to steps: [ClosureStep]) throws {
        var first = 0
        while first < steps.count {
            let table = steps[first].table
            let end = steps[first...].firstIndex { $0.table != table } ?? steps.count
            for key in keys[table, default: []] {
                for answer in answers[first..<end].joined() where answer.foreignKey.id == key.id {
                    try add(answer)
                }
            }
            first = end
        }
    }

    private mutating func add(_ answer: ClosureStep.Answer) throws {
        var added = 0
        for (relation, addresses) in answer.parents {
            guard let table = planTable[relation] else { throw Self.unknownRelation(answer.foreignKey) }
            // Taken out while they change, so that they change in place.
            var rows = sample.tables[table]?.rows.removeValue(forKey: relation) ?? RowSet()
            let new = addresses.filter { rows.insert($0) }
            sample.tables[table]?.rows[relation] = rows
            added += new.count
            if keys[table] != nil {
                var rows = pending.removeValue(forKey: relation) ?? RowSet()
                for address in new { rows.insert(address) }
                if !rows.isEmpty { pending[relation] = rows }
            }
        }
        found += added
        let key = answer.foreignKey
        guard added > 0, let child = catalog.root(of: key.child), let parent = catalog.root(of: key.parent)
        else { return }
        let name = Sample.ForeignKeyName(table: child.name, name: key.name)
        sample.tables[parent.id]?.referencedCount[name, default: 0] += added
    }

    /// A partition that was attached after our locks: ATTACH is not held up by ACCESS SHARE.
    private static func unknownRelation(_ key: ForeignKey) -> PGSampleError {
        PGSampleError(
            code: .sourceChanged, message: "a partition was attached while the run followed the foreign key",
            object: key.name.sql, remedy: "Run again when no migration runs."
        )
    }
}
