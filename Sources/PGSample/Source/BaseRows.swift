import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// Chooses the rows that a table's rule names.
///
/// Up to ``contentLimit`` rows the choice rests on the rows' content alone, so that VACUUM FULL, updates that
/// change nothing and restores do not move it. Beyond, its cost must be the sample's and not the table's:
/// keys in their index's order, random rows by address.
struct BaseRows {
    /// Rows of a table up to which content alone decides; counted or proved by draws, because estimates come
    /// and go with ANALYZE.
    static let contentLimit = 100_000

    let session: Session
    let facts: SourceFacts
    let options: SamplingOptions

    /// What was chosen, and what a reader of the manifest should know of it.
    struct Choice: Sendable {
        var isWhole = false
        var count = 0
        var rows: [ObjectID: RowSet] = [:]
        var diagnostic: Diagnostic?

        mutating func insert(_ row: AddressStream.Row) {
            if rows[row.relation, default: RowSet()].insert(row.address) { count += 1 }
        }
    }

    /// The rows of several tables, where ``smallLimit(of:_:)`` has a number for each of them; or of one.
    ///
    /// - Returns: In the order of the tables.
    /// - Throws: As ``choose(_:)-(SamplingPlan.Table)``.
    func choose(_ tables: [SamplingPlan.Table]) throws -> [Choice] {
        guard tables.count > 1 else { return try tables.map { try choose($0) } }
        var choices: [Choice] = []
        let statements = tables.map { table in
            let limit = Self.smallLimit(of: table, options) ?? 0
            return PipelinedStatement(Array(first(limit, of: table).utf8))
        }
        do {
            try session.pipeline(statements, binary: true) { _, result in
                var choice = Choice()
                for row in 0..<result.rowCount {
                    let relation = try result.integer(row, 0, as: UInt32.self)
                    choice.insert(AddressStream.Row(relation: relation, address: try result.address(row, 1)))
                }
                choices.append(choice)
            }
        } catch let error as DatabaseError {
            // The first one that has no answer.
            throw choices.count < tables.count ? error.reading(tables[choices.count].name) : error
        }
        for (table, choice) in zip(tables, choices) { try check(choice, of: table) }
        return choices
    }

    /// How many rows a table's rule takes in its index's order, if that is all that there is to know; else
    /// nil, also for so many rows that they should not be one answer.
    static func smallLimit(of table: SamplingPlan.Table, _ options: SamplingOptions) -> Int? {
        guard case .rows(let limit) = table.rule.kind, limit > 0, limit <= PipelineGroups.maximumWeight,
            options.order != .random, !table.ordering.differsFromIndex,
            !table.storage.contains(where: \.isUnlogged)
        else { return nil }
        return limit
    }

    /// - Throws: ``PGSampleError`` that names the table, also when a partition was attached to it after our
    ///   locks: ATTACH is not held up by ACCESS SHARE, and a scan of the root reads the new partition's rows.
    func choose(_ table: SamplingPlan.Table) throws -> Choice {
        let choice: Choice
        do {
            choice = try applyRule(of: table)
        } catch let error as DatabaseError {
            throw error.reading(table.name)
        }
        try check(choice, of: table)
        return choice
    }

    private func check(_ choice: Choice, of table: SamplingPlan.Table) throws {
        let known = Set(table.storage.map(\.id))
        guard choice.rows.keys.allSatisfy(known.contains) else {
            throw PGSampleError(
                code: .sourceChanged,
                message: "a partition was attached while rows were chosen from the table",
                object: table.name.sql, remedy: "Run again when no migration runs."
            )
        }
    }

    private func applyRule(of table: SamplingPlan.Table) throws -> Choice {
        if facts.isStandby, table.storage.contains(where: \.isUnlogged) {
            return Choice(
                diagnostic: Diagnostic(
                    "\(table.name.sql) is unlogged and cannot be read on a standby: no rows")
            )
        }
        switch table.rule.kind {
        case .everything:
            return Choice(isWhole: true, count: try count(table))
        case .rows(let limit):
            return try choose(limit, of: table)
        case .percent(let percentage):
            return try choose(percentage.share(of: try count(table)), of: table)
        case .condition(let rawSQL):
            return try rows(of: table, satisfying: rawSQL)
        }
    }

