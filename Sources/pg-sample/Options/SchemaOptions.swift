import ArgumentParser

/// What reads the schema.
struct SchemaOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The pg_dump to read the schema with. Default: PG_SAMPLE_PG_DUMP, else the lowest installed one that can "
                + "read the server.",
            valueName: "path"))
    var pgDump: String?

    func validate() throws {
        if pgDump?.isEmpty == true { throw ValidationError("The path of pg_dump is empty.") }
    }
}
