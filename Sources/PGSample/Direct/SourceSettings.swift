/// The settings of the run's transaction, all of them `SET LOCAL`: through a pooler, a session's settings
/// would leak to strangers.
enum SourceSettings {
    enum Timeouts {
        case off
        case kept
    }

    /// Everything that changes the bytes of COPY data, the rows that are visible, or how long a statement may
    /// take.
    ///
    /// - Parameter timeouts: Whether the role's own limits on statements and transactions hold.
    static func pinned(
        _ facts: SourceFacts, lockTimeoutMilliseconds: Int, timeouts: Timeouts = .off
    ) -> String {
        var settings: [(name: String, value: String)] = [
            ("lock_timeout", "\(lockTimeoutMilliseconds)"),
            ("search_path", "pg_catalog"),
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
            ("synchronize_seqscans", "off"),
            ("row_security", "off"),
            ("jit", "off"),
        ]
        if timeouts == .off { settings += facts.timeouts.map { ($0, "0") } }
        settings.append(("client_encoding", "'\(facts.fixtureEncoding)'"))
        return settings.map { "SET LOCAL \($0.name) = \($0.value);" }.joined(separator: "\n")
    }

    /// Pins statements that fetch rows by address to a Tid Scan, and joins to their parents to an index.
    static let addressPlans = planner(sequentialScans: false)
    /// Lets the planner choose, for statements over whole tables.
    static let freePlans = planner(sequentialScans: true)

    /// Pins statements of ``ClosureQuery``: rows by address to a Tid Scan, because any page costs more than those
    /// that the planner thinks it reads at random; lookups to an index; the other joins to hashes.
    static let closurePlans = """
        SET LOCAL enable_seqscan = on;
        SET LOCAL enable_hashjoin = on;
        SET LOCAL enable_hashagg = on;
        SET LOCAL enable_mergejoin = off;
        SET LOCAL enable_nestloop = off;
        SET LOCAL enable_bitmapscan = off;
        SET LOCAL enable_tidscan = on;
        SET LOCAL enable_indexscan = on;
        SET LOCAL random_page_cost = 0;
        SET LOCAL max_parallel_workers_per_gather = 0;
        """

    private static func planner(sequentialScans isFree: Bool) -> String {
        let value = isFree ? "on" : "off"
        return """
            SET LOCAL enable_seqscan = \(value);
            SET LOCAL enable_hashjoin = \(value);
            SET LOCAL enable_mergejoin = \(value);
            SET LOCAL enable_tidscan = on;
            SET LOCAL enable_nestloop = on;
            SET LOCAL enable_indexscan = on;
            SET LOCAL max_parallel_workers_per_gather = \(isFree ? "2" : "0");
            """
    }
}
