import ArgumentParser

/// The options of the Perl pg_sample's staging schema, which this release does not have.
struct StagingOptions: ParsableArguments {
    @Flag(help: "Refused: staging is not part of this release.")
    var useStaging = false

    @Flag(help: "Sample directly, from one snapshot. What happens anyway.")
    var noStaging = false

    @Option(help: ArgumentHelp("Refused, as --use-staging.", valueName: "name"))
    var sampleSchema: String?

    @Flag(help: "Refused, as --use-staging.")
    var force = false

    @Flag(help: "Refused, as --use-staging.")
    var keep = false

    func validate() throws {
        let given = [
            useStaging ? "--use-staging" : nil, sampleSchema == nil ? nil : "--sample-schema",
            force ? "--force" : nil, keep ? "--keep" : nil,
        ].compactMap(\.self)
        guard let first = given.first else { return }
        throw ValidationError(
            "\(first) is for a staging schema, which is not part of this release. Leave it out: without it the "
                + "source is sampled directly, and nothing is written to it."
        )
    }
}
