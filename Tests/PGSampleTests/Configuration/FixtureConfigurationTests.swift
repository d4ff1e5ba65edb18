import PGSample
import Testing

@Suite("fixtures.yml")
struct FixtureConfigurationTests {
    private func configuration(_ yaml: String, path: String = "Fixtures/fixtures.yml") throws
        -> FixtureConfiguration
    {
        try FixtureConfiguration(yaml: yaml, path: path)
    }

    private func fixture(_ yaml: String) throws -> FixtureDeclaration {
        let fixtures = try configuration(yaml).fixtures
        #expect(fixtures.count == 1)
        return try #require(fixtures.first)
    }

    @Test("every key is read")
    func everyKey() throws {
        let fixture = try fixture(
            """
            fixtures:
              - name: shop
                source: { script: Sources/shop.sql }
                schemas: [public, "crm_*"]
                exclude_tables: [audit_*, public.log]
                limits: ["users=50, orders = id IN (1,2)", "*=10%"]
                order: random
                seed: -7
                stable: true
                data_only: true
                compress: 9
                verify: false
                staging: always
                lock_timeout: 250ms
                max_duration: 2h
            """)
        #expect(fixture.name == "shop")
        #expect(fixture.source.kind == .script(path: "Fixtures/Sources/shop.sql"))
        #expect(fixture.options.schemas.map(\.description) == ["public", "crm_*"])
        #expect(fixture.options.excludedTables.map(\.description) == ["audit_*", "public.log"])
        #expect(fixture.options.limits.description == "users=50, orders=id IN (1,2), *=10%")
        #expect(fixture.options.order == .random)
        #expect(fixture.options.seed == -7)
        #expect(fixture.options.isStable)
        #expect(fixture.options.isDataOnly)
        #expect(fixture.options.compressionLevel == 9)
        #expect(!fixture.isVerified)
        #expect(fixture.options.staging.choice == .always)
        #expect(fixture.options.lockTimeout == .milliseconds(250))
        #expect(fixture.options.maximumDuration == .seconds(7200))
    }

    @Test("the example of the documentation is valid")
    func documentedExample() throws {
        let fixture = try fixture(
            """
            defaults:                              # optional; for every fixture, any key but name and source
              limits: ["audit_*=0", "*=100"]
            fixtures:
              - name: shop                         # writes shop.sql.gz and shop.manifest.json beside this
                source: { url: "${SHOP_DATABASE_URL}" }  # or { script: shop.sql } or { dump: nightly.dump }
                schemas: [public, "crm_*"]
                limits: ["users=50", "orders=status = 'open'", "*=10%"]
                order: random
                seed: 7
            """)
        #expect(fixture.options.limits.description == "users=50, orders=status = 'open', *=10%")
        #expect(try fixture.connectionString(environment: ["SHOP_DATABASE_URL": "x"]) == "x")
    }

    @Test("what is not given has its default")
    func defaultValues() throws {
        let fixture = try fixture("fixtures: [{name: a, source: {dump: nightly.dump}}]")
        #expect(fixture.options == SamplingOptions())
        #expect(fixture.options.limits.description == "*=100")
        #expect(fixture.options.lockTimeout == .seconds(5))
        #expect(fixture.options.compressionLevel == 6)
        #expect(fixture.isVerified)
    }

    @Test("limits are a list, one text or a bare number")
    func limitForms() throws {
        for (value, rules) in [
            ("50", "*=50"), ("2.5%", "*=2.5%"), ("\"*\"", "*=*"),
            ("users = id IN (1,2), *=50", "users=id IN (1,2), *=50"),
            ("[5]", "*=5"), ("[]", "*=100"), ("[users=1, crm.*=2]", "users=1, crm.*=2, *=100"),
        ] {
            let fixture = try fixture("fixtures:\n- name: a\n  source: {url: x}\n  limits: \(value)")
            #expect(fixture.options.limits.description == rules)
        }
    }

    @Test("defaults hold for every fixture that does not say otherwise")
    func defaults() throws {
        let fixtures = try configuration(
            """
            fixtures:
              - { name: a, source: { url: x } }
              - { name: b, source: { url: x }, seed: 1, schemas: [], verify: true }
            defaults: { seed: 9, schemas: public, verify: false, order: descending }
            """
        ).fixtures
        #expect(fixtures.map(\.options.seed) == [9, 1])
        #expect(fixtures.map(\.options.schemas) == [[NamePattern(exactly: "public")], []])
        #expect(fixtures.map(\.isVerified) == [false, true])
        #expect(fixtures.map(\.options.order) == [.descending, .descending])
    }

    @Test("anchors, aliases and merge keys work, and a mapping's own key goes before a merged one")
    func aliases() throws {
        let fixtures = try configuration(
            """
            fixtures:
              - &first
                name: a
                source: &source { url: x }
                limits: &limits ["users=1", "*=2"]
                seed: 3
              - { name: b, source: *source, limits: *limits }
              - { <<: *first, name: c, seed: 4 }
              - { <<: [{ seed: 5 }, *first], name: d }
            """
        ).fixtures
        #expect(fixtures.map(\.name) == ["a", "b", "c", "d"])
        #expect(Set(fixtures.map(\.options.limits.description)) == ["users=1, *=2"])
        #expect(fixtures.map(\.options.seed) == [3, 0, 4, 5])
    }

