import ArgumentParser
import PGSample

/// `pg-sample load`: a file into a database.
struct LoadCommand: AsyncParsableCommand, Interruptible {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Loads a fixture or a plain dump into a database, under other schema names if wished.",
        usage: "pg-sample load <file> [--schema-map <a=b> ...] [<options>]",
        discussion: """
            The file is SQL as this program or pg_dump writes it, compressed or not. It is loaded in one transaction \
            as long as the server has room for its locks; when it has not, that is said, and an empty schema called \
            "incomplete load by pg-sample" marks the target until the end. A target that has objects is refused.

            With other schema names, a name moves where schema.name is an object that the file creates: in SQL, in \
            the bodies of functions, in 'schema.name'::regclass and the like. What only a running function \
            understands, such as dynamic SQL, keeps the old name and is told in a note.

            EXAMPLES:
              pg-sample load shop.sql.gz -d scratch
              pg-sample load shop.sql.gz -d shared --into-schema shop_test_7
              pg-sample load crm.sql --schema-map public=t7 --schema-map audit=t7_audit

            EXIT STATUS: 0 done; 1 failed, with one message on standard error; 64 wrong usage.
            """
    )

    @Argument(help: ArgumentHelp("The file to load.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp("Load schema a of the file as schema b; repeatable.", valueName: "a=b"))
    var schemaMap: [SchemaPair] = []

    @Option(help: ArgumentHelp("Load the one schema that the file has as this one.", valueName: "name"))
    var intoSchema: String?

    @Flag(help: "Load into a target that has objects already.")
    var force = false

    @OptionGroup(title: "Connection") var server: ServerOptions
    @OptionGroup(title: "Messages (standard error)") var messages: MessageOptions

    var interruptionMessage: String {
        "interrupted: nothing was loaded, unless it was said that one transaction is not enough"
    }

    func validate() throws {
        if intoSchema != nil, !schemaMap.isEmpty {
            throw ValidationError(
                "--into-schema and --schema-map say the same in two ways: give one of them.")
        }
    }

    func run() async throws {
        var load = DatabaseLoad(into: try await server.source())
        load.schemaMap = schemaMap.map { ($0.source, $0.target) }
        load.intoSchema = intoSchema
        load.allowsObjectsInTarget = force
        let report = try await shown(load)
        guard !messages.quiet else { return }
        StandardError.note(report.diagnostics)
        let figures = "\(Figures.count(report.tables.count, "table")), \(Figures.count(report.rows, "row"))"
        StandardError.write("loaded \(TerminalText.printable(file)): \(figures)")
    }

    private func shown(_ load: DatabaseLoad) async throws -> LoadReport {
        var load = load
        let display = ProgressDisplay(messages.verbose ? .none : messages.progressStyle(ofFileOutput: true))
        defer { display.end() }
        load.progress = { [messages] in Self.show($0, messages, on: display) }
        return try await load.load(file)
    }

    private static func show(
        _ step: DatabaseLoad.Progress, _ messages: MessageOptions, on display: ProgressDisplay
    ) {
        display.show(step)
        switch step {
        case .splits(let locks, let capacity, let mark):
            // A failure leaves a part behind then, which must be known even with -q.
            display.say(
                "note: not in one transaction: it takes about \(Figures.grouped(locks)) locks, and the server has "
                    + "room for \(Figures.grouped(capacity)); until the end, "
                    + (mark.map { "the schema \($0) marks the target as incomplete" }
                        ?? "the target is incomplete, which cannot be marked: the role may not create schemas")
            )
        case .loaded(let table, let rows) where messages.verbose:
            StandardError.write("loaded \(Figures.count(rows, "row")) of \(TerminalText.printable(table))")
        case .loaded, .readingNames, .reading: break
        }
    }
}
