import SystemPackage
import Testing

@testable import PGSample

/// CHECKs whose functions look at more than their row.
@Suite(.usesServer) struct `CHECKs that call functions` {
    /// Tables of every kind with such CHECKs, one of them added by a statement of its own because its function takes a
    /// row of the table.
    private static let tables = """
        CREATE SCHEMA app;
        CREATE TABLE app.zones (zone text PRIMARY KEY); INSERT INTO app.zones VALUES ('home'), ('50%');
        CREATE FUNCTION app.is_zone(text) RETURNS boolean LANGUAGE plpgsql AS
            $$ BEGIN RETURN EXISTS (SELECT FROM zones WHERE zone = $1); END $$;
        CREATE FUNCTION app.differs(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <> $2';
        CREATE OPERATOR app.### (FUNCTION = app.differs, LEFTARG = text, RIGHTARG = text);
        CREATE TABLE app.addresses (
            id int PRIMARY KEY, zone text CONSTRAINT "at 50%" CHECK (app.is_zone(zone)) CHECK (zone OPERATOR(app.###) ''),
            CONSTRAINT positive CHECK (id > 0));
        COMMENT ON CONSTRAINT "at 50%" ON app.addresses IS 'looks elsewhere';
        CREATE TABLE app.parent (id int, zone text CONSTRAINT known CHECK (app.is_zone(zone)),
            CONSTRAINT own CHECK (app.is_zone(zone)) NO INHERIT);
        CREATE TABLE app.child (more int, zone text CONSTRAINT known CHECK (app.is_zone(zone))) INHERITS (app.parent);
        CREATE TABLE app.other_child () INHERITS (app.parent);
        CREATE TABLE app.root (id int, zone text CONSTRAINT known CHECK (app.is_zone(zone))) PARTITION BY RANGE (id);
        CREATE TABLE app.leaf PARTITION OF app.root (CONSTRAINT leafs CHECK (app.is_zone(zone))) FOR VALUES FROM (0) TO (9);
        CREATE TABLE app.rowwise (id int PRIMARY KEY, zone text);
        CREATE FUNCTION app.is_good(app.rowwise) RETURNS boolean LANGUAGE sql AS 'SELECT app.is_zone($1.zone)';
        ALTER TABLE app.rowwise ADD CONSTRAINT good CHECK (app.is_good(rowwise));
        COMMENT ON CONSTRAINT good ON app.rowwise IS 'takes the row';
        CREATE TABLE app.lax (zone text); INSERT INTO app.lax VALUES ('nowhere');
        ALTER TABLE app.lax ADD CONSTRAINT someday CHECK (app.is_zone(zone)) NOT VALID;
        INSERT INTO app.addresses VALUES (1, 'home'), (2, '50%'); INSERT INTO app.parent VALUES (1, 'home');
        INSERT INTO app.child VALUES (2, 'home', 1); INSERT INTO app.other_child VALUES (3, 'home');
        INSERT INTO app.root VALUES (1, 'home'); INSERT INTO app.rowwise VALUES (1, '50%');
        """

    /// The path by which the functions find what they name is the database's.
    private static func source() async throws -> String {
        let database = try await Trial.source(tables.replacing("FROM zones", with: "FROM app.zones"))
        try await TestServer.execute(
            "ALTER DATABASE \(database) SET search_path = app; "
                + "CREATE OR REPLACE FUNCTION app.is_zone(text) RETURNS boolean LANGUAGE plpgsql AS "
                + "$$ BEGIN RETURN EXISTS (SELECT FROM zones WHERE zone = $1); END $$", in: database)
        return database
    }

    @Test func `are validated where the rows meet them, and the schema is the source's`() async throws {
        let source = try await Self.source()
        let (fixture, copy) = try await Trial.judgedCopy(source, "*")
        #expect(fixture.report.diagnostics.isEmpty)
        try await SchemaEqualityTests.expectSameSchema(source, copy)
        try await RelocatedLoadTests.check(source)
    }

    @Test func `stay NOT VALID where what they look for is not in the sample`() async throws {
        let source = try await Self.source()
        let fixture = try await Trial.sample(source, "app.zones=0, *=*")
        let copy = try await Trial.copy(fixture)
        let unvalidated = try await TestServer.rows(
            """
            SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND NOT convalidated
                AND conrelid <> 0 AND connamespace = 'app'::regnamespace
            """, in: copy)
        #expect(
            unvalidated.map { "\($0[0] ?? "").\($0[1] ?? "")" }.sorted() == [
                "app.addresses.at 50%", "app.child.known", "app.lax.someday", "app.leaf.known",
                "app.leaf.leafs",
                "app.other_child.known", "app.parent.known", "app.parent.own", "app.root.known",
                "app.rowwise.good",
            ])
        #expect(try await TestServer.value("SELECT count(*) FROM app.addresses", in: copy) == "2")
        let refused = await #expect(throws: (any Error).self) {
            try await TestServer.execute("SET search_path = app; INSERT INTO lax VALUES ('x')", in: copy)
        }
        #expect("\(refused!)".contains("23514"))
    }

    @Test func `are named by verify where they are not met`() async throws {
        let source = try await TestServer.source(try await Self.source())
        try await withTemporaryFolder { folder in
            var options = SamplingOptions()
            options.limits = try LimitRules(parsing: ["app.addresses=*, *=0"])
            let file = folder.appending("fixture.sql.gz").string
            _ = try await SamplingEngine(source: source, options: options).sampleAll(to: .file(file))
            let report = try await FileVerification(of: file).verify()
            #expect(report.differences.isEmpty)
            #expect(
                report.diagnostics.map(\.description) == [
                    "these rows of addresses do not meet the CHECK \"at 50%\", which stays NOT VALID (SQLSTATE 23514)"
                ])
        }
    }
}