    @Test(
        "paths are relative to the file, and the fixture is written beside it",
        arguments: [
            ("fixtures.yml", "s.sql", "s.sql", "a.sql.gz"),
            ("Fixtures/fixtures.yml", "../s.sql", "Fixtures/../s.sql", "Fixtures/a.sql.gz"),
            ("/srv/f.yml", "s.sql", "/srv/s.sql", "/srv/a.sql.gz"),
            ("Fixtures/fixtures.yml", "/data/s.sql", "/data/s.sql", "Fixtures/a.sql.gz"),
        ])
    func paths(file: String, written: String, script: String, output: String) throws {
        let configuration = try configuration(
            "fixtures: [{name: a, source: {script: \(written)}}]", path: file)
        let fixture = try #require(configuration.fixtures.first)
        #expect(fixture.source.kind == .script(path: script))
        #expect(fixture.outputPath == output)
        #expect(fixture.manifestPath == output.replacing("sql.gz", with: "manifest.json"))
    }

    // MARK: Environment

    private func connectionString(_ url: String, _ environment: [String: String] = [:]) throws -> String? {
        try fixture("fixtures:\n- name: a\n  source:\n    url: '\(url)'").connectionString(
            environment: environment)
    }

    @Test("a URL is filled in from the environment")
    func expansion() throws {
        #expect(try connectionString("${A}", ["A": "postgres://h/d"]) == "postgres://h/d")
        #expect(try connectionString("postgres://${H:-localhost}/${D:-}x", [:]) == "postgres://localhost/x")
        #expect(try connectionString("${H:-localhost}", ["H": ""]) == "localhost")
        #expect(try connectionString("${H:-localhost}", ["H": "db"]) == "db")
        #expect(try connectionString("a$$b$${A}", ["A": "no"]) == "a$b${A}")
        #expect(try connectionString("${A}${B_2}", ["A": "${B_2}", "B_2": "$$"]) == "${B_2}$$")
    }

    @Test("a file as source has no connection string")
    func fileSource() throws {
        let fixture = try fixture("fixtures: [{name: a, source: {script: x.sql}}]")
        #expect(try fixture.connectionString(environment: [:]) == nil)
    }

    @Test("an unset variable is named with its fixture and line, only when its fixture is generated")
    func unsetVariable() throws {
        let configuration = try configuration(
            """
            fixtures:
              - name: shop
                source:
                  url: postgres://${USER_A}:${PASSWORD_A}@${HOST:-h}/d
              - { name: other, source: { url: "${OTHER}" } }
            """)
        let other = try #require(try configuration.selecting(names: ["other"]).first)
        #expect(try other.connectionString(environment: ["OTHER": "x"]) == "x")
        let shop = try #require(try configuration.selecting(names: ["shop"]).first)
        let error = try #require(throws: PGSampleError.self) {
            try shop.connectionString(environment: ["USER_A": "somebody", "PASSWORD_A": ""])
        }
        #expect(error.code == .invalidConfiguration)
        #expect(
            error.description == """
                Fixtures/fixtures.yml:4: no source for the fixture "shop": \
                the environment variable PASSWORD_A is not set, or empty
                Set it, or give a default in the file: ${PASSWORD_A:-default}.
                """)
    }

    @Test("neither printing nor dumping a declaration shows a password in the file")
    func redaction() throws {
        let fixture = try fixture(
            "fixtures: [{name: a, source: {url: \"postgres://u:hunter2@h/${DB:-hunter3}\"}}]")
        var dumped = ""
        dump(fixture, to: &dumped)
        for text in ["\(fixture)", String(reflecting: fixture), dumped, "\(fixture.source)"] {
            #expect(!text.contains("hunter"))
        }
        #expect(fixture.source.description == "url with ${DB}")
    }

    // MARK: Selection

    @Test("fixtures are selected by name, in the order of the file; no name means all")
    func selection() throws {
        let configuration = try configuration(
            "fixtures: [{name: a, source: &s {url: x}}, {name: b, source: *s}, {name: c, source: *s}]"
        )
        #expect(try configuration.selecting(names: []).map(\.name) == ["a", "b", "c"])
        #expect(try configuration.selecting(names: ["c", "a", "c"]).map(\.name) == ["a", "c"])
    }

    @Test("an unknown fixture is answered with those that were probably meant, or with all")
    func unknownFixture() throws {
        let configuration = try configuration(
            "fixtures: [{name: shop, source: {url: x}}, {name: crm, source: {url: x}}]")
        let near = try #require(throws: PGSampleError.self) {
            try configuration.selecting(names: ["crm", "shpo"])
        }
        #expect(near.code == .unknownFixture)
        #expect(
            near.description == "Fixtures/fixtures.yml declares no fixture \"shpo\"\nDid you mean \"shop\"?")
        let far = try #require(throws: PGSampleError.self) { try configuration.selecting(names: ["zebra"]) }
        #expect(far.remedy == "It declares \"shop\", \"crm\".")
    }
}
