import Foundation
import PGSampleLocalServer
import PGSampleSQL
import SystemPackage
import Testing

@testable import PGSample
@testable import PGSampleFixtureFile

/// Fixtures by hand, loaded for trial into a real server.
@Suite(.usesServer) struct FixtureVerifierTests {
    private let verifier = FixtureVerifier(servers: GenerateWorld.trials)

    private func verify(
        _ body: String, tables: [String: Int] = [:], extensions: [String] = [], minimumServerMajor: Int = 13,
        encoding: String = "UTF8", locale: DatabaseLocale? = nil, isRequired: Bool = true
    ) async throws -> FixtureVerifier.Verdict {
        try await TemporaryFolder.with { folder in
            let header = FixtureHeader(
                fixture: "t", schemas: ["public"],
                tables: tables.map { .init(QualifiedName("public", $0.key), rows: $0.value) },
                minimumServerMajor: minimumServerMajor, extensions: extensions, encoding: encoding
            )
            let text = try header.lines() + body + "\n" + FixtureWriter.lastLine
            let path = try GenerateWorld.write(text, to: "\(folder)/t.sql")
            return try await FixtureVerifier(servers: GenerateWorld.trials, isRequired: isRequired).verify(
                FilePath(path), isDataOnly: false, locale: locale)
        }
    }

    private static let parentAndChild = """
        CREATE TABLE public.parent (id integer);
        CREATE TABLE public.child (id integer, parent integer);
        COPY public.parent (id) FROM stdin;
        1
        \\.
        COPY public.child (id, parent) FROM stdin;
        7\t1
        8\t4711
        \\.
        ALTER TABLE ONLY public.parent ADD CONSTRAINT parent_pkey PRIMARY KEY (id);
        """

    @Test func aSoundFixtureIsVerified() async throws {
        let verdict = try await verify(
            """
            CREATE TABLE public.t (id integer CONSTRAINT few CHECK (id < 10));
            COPY public.t (id) FROM stdin;
            1
            2
            \\.
            """,
            tables: ["t": 2]
        )
        #expect(verdict == .verified([]))
    }

    @Test func anOrphanIsNamedByItsForeignKeyAndItsValueIsNot() async throws {
        let error = try await GenerateWorld.failure {
            _ = try await verify(
                Self.parentAndChild + """

                    ALTER TABLE ONLY public.child ADD CONSTRAINT child_parent_fkey
                        FOREIGN KEY (parent) REFERENCES public.parent(id);
                    """,
                tables: ["parent": 1, "child": 2]
            )
        }
        #expect(error.code == .verificationFailed)
        #expect(error.sqlState == "23503")
        #expect(error.description.contains("child_parent_fkey"))
        #expect(error.description.contains("an old file stays as it was"))
        #expect(!error.description.contains("4711"))
    }

    @Test func aForeignKeyThatTheFileDeclaresNotValidMayHaveOrphans() async throws {
        let verdict = try await verify(
            Self.parentAndChild + """

                ALTER TABLE public.child ADD CONSTRAINT child_parent_fkey
                    FOREIGN KEY (parent) REFERENCES public.parent(id) NOT VALID;
                """,
            tables: ["parent": 1, "child": 2]
        )
        #expect(verdict == .verified([]))
    }

    @Test func aConstraintThatWasLeftWithoutValidationBehindTheFilesBackIsFound() async throws {
        let error = try await GenerateWorld.failure {
            _ = try await verify(
                Self.parentAndChild + """

                    DO $$ BEGIN
                        ALTER TABLE public.child ADD CONSTRAINT "Odd one" FOREIGN KEY (parent)
                            REFERENCES public.parent(id) NOT VALID;
                    END $$;
                    """,
                tables: ["parent": 1, "child": 2]
            )
        }
        #expect(error.code == .verificationFailed)
        #expect(error.object == "public.child.\"Odd one\"")
    }

    @Test func aRowThatBreaksACheckIsNamedByItsTableAndConstraint() async throws {
        let error = try await GenerateWorld.failure {
            _ = try await verify(
                """
                CREATE TABLE public.t (id integer CONSTRAINT few CHECK (id < 10));
                COPY public.t (id) FROM stdin;
                1
                4711
                \\.
                """,
                tables: ["t": 2]
            )
        }
        #expect(error.code == .verificationFailed)
        #expect(error.object == "row 2 of public.t")
        #expect(error.description.contains("few"))
        #expect(!error.description.contains("4711"))
    }

