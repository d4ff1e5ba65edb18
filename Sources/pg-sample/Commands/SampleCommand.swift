import ArgumentParser
import PGSample

/// `pg-sample [sample]`: one database into one file.
struct SampleCommand: AsyncParsableCommand, Interruptible {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Samples a database into SQL that loads: rows by rule, what they refer to, the schema.",
        usage: """
            pg-sample [sample] [<dbname>] [<options>]
            pg-sample generate [<name> ...] [--check]   the fixtures of a fixtures.yml
            pg-sample load <file> [<options>]           a file into a database
            pg-sample verify <file> [<options>]         whether a file loads and holds what it says
            pg-sample serve [<options>] -- <command>    a command with a server of its own
            pg-sample clean [--all]                     what earlier runs have left
            """,
        discussion: """
            SELECT on the source's tables is enough, and every valid foreign key of the source holds in the sample. \
            A source of up to \(StagingSettings.tableThreshold) tables, none with more than \
            \(StagingSettings.foreignKeyThreshold) foreign keys, is read in one snapshot and nothing is written to \
            it. A larger one, if the role may create a schema there, is copied into a schema of its own first, in \
            short transactions; --use-staging and --no-staging decide otherwise.

            RULES: a list of pattern=rule, separated by commas; the first pattern that matches a table decides. \
            A pattern is table or schema.table with * and ?. A rule is * (every row), N (rows), N% (of the rows), \
            0 (only rows that others refer to), or an SQL condition, in parentheses if it has a comma of its own. \
            A rule without a pattern holds for every table.

            EXAMPLES:
              pg-sample shop -f shop.sql.gz
              pg-sample -h db.example.com -U reader -d shop --limit "users=50, *=10%"
              pg-sample shop --limit "orders = status IN ('open', 'paid')" --limit "*=0"
              pg-sample shop --random --seed 7 --schema crm --exclude-table "*_log"
              pg-sample shop --use-staging --keep -f shop.sql.gz
              pg-sample shop --refresh --keep -f shop.sql.gz
              pg-sample "postgresql://reader@db.example.com/shop?sslmode=require"
              gunzip -c shop.sql.gz | psql -v ON_ERROR_STOP=1 empty_database

            EXIT STATUS: 0 done; 1 failed, with one message on standard error; 64 wrong usage.
            """
    )

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "What to take") var selection: SelectionOptions
    @OptionGroup(title: "What to take") var schema: SchemaOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Limits of a run") var limits: RunOptions
    @OptionGroup(title: "Staging") var staging: StagingOptions
    @OptionGroup(title: "Messages (standard error)") var messages: MessageOptions

    var interruptionMessage: String {
        output.file == nil ? "interrupted: the output is not complete" : "interrupted: nothing was written"
    }

    func run() async throws {
        var options = try selection.samplingOptions()
        output.apply(to: &options)
        limits.apply(to: &options)
        staging.apply(to: &options)
        var engine = SamplingEngine(source: try await connection.source(), options: options)
        engine.verifies = output.verify
        engine.schemaProgram = schema.pgDump
        do {
            show(try await sample(by: engine))
        } catch let error as PGSampleError {
            throw connection.pointingOutSubcommand(in: error)
        }
    }

    private func sample(by engine: SamplingEngine) async throws -> SamplingReport {
        var engine = engine
        let display = ProgressDisplay(messages.progressStyle(ofFileOutput: output.file != nil))
        defer { display.end() }
        engine.progress = { display.show($0) }
        return try await engine.sampleAll(to: output.destination)
    }

    private func show(_ report: SamplingReport) {
        guard !messages.quiet else { return }
        if messages.verbose { StandardError.write(report.table()) }
        StandardError.note(report.diagnostics)
        StandardError.write(
            "wrote \(output.name): "
                + [report.figures, output.size].compactMap(\.self).joined(separator: ", ")
                + (report.isVerified ? "; verified" : "")
        )
    }
}
