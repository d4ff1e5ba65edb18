import Foundation
import Testing

@testable import PGSample

/// What no option asks to leave out, and no fixture can keep.
@Suite(.usesServer) struct LeftOutObjectTests {
    @Test func `a foreign key to an extension's table is left out with a warning, and its rows stay`()
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE EXTENSION pg_trgm; CREATE SCHEMA gis;
            CREATE TABLE gis.systems (id int PRIMARY KEY, name text); INSERT INTO gis.systems VALUES (1, 'a'), (2, 'b');
            ALTER EXTENSION pg_trgm ADD TABLE gis.systems;
            CREATE TABLE child (id int PRIMARY KEY, system int CONSTRAINT to_systems REFERENCES gis.systems,
                self int CONSTRAINT to_self REFERENCES child);
            INSERT INTO child VALUES (1, 2, 1);
            COMMENT ON CONSTRAINT to_systems ON child IS 'goes with it';
            CREATE TABLE root (id int, system int CONSTRAINT of_root REFERENCES gis.systems) PARTITION BY RANGE (id);
            CREATE TABLE leaf PARTITION OF root FOR VALUES FROM (0) TO (10);
            INSERT INTO root VALUES (1, 2);
            """
        )
        let fixture = try await Trial.sample(database, "*=5")
        #expect(
            fixture.report.diagnostics.map(\.description) == [
                "the foreign key of_root of public.root is left out: gis.systems is not in the sample",
                "the foreign key to_systems of public.child is left out: gis.systems is not in the sample",
            ])
        let copy = try await Trial.copy(fixture)
        #expect(
            try await TestServer.rows(
                "SELECT conname FROM pg_constraint WHERE contype = 'f'", in: copy) == [["to_self"]])
        #expect(fixture.data(of: "public.child") == ["1\t2\t1"])
        #expect(try await TestServer.value("SELECT count(*) FROM leaf", in: copy) == "1")
    }

    @Test func `publications are left out and named, for a reader without rights too`() async throws {
        let database = try await Trial.source(
            #"""
            CREATE TABLE t (id int PRIMARY KEY);
            CREATE PUBLICATION plain FOR TABLE t; CREATE PUBLICATION "Of all" FOR ALL TABLES;
            COMMENT ON PUBLICATION plain IS 'of one table';
            """#
        )
        let role = "reader_\(database)"
        try await TestServer.execute("CREATE ROLE \(role) LOGIN; GRANT SELECT ON t TO \(role)", in: database)
        let fixture = try await Trial.sample(database, "*", as: role)
        #expect(
            fixture.report.diagnostics.map(\.description) == [
                #"the publication "Of all" is left out: replication is no part of a fixture"#,
                "the publication plain is left out: replication is no part of a fixture",
            ])
        let copy = try await Trial.copy(fixture)
        #expect(try await TestServer.value("SELECT count(*) FROM pg_publication", in: copy) == "0")
        let rows = try await Trial.sample(database, "*", as: role) { $0.isDataOnly = true }
        #expect(rows.report.diagnostics.isEmpty)
    }

    @Test func `materialized views that cannot be filled again are not refreshed`() async throws {
        let database = try await Trial.oddSource("objects")
        let script = try await Trial.sample(database, "*=5").script
        let refreshed = script.components(separatedBy: "\n").filter {
            $0.hasPrefix("    REFRESH MATERIALIZED VIEW")
        }
        let filled = ["z_filled", "m_filled", "a_filled", "log_size"]
        #expect(refreshed == filled.map { "    REFRESH MATERIALIZED VIEW public.\($0);" })
    }
}