    @Test func otherRowsThanTheHeadersAreFound() async throws {
        let error = try await GenerateWorld.failure {
            _ = try await verify(
                """
                CREATE TABLE public.t (id integer);
                COPY public.t (id) FROM stdin;
                1
                \\.
                INSERT INTO public.t VALUES (2);
                """,
                tables: ["t": 1]
            )
        }
        #expect(error.code == .verificationFailed)
        #expect(error.object == "public.t")
        #expect(error.reason == "expected 1 row by the header, found 2 rows")
    }

    @Test func aSequenceThatIsBehindItsKeysIsFound() async throws {
        let table = """
            CREATE TABLE public.t (id integer GENERATED ALWAYS AS IDENTITY, other bigserial);
            COPY public.t (id, other) FROM stdin;
            5\t100
            \\.
            SELECT pg_catalog.setval('public.t_id_seq', 5, true);
            """
        let error = try await GenerateWorld.failure { _ = try await verify(table, tables: ["t": 1]) }
        #expect(error.code == .verificationFailed)
        #expect(error.object == "public.t_other_seq")
        let verdict = try await verify(
            table + "\nSELECT pg_catalog.setval('public.t_other_seq', 100, true);", tables: ["t": 1]
        )
        #expect(verdict == .verified([]))
    }

    @Test func aStatementThatOnlyASuperuserMayRunIsRefused() async throws {
        let error = try await GenerateWorld.failure {
            _ = try await verify("ALTER SYSTEM SET work_mem = '1MB';")
        }
        #expect(error.code == .verificationFailed)
        #expect(error.sqlState == "42501")
    }

    @Test func extensionsThatNeedASuperuserGoIntoTheFixturesOwnSchema() async throws {
        let verdict = try await verify(
            """
            CREATE SCHEMA "Ext ensions";
            CREATE EXTENSION IF NOT EXISTS dblink WITH SCHEMA "Ext ensions";
            CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
            CREATE TABLE public.t (name public.citext);
            CREATE FUNCTION public.f() RETURNS text[] LANGUAGE sql
                BEGIN ATOMIC SELECT "Ext ensions".dblink_get_connections(); END;
            """,
            tables: ["t": 0], extensions: ["dblink", "citext"]
        )
        #expect(verdict == .verified([]))
    }

    @Test func anExtensionThatIsNotInstalledIsNamedWithTheWayAroundIt() async throws {
        let error = try await GenerateWorld.failure {
            _ = try await verify("CREATE EXTENSION nowhere;", extensions: ["nowhere"])
        }
        #expect(error.code == .verificationFailed)
        #expect(error.object == "nowhere")
        #expect(error.remedy?.contains("--no-verify") == true)
    }

    @Test func bytesInNoEncodingAreLoadedAsSuch() async throws {
        let verdict = try await TemporaryFolder.with { folder in
            let header = FixtureHeader(
                fixture: nil, schemas: [], tables: [.init(QualifiedName("public", "t"), rows: 1)],
                minimumServerMajor: 13, extensions: [], encoding: "SQL_ASCII"
            )
            var bytes = Array((try header.lines() + "SET client_encoding = 'SQL_ASCII';\n").utf8)
            bytes += Array("CREATE TABLE public.t (name text);\nCOPY public.t (name) FROM stdin;\n".utf8)
            bytes += [0xFF, 0xE4, 0x0A] + Array("\\.\n\(FixtureWriter.lastLine)".utf8)
            try Data(bytes).write(to: URL(filePath: "\(folder)/t.sql"))
            return try await verifier.verify(FilePath("\(folder)/t.sql"), isDataOnly: false, locale: nil)
        }
        #expect(verdict == .verified([]))
    }

