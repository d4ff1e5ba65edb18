import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

extension StagedClosure {
    /// Rows of a round up to which parents are looked up one by one; beyond it the planner is free to read a
    /// parent as a whole.
    static let lookupLimit = 100_000
    /// How long statements are put into one transaction, and how many at most: each locks two tables with their
    /// indexes. A chain of rows takes a round for each of them, and to commit every one takes ten times as long.
    static let transactionTime = Duration.milliseconds(200)
    static let statementsPerTransaction = 100

    /// Stages every row that a staged row refers to: table by table, each round only the rows that came since
    /// the table's last one, until none is left.
    ///
    /// The order is that of ``Closure``, so that both modes say the same of why a row is in.
    ///
    /// - Parameter isWhole: Tells the tables that are taken as a whole, which are asked first.
    /// - Throws: `DatabaseError`, `CancellationError`; the closure must then not be used any more.
    mutating func follow(wholeFirst isWhole: (StagedTable) -> Bool, progress: (Int) -> Void) throws {
        let children = Set(keys.map(\.child.table.relation.id))
        let order = tables.indices.reversed().filter { children.contains(tables[$0].table.relation.id) }
        var work = Following(
            tables: StagedWorklist(order, first: order.filter { isWhole(tables[$0]) }),
            keys: Dictionary(grouping: keys) { $0.child.table.relation.id },
            numbers: Dictionary(
                uniqueKeysWithValues: tables.enumerated().map { ($0.element.table.relation.id, $0.offset) }),
            found: keys.reduce(0) { $0 + (manager.journal[.found, $1.number]?.value ?? 0) }
        )
        let transaction = manager.transaction
        while !work.isDone {
            try transaction.run(session) {
                work.plans = nil
                let start = ContinuousClock.now
                for _ in 0..<Self.statementsPerTransaction {
                    try Task.checkCancellation()
                    guard try follow(&work), start.duration(to: .now) < Self.transactionTime else { break }
                }
                try manager.journal.save(in: session)
            }
            progress(work.found)
        }
    }

    /// How far the closure has come.
    private struct Following {
        /// A table's new rows, and the keys that nobody has followed from them yet.
        struct News {
            var number: Int
            /// The numbers of the rows: from, exclusive, and to.
            var after: Int
            var upTo: Int
            var count: Int
            var keys: ArraySlice<StagedForeignKey>
        }

        var tables: StagedWorklist
        let keys: [ObjectID: [StagedForeignKey]]
        /// The places of the tables.
        let numbers: [ObjectID: Int]
        var found: Int
        var news: News?
        /// The planner's settings of the transaction.
        var plans: String?

        var isDone: Bool { news == nil && tables.isEmpty }
    }

    /// Follows one key, or looks for the next table with new rows.
    ///
    /// - Returns: False when there is nothing left to do.
    private mutating func follow(_ work: inout Following) throws -> Bool {
        guard var news = work.news else {
            guard let number = work.tables.next() else { return false }
            work.news = try self.news(of: number, work)
            return true
        }
        guard let key = news.keys.popFirst() else {
            manager.journal.enter(.followed, news.number, news.upTo)
            work.news = nil
            return true
        }
        let plans = news.count > Self.lookupLimit ? key.plans : SourceSettings.addressPlans
        if plans != work.plans {
            try session.execute(plans)
            work.plans = plans
        }
        let added = try session.query(key.following(after: news.after, upTo: news.upTo)).affectedRows
        if added > 0 {
            manager.journal.enter(
                .found, key.number, added + (manager.journal[.found, key.number]?.value ?? 0))
            work.found += added
            if let parent = work.numbers[key.parent.table.relation.id] { work.tables.add(parent) }
        }
        work.news = news
        return true
    }

    /// - Returns: nil when the table has no row that was not followed yet.
    private func news(of number: Int, _ work: Following) throws -> Following.News? {
        let table = tables[number]
        let after = manager.journal[.followed, number]?.value ?? 0
        let row = table.rowColumn.sql
        let found = try session.query(
            "SELECT max(\(row)), count(*) FROM \(table.name.sql) WHERE \(row) > \(after)"
        )
        guard let text = found[0, 0], let upTo = Int(text) else { return nil }
        return Following.News(
            number: number, after: after, upTo: upTo, count: try found.integer(0, 1),
            keys: work.keys[table.table.relation.id, default: []][...]
        )
    }
}
