import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Adds to a sample every row that a row of it refers to, until nothing is missing.
///
/// A worklist of relations with rows whose parents have not been asked for. A row enters the sample once and
/// is asked for once per foreign key, so cycles, self references, diamonds and chains all end. Relations are
/// taken children first, so that without cycles each is asked for once.
///
/// - Complexity: O(rows of the sample × foreign keys) on the server by index; memory for addresses only.
struct Closure {
    /// Addresses per statement: large enough to make round trips cheap, small enough that the planner's
    /// estimates for an array of unknown length do no harm.
    static let batchSize = 20_000

    let session: Session
    let catalog: Catalog
    let plan: SamplingPlan

    private var sample: Sample
    /// Rows that foreign keys led to so far.
    private var found = 0
    /// Rows by the relation that stores them, whose parents were not asked for yet.
    private var pending: [ObjectID: RowSet] = [:]
    /// Tables taken whole, whose parents were not asked for yet.
    private var pendingWhole: Set<ObjectID>
    /// The plan's table of a relation, partitions included.
    private let planTable: [ObjectID: ObjectID]
    /// The foreign keys of a table of the plan and of its partitions, in the plan's order.
    private let keys: [ObjectID: [ForeignKey]]

    init(session: Session, catalog: Catalog, plan: SamplingPlan, sample: Sample) {
        self.session = session
        self.catalog = catalog
        self.plan = plan
        self.sample = sample
        var planTable: [ObjectID: ObjectID] = [:]
        for table in plan.tables {
            for relation in catalog.partitionTree(of: table.relation.id) {
                planTable[relation.id] = table.relation.id
            }
        }
        self.planTable = planTable
        keys = plan.foreignKeysByTable(catalog)
        pendingWhole = Set(sample.tables.filter { $0.value.isWhole }.map(\.key))
        for table in sample.tables.values where !table.isWhole {
            pending.merge(table.rows) { rows, _ in rows }
        }
    }

    /// - Parameter progress: Called after each table that added rows, with the number of rows found so far.
    /// - Throws: ``PGSampleError``, `DatabaseError`.
    mutating func close(progress: (Int) -> Void) throws -> Sample {
        try session.execute(SourceSettings.freePlans)
        for table in plan.tables.reversed() where pendingWhole.contains(table.relation.id) {
            for key in keys[table.relation.id, default: []] {
                for child in catalog.storage(of: key.child) {
                    if let query = query(key, from: child) { try add(query.ofWholeTable, by: key) }
                }
            }
        }
        try session.execute(SourceSettings.addressPlans)
        while !pending.isEmpty {
            for table in plan.tables.reversed() {
                let rows = table.storage.compactMap { relation in
                    pending.removeValue(forKey: relation.id).map { (relation, $0) }
                }
                try follow(Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $1) }), of: table)
                if !rows.isEmpty { progress(found) }
            }
        }
        return sample
    }

    /// Key by key, so that which key asked first for a row does not depend on how rows are cut into batches.
    private mutating func follow(_ rows: [ObjectID: RowSet], of table: SamplingPlan.Table) throws {
        for key in keys[table.relation.id, default: []] {
            for child in catalog.storage(of: key.child) {
                guard let rows = rows[child.id], let query = query(key, from: child) else { continue }
                try rows.forEachBatch(of: Self.batchSize) { text in
                    try AddressParameter.send(text, to: session)
                    try add(query.byAddress, by: key)
                }
            }
        }
    }

    /// nil where the parent is in as a whole, so that nothing can be missing.
    private func query(_ key: ForeignKey, from child: Relation) -> ClosureQuery? {
        guard let parent = catalog.relation(key.parent), let table = planTable[key.parent],
            sample.tables[table]?.isWhole == false
        else { return nil }
        return ClosureQuery(foreignKey: key, child: child.name, parent: parent)
    }

    private mutating func add(_ query: String, by key: ForeignKey) throws {
        var parents: [AddressStream.Row] = []
        try AddressStream.read(query, in: session) { parents.append($0) }
        var added = 0
        for row in parents {
            guard let table = planTable[row.relation] else { throw Self.unknownRelation(key) }
            let isNew =
                sample.tables[table]?.rows[row.relation, default: RowSet()].insert(row.address) == true
            guard isNew else { continue }
            added += 1
            if keys[table] != nil {
                pending[row.relation, default: RowSet()].insert(row.address)
            }
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
