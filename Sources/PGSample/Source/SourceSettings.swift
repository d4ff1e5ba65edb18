/// The settings of the run's transaction, all of them `SET LOCAL`: through a pooler, a session's settings
/// would leak to strangers.
enum SourceSettings {
    enum Timeouts {
        case off
        case kept
    }

    /// Bytes for each sort and hash on the server, so that some ten thousand rows of a table need no files on
    /// its disk; PostgreSQL has 4 MB by default.
    private static let leastWorkMemory = 32 << 20

    /// What is not qualified is the server's own.
    static let searchPath = "pg_catalog"

    /// What values, names and definitions look like as text.
    private static let texts: [(name: String, value: String)] = [
        ("search_path", searchPath),
        ("datestyle", "'ISO, YMD'"),
        ("timezone", "'UTC'"),
        ("intervalstyle", "postgres"),
        ("extra_float_digits", "1"),
        ("bytea_output", "hex"),
        ("quote_all_identifiers", "off"),
        ("lc_monetary", "'C'"),
        ("xmloption", "content"),
        ("array_nulls", "on"),
        ("standard_conforming_strings", "on"),
    ]

    /// What `pg_dump` does not set by itself and its output depends on, besides the time zone.
    static let schemaTexts = texts.filter {
        ["bytea_output", "quote_all_identifiers", "standard_conforming_strings"].contains($0.name)
    }

    /// What definitions look like, so that two readings of one are equal, and how catalog queries are planned.
    ///
    /// Some of the server's functions that write definitions lock what they write of. Without statistics on
    /// what is sent, the planner thinks catalog queries costly enough for JIT and for parallel workers,
    /// either of which takes longer than they do.
    static func catalog(lockTimeoutMilliseconds: Int) -> String {
        local(
            [("lock_timeout", "\(lockTimeoutMilliseconds)")] + texts + [
                ("jit", "off"), ("max_parallel_workers_per_gather", "0"),
            ])
    }

    private static func local(_ settings: [(name: String, value: String)]) -> String {
        settings.map { "SET LOCAL \($0.name) = \($0.value);" }.joined(separator: "\n")
    }

    /// Everything that changes the bytes of COPY data, the rows that are visible, or how long a statement may
    /// take.
    ///
    /// - Parameter timeouts: Whether the role's own limits on statements and transactions hold.
    static func pinned(
        _ facts: SourceFacts, lockTimeoutMilliseconds: Int, timeouts: Timeouts = .off
    ) -> String {
        var settings = [("lock_timeout", "\(lockTimeoutMilliseconds)")] + texts
        settings += [
            ("search_path", facts.rowSearchPath),
            ("synchronize_seqscans", "off"),
            ("row_security", "off"),
            ("jit", "off"),
            ("work_mem", "'\(max(facts.workMemory, leastWorkMemory) / 1024)kB'"),
            ("hash_mem_multiplier", "1"),
        ]
        if timeouts == .off { settings += facts.timeouts.map { ($0, "0") } }
        settings.append(("client_encoding", "'\(facts.fixtureEncoding)'"))
        return local(settings)
    }

    /// Pins statements that fetch rows by address to a Tid Scan, and joins to their parents to an index.
    static let addressPlans = planner(
        sequentialScans: "off", nestedLoops: "on", hashJoins: "off", mergeJoins: "off",
        randomPageCost: "DEFAULT",
        bitmaps: "DEFAULT", workers: 0)
    /// Lets the planner choose, for statements over whole tables.
    static let freePlans = planner(
        sequentialScans: "on", nestedLoops: "on", hashJoins: "on", mergeJoins: "on",
        randomPageCost: "DEFAULT",
        bitmaps: "DEFAULT", workers: 2)
    /// The same for statements that join by a key that may lack a hash.
    static let freePlansWithoutHash = planner(
        sequentialScans: "on", nestedLoops: "on", hashJoins: "off", mergeJoins: "on",
        randomPageCost: "DEFAULT", bitmaps: "DEFAULT", workers: 2)
    /// Pins statements of ``ClosureQuery``: rows by address to a Tid Scan and lookups to an index, because
    /// they seem to read at no cost; the other joins to hashes.
    static let closurePlans = planner(
        sequentialScans: "on", nestedLoops: "off", hashJoins: "on", mergeJoins: "off", randomPageCost: "0",
        bitmaps: "off",
        workers: 0)

    /// All settings, so that none of one kind of statement is left for the next.
    private static func planner(
        sequentialScans: String, nestedLoops: String, hashJoins: String, mergeJoins: String,
        randomPageCost: String,
        bitmaps: String, workers: Int
    ) -> String {
        """
        SET LOCAL enable_seqscan = \(sequentialScans);
        SET LOCAL enable_nestloop = \(nestedLoops);
        SET LOCAL enable_hashjoin = \(hashJoins);
        SET LOCAL enable_mergejoin = \(mergeJoins);
        SET LOCAL enable_bitmapscan TO \(bitmaps);
        SET LOCAL enable_tidscan = on;
        SET LOCAL enable_indexscan = on;
        SET LOCAL enable_hashagg = on;
        SET LOCAL random_page_cost TO \(randomPageCost);
        SET LOCAL max_parallel_workers_per_gather = \(workers);
        """
    }
}
