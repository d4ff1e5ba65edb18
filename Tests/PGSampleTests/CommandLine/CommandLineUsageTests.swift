import Foundation
import Testing

@Suite("The command line: usage")
struct CommandLineUsageTests {
    @Test("--help shows how to sample, and generate --help how to generate")
    func help() async throws {
        for arguments in [["--help"], ["sample", "--help"], ["help"]] {
            let help = try await ToolProcess(arguments).run()
            #expect(help.output == HelpTexts.sample)
            #expect(help.status == 0 && help.errors.isEmpty)
        }
        let generate = try await ToolProcess("generate", "--help").run()
        #expect(generate.output == HelpTexts.generate)
        #expect(generate.status == 0 && generate.errors.isEmpty)
        let load = try await ToolProcess("load", "--help").run()
        #expect(load.output == HelpTexts.load)
        #expect(load.status == 0 && load.errors.isEmpty)
        let verify = try await ToolProcess("verify", "--help").run()
        #expect(verify.output == HelpTexts.verify)
        #expect(verify.status == 0 && verify.errors.isEmpty)
        let serve = try await ToolProcess("serve", "--help").run()
        #expect(serve.output == HelpTexts.serve)
        #expect(serve.status == 0 && serve.errors.isEmpty)
        let clean = try await ToolProcess("clean", "--help").run()
        #expect(clean.output == HelpTexts.clean)
        #expect(clean.status == 0 && clean.errors.isEmpty)
    }

    @Test("--version prints the version alone")
    func version() async throws {
        let outcome = try await ToolProcess("--version").run()
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        /// What standard error says, beside the usage.
        var words: String
        var testDescription: String { arguments.joined(separator: " ") }

        init(_ arguments: String..., says words: String) {
            self.arguments = arguments
            self.words = words
        }
    }

    static let wrongUses = [
        Wrong(
            "--use-staging", "--no-staging",
            says: "--use-staging is for staging, and --no-staging declines it"),
        Wrong("--keep", "--no-staging", says: "--keep is for staging, and --no-staging declines it"),
        Wrong("--resume", "--refresh", says: "give one of them"),
        Wrong("--resume", "--force", says: "--force drops what --resume goes on with"),
        Wrong("--sample-schema", "pg_temp", says: "names that begin with pg_ are PostgreSQL's"),
        Wrong("--sample-schema", String(repeating: "x", count: 64), says: "longer than 63 bytes"),
        Wrong("--jobs", "0", says: "--jobs is a number from 1 to 64, not 0"),
        Wrong("--compress", "10", "-f", "x.gz", says: "--compress is a number from 0 to 9, not 10"),
        Wrong("--compress", "9", says: "name ends in .gz, and standard output is written as plain SQL"),
        Wrong("-Z", "1", "-f", "x.sql", says: "and x.sql is written as plain SQL: give -f a name in .gz"),
        Wrong("--ordered", "--random", says: "--random"),
        Wrong("--verify", "--no-verify", says: "--no-verify"),
        Wrong("-v", "-q", says: "give one of them"),
        Wrong("generate", "-v", "-q", says: "give one of them"),
        Wrong("shop", "-d", "shop", says: "The database is given twice"),
        Wrong("load", says: "Missing expected argument '<file>'"),
        Wrong("load", "f", "--schema-map", "a", says: "'--schema-map <a=b>'"),
        Wrong("load", "f", "--schema-map", "a=b", "--into-schema", "c", says: "give one of them"),
        Wrong("load", "f", "-p", "0", says: "1 to 65535"),
        Wrong("load", "f", "-v", "-q", says: "give one of them"),
        Wrong("verify", says: "Missing expected argument '<file>'"),
        Wrong("verify", "f", "-v", "-q", says: "give one of them"),
        Wrong("verfy", "f", says: "did you mean the subcommand \"verify\"?"),
        Wrong("--pg-dump", "", says: "The path of pg_dump is empty"),
        Wrong("serve", says: "The command to run is missing: it stands after --"),
        Wrong("serve", "--dbname", "shop", "--", says: "The command to run is missing"),
        Wrong("serve", "-d", "", "--", "true", says: "The name of the database is empty"),
        Wrong("clean", "shop", says: "Unexpected argument 'shop'"),
        Wrong("generat", "shop", says: "did you mean the subcommand \"generate\"?"),
        Wrong("-v", "generate", says: "a database of that name is -d generate"),
        Wrong("--limits", "5", says: "Unknown option '--limits'"),
        Wrong("-p", "0", says: "1 to 65535"),
        Wrong("-p", "70000", says: "1 to 65535"),
        Wrong("--lock-timeout", "5", says: "with a unit"),
        Wrong("--max-duration", "0s", says: "above zero"),
        Wrong("-f", "", says: "The name of the output file is empty"),
        Wrong("generate", "-h", says: "Unknown option '-h'"),
        Wrong(
            "--limit", "users=(id",
            says: "pg-sample: cannot read the rule \"users=(id\": the \"(\" is not closed"),
        Wrong("--limit", "a, b=3", says: "pg-sample: cannot read the rule \"a\""),
        Wrong("--limit", "users=-1", says: "pg-sample: cannot read the rule \"users=-1\""),
        Wrong("--exclude-table", "a.b.c", says: "pg-sample: cannot read the table pattern \"a.b.c\""),
        Wrong("--schema", "my schema", says: "pg-sample: cannot read the name pattern \"my schema\""),
        Wrong(
            "-d", "postgresql://u:p%ZZ@h/d", says: "pg-sample: the connection string is neither a valid URL"),
    ]

