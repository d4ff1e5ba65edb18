import Testing

@testable import PGSample

@Suite(.usesServer) struct NullableChildrenTests {
    @Test(.enabled("PostgreSQL 18 refuses it") { try await ServerVersion.own.major < 18 })
    func `a column may be NULL in a table though not in the one that it inherits from`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE item (id int, "Episode" int NOT NULL, kept int NOT NULL);
            CREATE TABLE intake (drug text) INHERITS (item);
            ALTER TABLE intake ALTER "Episode" DROP NOT NULL;
            CREATE TABLE later () INHERITS (intake);
            INSERT INTO intake VALUES (1, NULL, 1, 'x'), (2, 2, 2, 'y'); INSERT INTO later VALUES (3, NULL, 3, 'z');
            """)
        let (_, copy) = try await Trial.judgedCopy(database, "*")
        let nullable = """
            SELECT string_agg(attrelid::regclass || '.' || attname, ' ' ORDER BY attrelid::regclass::text, attname)
            FROM pg_attribute WHERE attrelid IN ('item'::regclass, 'intake'::regclass, 'later'::regclass)
                AND attnum > 0 AND NOT attnotnull
            """
        let expected = try await TestServer.value(nullable, in: database)
        #expect(expected?.contains("later.Episode") == true)
        #expect(try await TestServer.value(nullable, in: copy) == expected)
    }

    @Test(
        .enabled("PostgreSQL 18 refuses it") { try await ServerVersion.own.major < 18 },
        arguments: ServerVersion.others)
    func `where a later server does not allow it, the rows load that have none`(_ version: ServerVersion)
        async throws
    {
        let database = try await Trial.source(
            """
            CREATE TABLE item (id int, n int NOT NULL); CREATE TABLE intake () INHERITS (item);
            ALTER TABLE intake ALTER n DROP NOT NULL; INSERT INTO intake VALUES (1, 1);
            """)
        let fixture = try await Trial.sample(database, "*")
        try await version.run {
            let copy = try await Trial.copy(fixture)
            #expect(try await TestServer.value("SELECT count(*) FROM intake", in: copy) == "1")
        }
    }
}
