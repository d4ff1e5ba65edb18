import ArgumentParser
import Foundation

/// Prints how long pg-sample takes beside the same work by hand, all in one run: as ratios, because a machine's speed is
/// its own affair.
@main
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures pg-sample beside pg_dump, psql and gzip doing the same work by hand.",
        discussion: """
            The databases to sample are made first, the same in every run, and dropped at the end. Every file that is \
            measured is loaded by psql before, and the foreign keys of its rows are counted. Loading by pg-sample is \
            measured beside psql, and a test's database, copied from a template by the library's withFixture, beside \
            the bare statements; what both have made is looked at in the same way.

            In a round, programs that are compared run in turns, the short ones several times; the median is the \
            round's figure. With --quick, Perl's pg_sample takes part in the first round only, at works with something \
            to reach.

            PGHOST, PGPORT or PGSERVICE name a server, on which the role may create databases; with none of them set, \
            pg-sample starts a throwaway server. Where Perl's pg_sample is installed, it is measured too.

            --growth makes the plots of the documentation instead of the table: how time and memory grow with the source \
            (five shops, of 140 thousand to 14 million rows, 1,000 rows per table from each) and with the sample (100 to \
            100,000 rows per table from the largest). It takes some minutes and 10 GB; nothing else should run meanwhile, \
            because the slope of a line is all that it tells.
            """
    )

    @Flag(help: "Small databases: what a change has done to the speed, in a minute.")
    var quick = false

    @Flag(help: "Also a shop that is ten times larger: 14 million rows.")
    var full = false

    @Option(
        help: ArgumentHelp("Write the plots of how cost grows into this folder, as SVG.", valueName: "folder")
    )
    var growth: String?

    @Option(
        help: """
            Rounds, in each of which a program does its work once or, if that is short, several times. Default: 7; \
            with --quick 3.
            """)
    var rounds: Int?

    @Option(help: ArgumentHelp("Write every single measurement to this file.", valueName: "file"))
    var json: String?

    @Option(
        help: ArgumentHelp("The program to measure. Default: the one built with this one.", valueName: "path")
    )
    var pgSample: String?

    @Flag(help: "Leave the databases on the server, and the files in the temporary folder.")
    var keep = false

    func validate() throws {
        guard [quick, full, growth != nil].count(where: \.self) <= 1 else {
            throw ValidationError("--quick, --full and --growth exclude each other.")
        }
        guard rounds ?? 1 > 0 else { throw ValidationError("There is at least one round.") }
    }

    func run() throws {
        let programs = Self.itself.deletingLastPathComponent()
        let program = pgSample ?? programs.appending(path: "pg-sample").path
        let environment = ProcessInfo.processInfo.environment
        guard ["PGHOST", "PGPORT", "PGSERVICE"].contains(where: { environment[$0] != nil }) else {
            // Comes back here, with a server.
            let arguments = CommandLine.arguments.dropFirst()
            let status = try Command([program, "serve", "--", Self.itself.path] + arguments).status()
            throw ExitCode(status)
        }
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "pg-sample-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            // A temporary folder that stays is no harm.
            if !keep { try? FileManager.default.removeItem(at: folder) }
        }
        // Now, because what they are for takes its time.
        let plots = growth.map { URL(filePath: $0, directoryHint: .isDirectory) }
        if let plots { try FileManager.default.createDirectory(at: plots, withIntermediateDirectories: true) }
        var session = Session(
            rounds: rounds ?? (quick ? 3 : 7), program: program,
            copier: programs.appending(path: "fixture-copies").path, folder: folder)
        defer {
            if !keep { session.clean() }
        }
        let findings: any Findings
        if let plots {
            let report = try session.grow()
            for (name, figure) in report.figures {
                try Data(figure.svg.utf8).write(to: plots.appending(path: name))
            }
            findings = report
        } else {
            findings = try session.compare(quick ? .quick : full ? .full : .standard)
        }
        print(findings.table)
        if let json { try findings.json().write(to: URL(filePath: json)) }
    }

    private static var itself: URL {
        Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    }
}
