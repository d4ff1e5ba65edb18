import Testing

@testable import PGSample

/// Tables whose CHECKs and generated columns read others, by functions that say they do not.
@Suite(.usesServer) struct `Tables that functions read` {
    @Test func `are loaded before those that have the functions`() async throws {
        let database = try await Trial.source(
            """
            CREATE SCHEMA y;
            CREATE TABLE y.zones (zone text PRIMARY KEY);
            CREATE TABLE rates (rate int);
            CREATE VIEW best AS SELECT max(rate) AS rate FROM rates;
            INSERT INTO y.zones VALUES ('home'); INSERT INTO rates VALUES (2), (1);
            CREATE FUNCTION is_zone(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
                'SELECT EXISTS (SELECT FROM y.zones WHERE zone = $1)';
            CREATE FUNCTION with_rate(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
                $$ BEGIN RETURN (SELECT rate + $1 FROM best); END $$;
            CREATE FUNCTION again(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT with_rate($1)';
            CREATE TABLE addresses (id int PRIMARY KEY, zone text CHECK (is_zone(zone)));
            CREATE TABLE goods (id int PRIMARY KEY, price int GENERATED ALWAYS AS (again(id)) STORED);
            INSERT INTO addresses VALUES (1, 'home'); INSERT INTO goods VALUES (1), (2);
            """)
        let (_, copy) = try await Trial.judgedCopy(database, "*")
        #expect(try await TestServer.rows("TABLE goods ORDER BY id", in: copy) == [["1", "3"], ["2", "4"]])
        let source = try await TestServer.source(database)
        let direct = try await StagedBytesTests.files(of: source, SamplingOptions(), .never)
        #expect(try await StagedBytesTests.files(of: source, SamplingOptions(), .always) == direct)
    }

    @Test func `leave the order to foreign keys where they read each other`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
            CREATE FUNCTION known(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS
                'SELECT true OR EXISTS (SELECT FROM public.b WHERE id = $1)';
            ALTER TABLE a ADD CHECK (known(id));
            INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1);
            """)
        let (fixture, _) = try await Trial.judgedCopy(database, "*")
        let copies = fixture.script.split(separator: "\n").filter { $0.hasPrefix("COPY ") }
        #expect(copies.map { $0.prefix(13) } == ["COPY public.a", "COPY public.b"])
    }

    @Test func `are found by the path of the function, of several with the name`() async throws {
        let tenant = { (name: String) in
            """
            CREATE SCHEMA \(name);
            CREATE TABLE \(name).codes (id int PRIMARY KEY);
            INSERT INTO \(name).codes VALUES (1);
            CREATE FUNCTION \(name).ok(int) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = \(name), public
                AS 'SELECT EXISTS (SELECT FROM codes WHERE id = $1)';
            CREATE TABLE \(name).a (id int PRIMARY KEY CHECK (\(name).ok(id)));
            INSERT INTO \(name).a VALUES (1);
            """
        }
        let database = try await Trial.source(tenant("tenant_a") + tenant("\"Tenant b\""))
        _ = try await Trial.judgedCopy(database, "*")
        let left = try TablePattern(parsing: "tenant_a.codes")
        let error = await #expect(throws: PGSampleError.self) {
            _ = try await Trial.sample(database, "*") { $0.excludedTables = [left] }
        }
        #expect(error?.object == "tenant_a.a")
    }

    @Test func `are found by the path of the database, of several with the name`() async throws {
        let database = try await Trial.source(
            """
            CREATE SCHEMA archive; CREATE TABLE archive.zones (zone int); CREATE TABLE zones (zone int);
            INSERT INTO zones VALUES (1);
            CREATE FUNCTION is_zone(int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
                $$ BEGIN RETURN EXISTS (SELECT FROM zones WHERE zone = $1); END $$;
            CREATE TABLE a (id int PRIMARY KEY CHECK (is_zone(id))); INSERT INTO a VALUES (1);
            """)
        _ = try await Trial.judgedCopy(database, "*")
    }

    @Test(arguments: ["code", "code[]", "codes_of", "narrow", "holder"])
    func `are loaded before tables with columns of a domain that reads them`(_ type: String) async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE known (id int PRIMARY KEY); INSERT INTO known VALUES (1);
            CREATE FUNCTION has_code(int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
                $$ BEGIN RETURN EXISTS (SELECT FROM public.known WHERE id = $1); END $$;
            CREATE DOMAIN code AS int CHECK (has_code(VALUE));
            CREATE DOMAIN narrow AS code; CREATE TYPE codes_of AS (c code); CREATE TABLE holder (c code);
            CREATE TABLE a (id int PRIMARY KEY, c \(type));
            INSERT INTO a VALUES (1, \(["code", "narrow"].contains(type) ? "1" : type == "code[]" ? "'{1}'" : "'(1)'"));
            """)
        let (fixture, _) = try await Trial.judgedCopy(database, "*")
        #expect(fixture.rows(of: "public.a") == 1)
    }

    @Test func `are made before those whose generated columns read them`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE rates (currency text PRIMARY KEY, rate int); INSERT INTO rates VALUES ('EUR', 2);
            CREATE FUNCTION converted(text, int) RETURNS int LANGUAGE sql IMMUTABLE AS
                'SELECT $2 * (SELECT rate FROM public.rates WHERE currency = $1)';
            CREATE TABLE bills (
                id serial PRIMARY KEY, currency text REFERENCES rates, amount int,
                total int GENERATED ALWAYS AS (converted(currency, amount)) STORED);
            INSERT INTO bills (currency, amount) VALUES ('EUR', 4);
            """)
        let (_, copy) = try await Trial.judgedCopy(database, "*")
        #expect(try await TestServer.value("SELECT total FROM bills", in: copy) == "8")
    }

    @Test func `are filled first, where they are materialized views too`() async throws {
        let database = try await Trial.source(
            """
            CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2);
            CREATE MATERIALIZED VIEW z AS SELECT count(*) AS n FROM t;
            CREATE FUNCTION counted() RETURNS bigint LANGUAGE plpgsql AS
                $$ BEGIN RETURN (SELECT n FROM public.z); END $$;
            CREATE VIEW between AS SELECT counted() AS n;
            CREATE MATERIALIZED VIEW a AS SELECT n FROM between;
            """)
        let (_, copy) = try await Trial.judgedCopy(database, "*")
        #expect(try await TestServer.value("SELECT n FROM a", in: copy) == "2")
    }
}