    /// Counted leaf by leaf: a partition that was attached after our locks, which a scan of the root also
    /// reads, then shows as a difference between what was counted and what is written.
    private func count(_ table: SamplingPlan.Table) throws -> Int {
        let leaves = table.storage.map { "SELECT count(*) FROM ONLY \($0.name.sql)" }
        guard !leaves.isEmpty else { return 0 }
        return try session.query(
            "SELECT sum(count)::int8 FROM (\(leaves.joined(separator: " UNION ALL "))) AS leaves"
        ).integer(0, 0)
    }

    private func choose(_ limit: Int, of table: SamplingPlan.Table) throws -> Choice {
        guard limit > 0 else { return Choice() }
        // nil where content decides: because that is wanted, is the index's own order, or the rows are few.
        var large: RandomRows?
        if !options.isStable, options.order == .random || table.ordering.differsFromIndex {
            var random = try RandomRows(base: self, table: table)
            if try random.areMore(than: Self.contentLimit) { large = random }
        }
        if options.order == .random {
            return try large?.choose(limit) ?? read(table, orderedBy: randomTerms(table), limit: limit)
        }
        guard large != nil else { return try read(first(limit, of: table)) }
        guard let terms = table.ordering.indexTerms("t") else {
            return try read(table, orderedBy: direction.isEmpty ? [] : ["t.ctid DESC"], limit: limit)
        }
        var choice = try read(table, orderedBy: terms.map { $0 + direction }, limit: limit)
        choice.diagnostic = Diagnostic(
            "\(table.name.sql) has more than \(Self.contentLimit) rows and a text key: which rows come first depends on "
                + "the key's collation (--stable chooses by content)"
        )
        return choice
    }

    private var direction: String { options.order == .descending ? " DESC" : "" }

    /// The SELECT of the first rows by content, or the last ones.
    private func first(_ limit: Int, of table: SamplingPlan.Table) -> String {
        select(table, orderedBy: table.ordering.contentTerms("t").map { $0 + direction }, limit: limit)
    }

    private func randomTerms(_ table: SamplingPlan.Table) -> [String] {
        let hash = "pg_catalog.hashtextextended(\(table.ordering.identityText("t")), \(seed(for: table)))"
        return [hash] + table.ordering.contentTerms("t")
    }

    /// The run's seed, made different for each table so that equal keys are not chosen everywhere at once.
    func seed(for table: SamplingPlan.Table) -> Int64 {
        Int64(bitPattern: SplitMix64.mix(UInt64(bitPattern: Int64(options.seed)) ^ table.name.sql.stableHash))
    }

    private func read(_ table: SamplingPlan.Table, orderedBy terms: [String], limit: Int) throws -> Choice {
        try read(select(table, orderedBy: terms, limit: limit))
    }

    private func select(_ table: SamplingPlan.Table, orderedBy terms: [String], limit: Int) -> String {
        let order = terms.isEmpty ? "" : " ORDER BY \(terms.joined(separator: ", "))"
        return "SELECT t.tableoid, t.ctid FROM \(table.source) AS t\(order) LIMIT \(limit)"
    }

    func read(_ query: String) throws -> Choice {
        var choice = Choice()
        try AddressStream.read(query, in: session) { choice.insert($0) }
        return choice
    }

    /// The condition is the user's own SQL: it is read under the role's search path, stands alone on its
    /// lines so that a comment in it ends, and sees the table by its name.
    private func rows(of table: SamplingPlan.Table, satisfying rawSQL: String) throws -> Choice {
        try session.query("SELECT set_config('search_path', $1, true)", [facts.searchPath])
        let choice: Choice
        do {
            choice = try read("SELECT tableoid, ctid FROM \(table.source) WHERE (\n\(rawSQL)\n)")
        } catch let error as DatabaseError where error.code == .statementFailed && !error.isOfTheServer {
            throw PGSampleError(
                code: .invalidRule, message: "the condition \"\(rawSQL)\" failed on the table",
                object: table.name.sql, reason: error.wordsWithoutData, sqlState: error.sqlState,
                remedy: "It must be valid after WHERE in a query on this table alone.", cause: error
            )
        }
        try session.execute("SET LOCAL search_path = \(facts.rowSearchPath)")
        return choice
    }
}

extension DatabaseError {
    /// Whether a statement failed for what goes on in the server, and not for what it says: a conflict with others,
    /// resources, an operator's intervention, the system (PostgreSQL documentation, appendix A).
    fileprivate var isOfTheServer: Bool {
        ["40", "53", "55", "57", "58"].contains { sqlState?.hasPrefix($0) == true }
    }
}