    @Test("Wrong usage ends with 64, says why, and touches nothing", arguments: wrongUses)
    func wrongUsage(_ wrong: Wrong) async throws {
        let outcome = try await ToolProcess(wrong.arguments).run()
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains(wrong.words), "\(outcome.errors)")
    }

    @Test(
        "A password among the arguments is refused and not shown",
        arguments: [
            ["--password=Open-17"], ["-W=Open-17"], ["postgresql://u:Open-17@h/d", "-d", "x"],
            ["x", "postgresql://u:Open-17@h/d"], ["-d", "postgresql://u:Open-17%ZZ@h/d"],
            ["-d", "host=h password='Open-17"],
        ])
    func password(_ arguments: [String]) async throws {
        let outcome = try await ToolProcess(arguments).run()
        #expect(outcome.status == 64)
        #expect(!outcome.errors.isEmpty && !outcome.errors.contains("Open-17"))
    }

    @Test("-W without a terminal says where else a password comes from")
    func passwordWithoutTerminal() async throws {
        var tool = ToolProcess("-W", "-h", "/nowhere")
        tool.wrapper = ["setsid", "-w"]
        #if os(Linux)
            let outcome = try await tool.run()
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("cannot ask for a password: there is no terminal"))
            #expect(outcome.errors.contains("PGPASSWORD"))
        #endif
    }

    @Test("generate without a file shows one to start from")
    func noConfiguration() async throws {
        let outcome = try await ToolProcess("generate").run()
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("pg-sample: there is no file \"Fixtures/fixtures.yml\"\n"))
        let example = try #require(outcome.errors.range(of: "# Fixtures/fixtures.yml\n"))
        let folder = try TestFolder()
        try String(outcome.errors[example.lowerBound...]).write(
            toFile: folder.file("example.yml"), atomically: true, encoding: .utf8)
        // The example is a configuration: only its variable is missing.
        let second = try await ToolProcess("generate", "--config", folder.file("example.yml")).run()
        #expect(second.status == 1)
        #expect(
            second.errors.contains("the environment variable SHOP_DATABASE_URL is not set"),
            "\(second.errors)")
    }

    @Test("generate names a fixture that the file does not declare, and the ones that were meant")
    func unknownFixture() async throws {
        let folder = try TestFolder()
        try folder.write("fixtures:\n  - name: shop\n    source: { script: shop.sql }\n", to: "fixtures.yml")
        let outcome = try await ToolProcess("generate", "shopp", "--config", folder.file("fixtures.yml"))
            .run()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("declares no fixture \"shopp\"\nDid you mean \"shop\"?"))
    }
}
