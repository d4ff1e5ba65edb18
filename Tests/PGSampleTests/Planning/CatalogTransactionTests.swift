import PGSampleLibPQ
import Testing

@testable import PGSample

/// The transaction that catalog queries run in.
@Suite struct CatalogTransactionTests {
    @Test func `names come out qualified and unquoted, plans are simple, and nothing of it stays`()
        async throws
    {
        let connection = try await SourceDatabase().connection()
        let settings = """
            SELECT concat_ws(', ', trim('"' FROM current_setting('search_path')), current_setting('quote_all_identifiers'),
                             current_setting('jit'), current_setting('max_parallel_workers_per_gather'),
                             current_setting('transaction_read_only'))
            """
        let (inside, after) = try await connection.run { session in
            try session.execute(
                """
                SET search_path = public; SET quote_all_identifiers = on; SET jit = on;
                SET max_parallel_workers_per_gather = 3
                """)
            let inside = try session.inCatalogTransaction(SamplingOptions()) {
                try session.query(settings)[0, 0]
            }
            return (inside, try session.query(settings)[0, 0])
        }
        await connection.close()
        #expect(inside == "pg_catalog, off, off, 0, on")
        #expect(after == "public, on, on, 3, off")
    }
}
