import ArgumentParser
import PGSample
import SystemPackage

/// Where the sample goes.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The file; a name in .gz is compressed. It appears whole or not at all. Default: standard output.",
            valueName: "out"))
    var file: String?

    @Option(
        name: [.customShort("Z"), .long],
        help: ArgumentHelp(
            "How hard to compress a file whose name ends in .gz: 0 (not) to 9 (smallest). Default: 6.",
            valueName: "level"))
    var compress: Int?

    @Flag(
        inversion: .prefixedNo, exclusivity: .exclusive,
        help: "Load the result into a throwaway server before it is put in place.")
    var verify = false

    func validate() throws {
        if file?.isEmpty == true { throw ValidationError("The name of the output file is empty.") }
        guard let compress else { return }
        let levels = SamplingOptions.compressionLevels
        guard levels.contains(compress) else {
            throw ValidationError(
                "--compress is a number from \(levels.lowerBound) to \(levels.upperBound), not \(compress).")
        }
        // pg_dump would compress it whatever the name; without that, plain SQL would be a surprise later on.
        guard compress == 0 || destination.isCompressed else {
            throw ValidationError(
                "--compress is for a file whose name ends in .gz, and \(name) is written as plain SQL: "
                    + "give -f a name in .gz, or leave --compress out.")
        }
    }

    func apply(to options: inout SamplingOptions) {
        if let compress { options.compressionLevel = compress }
    }

    var destination: SamplingEngine.Destination { file.map { .file($0) } ?? .standardOutput }

    /// For messages.
    var name: String { file.map(TerminalText.printable) ?? "standard output" }

    /// The size of the file that was written; nil for what is no file.
    var size: String? { file.flatMap(FileSize.text) }
}
