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

    @Flag(
        inversion: .prefixedNo, exclusivity: .exclusive,
        help: "Load the result into a throwaway server before it is put in place.")
    var verify = false

    func validate() throws {
        if file?.isEmpty == true { throw ValidationError("The name of the output file is empty.") }
    }

    var destination: SamplingEngine.Destination { file.map { .file($0) } ?? .standardOutput }

    /// For messages.
    var name: String { file.map(TerminalText.printable) ?? "standard output" }

    /// The size of the file that was written; nil for what is no file.
    var size: String? { file.flatMap(FileSize.text) }
}