    @Test func aLocaleThatThisMachineLacksIsNamedOnlyWhenTheLoadFails() async throws {
        let locale = DatabaseLocale(collate: "xx_XX.utf8", characterType: "xx_XX.utf8")
        #expect(
            try await verify("CREATE TABLE public.t (id integer);", tables: ["t": 0], locale: locale)
                == .verified([]))
        let error = try await GenerateWorld.failure {
            _ = try await verify("SELECT nothing;", locale: locale)
        }
        #expect(error.code == .verificationFailed)
        #expect(error.remedy?.contains("xx_XX.utf8") == true)
    }

    @Test func theTrialTakesTheSourcesLocale() async throws {
        let locale = DatabaseLocale(collate: "C", characterType: "C")
        let check = """
            DO $$ BEGIN
                IF (SELECT datcollate || datctype FROM pg_catalog.pg_database
                    WHERE datname = pg_catalog.current_database()) <> 'CC' THEN
                    RAISE EXCEPTION 'another locale';
                END IF;
            END $$;
            """
        #expect(try await verify(check, locale: locale) == .verified([]))
        await #expect(throws: PGSampleError.self) { _ = try await verify(check) }
    }

    @Test func aFixtureForANewerServerIsSkippedUnlessATrialWasAskedFor() async throws {
        let verdict = try await verify("", minimumServerMajor: 99, isRequired: false)
        guard case .skipped(let diagnostic) = verdict else { throw GenerateWorld.NoFailure() }
        #expect(diagnostic.description.contains("99"))
        let error = try await GenerateWorld.failure { _ = try await verify("", minimumServerMajor: 99) }
        #expect(error.code == .verificationFailed)
        #expect(error.description.contains("--no-verify"))
    }

    @Test func aMachineWithoutPostgreSQLSkipsTheTrialUnlessItWasAskedFor() async throws {
        let servers = ServerOnDemand {
            throw LocalServerError(code: .noInstallation, message: "no PostgreSQL server programs")
        }
        try await TemporaryFolder.with { folder in
            let header = FixtureHeader(
                fixture: nil, schemas: [], tables: [], minimumServerMajor: 13, extensions: [])
            let path = try GenerateWorld.write(
                "\(try header.lines())\(FixtureWriter.lastLine)", to: "\(folder)/t.sql")
            let optional = FixtureVerifier(servers: servers, isRequired: false)
            let verdict = try await optional.verify(FilePath(path), isDataOnly: false, locale: nil)
            guard case .skipped(let diagnostic) = verdict else { throw GenerateWorld.NoFailure() }
            #expect(diagnostic.description.contains("no PostgreSQL server programs"))
            await #expect(throws: LocalServerError.self) {
                _ = try await FixtureVerifier(servers: servers).verify(
                    FilePath(path), isDataOnly: false, locale: nil)
            }
        }
    }

    @Test func rowsWithoutASchemaAreNotTried() async throws {
        let verdict = try await verifier.verify("/nowhere.sql", isDataOnly: true, locale: nil)
        guard case .skipped(let diagnostic) = verdict else { throw GenerateWorld.NoFailure() }
        #expect(diagnostic.description.contains("not verified"))
    }

    @Test func aTrialLeavesNoDatabaseAndNoRoleBehind() async throws {
        let servers = ServerOnDemand()
        let server = try await servers.server()
        do {
            try await TemporaryFolder.with { folder in
                let header = FixtureHeader(
                    fixture: nil, schemas: [], tables: [], minimumServerMajor: 13, extensions: ["citext"])
                for (name, body) in [("good", "SELECT 1;"), ("bad", "SELECT nothing;")] {
                    let path = "\(folder)/\(name).sql"
                    try GenerateWorld.write(
                        "\(try header.lines())\(body)\n\(FixtureWriter.lastLine)", to: path)
                    let verifier = FixtureVerifier(servers: servers)
                    let verdict = try? await verifier.verify(FilePath(path), isDataOnly: false, locale: nil)
                    #expect((verdict == .verified([])) == (name == "good"))
                }
            }
            let databases = try await GenerateWorld.column(
                "SELECT datname FROM pg_database WHERE datname LIKE 'trial%'", of: server)
            let roles = try await GenerateWorld.column(
                "SELECT rolname FROM pg_roles WHERE oid >= 16384", of: server)
            #expect(databases.isEmpty)
            #expect(roles.isEmpty)
        } catch {
            await servers.stop()
            throw error
        }
        await servers.stop()
    }
}
