import ArgumentParser
import PGSample

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `pg-sample generate`: the fixtures that a `fixtures.yml` declares.
struct GenerateCommand: AsyncParsableCommand, Interruptible {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Samples the fixtures that a fixtures.yml declares.",
        usage: "pg-sample generate [<name> ...] [--check] [--config <file>] [<options>]",
        discussion: """
            Each fixture is written beside the file as NAME.sql.gz, with NAME.manifest.json. It is loaded into a \
            throwaway server of this machine before it is put in place, so that a fixture that was written loads; \
            one that fails leaves its old file as it was, and the others go on.

            EXAMPLES:
              pg-sample generate
              SHOP_DATABASE_URL=postgresql://db.example.com/shop pg-sample generate shop
              pg-sample generate --check

            EXIT STATUS: 0 done; 1 a fixture failed; 3 --check found a stale fixture; 64 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("The fixtures to make. Default: all of the file.", valueName: "name"))
    var names: [String] = []

    @Flag(help: "Write nothing; exit with 3 when a fixture is not what its declaration gives today.")
    var check = false

    @Option(help: ArgumentHelp("The file that declares the fixtures.", valueName: "file"))
    var config = "Fixtures/fixtures.yml"

    @Flag(
        inversion: .prefixedNo, exclusivity: .exclusive,
        help: "Load each fixture before it is put in place, or do not. Default: as the file says, else yes.")
    var verify: Bool?

    @OptionGroup var schema: SchemaOptions
    @OptionGroup(title: "Messages (standard error)") var messages: MessageOptions

    var interruptionMessage: String { "interrupted: fixtures that were not finished are as they were" }

    func run() async throws {
        let declarations = try readConfiguration().selecting(names: names)
        var generator = FixtureGenerator(
            declarations: declarations, environment: ProcessInfo.processInfo.environment
        )
        generator.verifies = verify
        generator.schemaProgram = schema.pgDump
        let display = ProgressDisplay(messages.progressStyleOfLongWork)
        generator.progress = { display.show($1, of: $0) }
        defer { display.end() }
        let outcomes = try await generator.generate(check ? .check : .write)
        display.end()
        try show(outcomes, of: declarations)
    }

    // MARK: Configuration

    private func readConfiguration() throws(PGSampleError) -> FixtureConfiguration {
        let text: String
        do {
            text = try String(contentsOfFile: config, encoding: .utf8)
        } catch {
            throw unreadable
        }
        return try FixtureConfiguration(yaml: text, path: config)
    }

    private var unreadable: PGSampleError {
        guard FileManager.default.fileExists(atPath: config) else {
            return PGSampleError(
                code: .invalidConfiguration, message: "there is no file", object: config,
                remedy: "Run this in your package's folder, name the file by --config, or start with:\n\n"
                    + Self.exampleConfiguration
            )
        }
        return PGSampleError(
            code: .invalidConfiguration, message: "cannot read the file", object: config,
            reason: FileManager.default.isReadableFile(atPath: config)
                ? "it is not a text in UTF-8" : "it may not be read"
        )
    }

    static let exampleConfiguration = """
        # Fixtures/fixtures.yml
        fixtures:
          - name: shop                                # makes shop.sql.gz and shop.manifest.json beside this file
            source: { url: "${SHOP_DATABASE_URL}" }   # or { script: schema.sql }, or { dump: nightly.dump }
            schemas: [public]                         # default: all
            limits:                                   # the first pattern that matches a table decides
              - users=50
              - orders=status = 'open'
              - "*=100"
            order: random                             # default: ascending, the first rows by key
            seed: 7
        """

    // MARK: What came of it

    private func show(
        _ outcomes: [FixtureGenerator.Outcome], of declarations: [FixtureDeclaration]
    ) throws {
        let text = zip(outcomes, declarations).map {
            OutcomeText(outcome: $0, isCheck: check, verifies: verify, declaration: $1)
        }
        if !messages.quiet {
            for outcome in text { StandardError.write(outcome.lines) }
            StandardError.write(text.flatMap { $0.notes(named: outcomes.count > 1) }.sorted())
        }
        for complaint in text.compactMap(\.complaint) { StandardError.complain(complaint) }
        if text.contains(where: \.hasFailed) { throw ExitCode.failure }
        if text.contains(where: \.isStale) { throw ExitCode.stale }
    }
}
