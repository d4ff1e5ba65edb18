import Testing

@testable import PGSample

/// Rows without their schema, for tables that have their keys already.
@Suite(.usesServer) struct `Rows only` {
    private static let tables = """
        CREATE TABLE a (id int PRIMARY KEY, b int, self int REFERENCES a);
        CREATE TABLE b (id int PRIMARY KEY, a int CONSTRAINT to_a REFERENCES a);
        CREATE TABLE c (id int PRIMARY KEY, b int REFERENCES b);
        ALTER TABLE a ADD CONSTRAINT to_b FOREIGN KEY (b) REFERENCES b;
        """

    @Test func `of tables that refer to each other are written with a word about the key that is in the way`()
        async throws
    {
        let database = try await Trial.source(
            Self.tables + """
                INSERT INTO a VALUES (1, NULL, 1);
                INSERT INTO b VALUES (1, 1);
                INSERT INTO c VALUES (1, 1);
                UPDATE a SET b = 1;
                """)
        let fixture = try await Trial.sample(database, "*") { $0.isDataOnly = true }
        let words = fixture.report.diagnostics.map(\.description)
        #expect(words.count == 1 && words[0].contains("foreign key to_b refers"), "\(words)")
        let whole = try await Trial.sample(database, "*")
        #expect(whole.report.diagnostics.isEmpty)
        // PostgreSQL agrees, and with the remedy.
        let target = try await TestServer.database(ownedByOrdinaryRole: true)
        try await TestServer.execute("SET ROLE \(TestServer.ordinaryRole);" + Self.tables, in: target)
        let failure = await #expect(throws: TestServer.LoadFailure.self) {
            _ = try await Trial.copy(fixture, into: target)
        }
        #expect(failure?.words.contains("to_b") == true)
        try await TestServer.execute("ALTER TABLE a DROP CONSTRAINT to_b", in: target)
        _ = try await Trial.copy(fixture, into: target)
    }
}
