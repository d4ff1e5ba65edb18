import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Adds to a sample every row that a row of it refers to, until nothing is missing.
///
/// A worklist of relations with rows whose parents have not been asked for. A row enters the sample once and
/// is asked for once per foreign key, so cycles, self references, diamonds and chains all end. Tables are
/// taken children first, so that without cycles each is asked for once.
///
/// This is the bookkeeping. Who asks the server takes the questions in waves, in any order, and brings the
/// answers:
///
///     while let steps = closure.nextWave() {
///         try closure.add(ClosureStep.ask(steps, session))
///     }
///
/// - Complexity: O(rows of the sample × foreign keys) on the server by index; memory for addresses only.
struct Closure {
    /// Addresses per statement: large enough to make round trips cheap and to read small parents as a whole,
    /// small enough that the server keeps the rows' keys in its work memory.
    static let batchSize = 50_000
    /// Values that are looked up in an index, in order, in the time in which a block is read and its rows are
    /// looked up among the values.
    static let lookupsPerBlock = 8

    /// Foreign keys per statement: their columns, 32 each at most, are columns of one row on the server,
    /// which has at most 1,664 (`MaxTupleAttributeNumber`).
    static let keysAtOnce = 50
    /// Rows that are worth a question of their own where a connection would have nothing to do.
    static let smallestShare = 2_000

    let catalog: Catalog
    let plan: SamplingPlan
    /// Of the parents.
    let sizes: RelationSizes
    /// How many questions are asked at the same time.
    let connections: Int

    private(set) var sample: Sample
    /// Rows that foreign keys led to so far.
    private(set) var found = 0
    /// Rows by the relation that stores them, whose parents were not asked for yet.
    private var pending: [ObjectID: RowSet] = [:]
    /// What the last wave has found, by foreign key and the relation that stores it.
    private var answered: [ObjectID: [ObjectID: RowSet]] = [:]
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

    /// - Parameter connections: How many questions are asked at the same time; the result does not depend
    ///   on it.
    init(catalog: Catalog, plan: SamplingPlan, sizes: RelationSizes, sample: Sample, connections: Int = 1) {
        self.catalog = catalog
        self.plan = plan
        self.sizes = sizes
        self.connections = connections
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
    /// All of their answers must be added before the next wave. Which key asked first for a row, which the
    /// manifest tells, is as if table after table were asked: a wave ends before a table that one of its
    /// tables refers to.
    ///
    /// - Returns: nil when nothing is missing.
    mutating func nextWave() -> [ClosureStep]? {
        settle()
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
                join(key, from: child).map { ClosureStep(rows: .all($0)) }
            }
        }
    }

    private mutating func nextStepsOfPending() -> [ClosureStep] {
        if next == order.count { next = 0 }
        var news: [(child: Relation, joins: [ForeignKeyJoin], rows: RowSet)] = []
        var parents: Set<ObjectID> = []
        while next < order.count, !parents.contains(order[next].relation.id) {
            let table = order[next]
            next += 1
            for child in table.storage {
                guard let rows = pending.removeValue(forKey: child.id) else { continue }
                let joins = joins(from: child, of: table)
                parents.formUnion(joins.compactMap { planTable[$0.parent.id] })
                if !joins.isEmpty { news.append((child, joins, rows)) }
            }
        }
        // A relation with more than its share would leave other connections without a question.
        let all = news.reduce(0) { $0 + $1.rows.count }
        let share = max((all + connections - 1) / connections, Self.smallestShare)
        return news.flatMap { child, joins, rows in
            return rows.batches(of: min(share, Self.batchSize)).flatMap { batch in
                stride(from: 0, to: joins.count, by: Self.keysAtOnce).map { first in
                    let some = joins[first..<min(first + Self.keysAtOnce, joins.count)]
                    let query = ClosureQuery(child: child.name, arms: some.map { arm($0, batch.count) })
                    return ClosureStep(rows: .at(batch, query))
                }
            }
        }
    }

    /// The foreign keys of a relation that may lead to rows that are missing.
    private func joins(from child: Relation, of table: SamplingPlan.Table) -> [ForeignKeyJoin] {
        keys[table.relation.id, default: []].compactMap { key in
            let isOfChild = catalog.storage(of: key.child).contains { $0.id == child.id }
            return isOfChild ? join(key, from: child) : nil
        }
    }

    /// - Parameter count: Rows whose parents are asked for.
    private func arm(_ join: ForeignKeyJoin, _ count: Int) -> ClosureQuery.Arm {
        let blocks = sizes.blocks(of: catalog.storage(of: join.parent.id))
        let isSmall = blocks.map { $0 * Self.lookupsPerBlock <= count } ?? false
        return ClosureQuery.Arm(join: join, way: isSmall && join.isPlainEquality ? .scan : .lookup)
    }

    /// nil where the parent is in as a whole, so that nothing can be missing.
    private func join(_ key: ForeignKey, from child: Relation) -> ForeignKeyJoin? {
        guard let parent = catalog.relation(key.parent), let table = planTable[key.parent],
            sample.tables[table]?.isWhole == false
        else { return nil }
        return ForeignKeyJoin(foreignKey: key, child: child.name, parent: parent)
    }

    // MARK: Answers

    /// Takes in answers to questions of the last wave, in any order.
    ///
    /// - Throws: ``PGSampleError`` with `.sourceChanged`.
    mutating func add(_ answers: [ClosureStep.Answer]) throws {
        for answer in answers {
            for (relation, addresses) in answer.parents {
                guard let table = planTable[relation] else {
                    throw Self.unknownRelation(answer.foreignKey)
                }
                let known = sample.tables[table]?.rows[relation] ?? RowSet()
                // Taken out while it changes, so that it changes in place.
                var news = takeAnswers(to: answer.foreignKey.id, in: relation)
                for address in addresses where !known.contains(address) { news.insert(address) }
                answered[answer.foreignKey.id, default: [:]][relation] = news
            }
        }
    }

    private mutating func takeAnswers(to key: ObjectID, in relation: ObjectID) -> RowSet {
        answered[key]?.removeValue(forKey: relation) ?? RowSet()
    }

    /// Adds the rows that the last wave has found, table by table and key by key, so that which key asked
    /// first for a row does not depend on how rows are cut into questions.
    private mutating func settle() {
        guard !answered.isEmpty else { return }
        for table in order {
            for key in keys[table.relation.id, default: []] {
                guard let parents = answered.removeValue(forKey: key.id) else { continue }
                add(parents, by: key)
            }
        }
    }

    private mutating func add(_ parents: [ObjectID: RowSet], by key: ForeignKey) {
        var added = 0
        for (relation, found) in parents {
            guard let table = planTable[relation] else { continue }
            var rows = sample.tables[table]?.rows.removeValue(forKey: relation) ?? RowSet()
            let news = rows.formUnion(found)
            sample.tables[table]?.rows[relation] = rows
            added += news.count
            guard keys[table] != nil, !news.isEmpty else { continue }
            var waiting = pending.removeValue(forKey: relation) ?? RowSet()
            waiting.formUnion(news)
            pending[relation] = waiting
        }
        found += added
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
