import ArgumentParser
import PGSample

/// Whether the sample is first copied into a schema of the source.
struct StagingOptions: ParsableArguments {
    @Flag(
        help: """
            Copy the sample into a schema of the source first, in short transactions, whatever the size. Where \
            that cannot be done, the source is sampled directly, with a warning.
            """)
    var useStaging = false

    @Flag(help: "Write nothing to the source: sample directly, from one snapshot.")
    var noStaging = false

    @Option(
        help: ArgumentHelp(
            "The schema to copy into. Default: \(StagingSettings.defaultSchema).", valueName: "name"))
    var sampleSchema: String?

    @Flag(
        help: """
            Replace what an earlier run has left in that schema. A schema that pg-sample did not make is \
            never replaced.
            """)
    var force = false

    @Flag(help: "Leave the schema in the source, also when the run fails.")
    var keep = false

    @Flag(help: "Go on with a schema that was kept or left, after its last finished step.")
    var resume = false

    @Flag(help: "As --resume, but bring its rows up to date first.")
    var refresh = false

    func validate() throws {
        let staged = [
            useStaging ? "--use-staging" : nil, sampleSchema == nil ? nil : "--sample-schema",
            force ? "--force" : nil, keep ? "--keep" : nil, resume ? "--resume" : nil,
            refresh ? "--refresh" : nil,
        ].compactMap(\.self)
        if noStaging, let first = staged.first {
            throw ValidationError("\(first) is for staging, and --no-staging declines it: give one of them.")
        }
        if resume, refresh {
            throw ValidationError("--refresh goes on with what is there as --resume does: give one of them.")
        }
        if force, resume || refresh {
            throw ValidationError(
                "--force drops what \(resume ? "--resume" : "--refresh") goes on with: give one of them.")
        }
        if let sampleSchema, sampleSchema.isEmpty || sampleSchema.hasPrefix("pg_") {
            throw ValidationError(
                "--sample-schema needs a name, and names that begin with pg_ are PostgreSQL's.")
        }
        if let sampleSchema, sampleSchema.utf8.count > StagingSettings.maximumNameLength {
            throw ValidationError(
                "The name of --sample-schema is longer than \(StagingSettings.maximumNameLength) bytes.")
        }
    }

    /// What `options` say of staging. To keep the schema or to go on with it asks for staging.
    func apply(to options: inout SamplingOptions) {
        if noStaging { options.staging.choice = .never }
        if useStaging || keep || resume || refresh { options.staging.choice = .always }
        if let sampleSchema { options.staging.schema = sampleSchema }
        options.staging.replacesSchema = force
        options.staging.keepsSchema = keep
        options.staging.continuation = resume ? .resume : refresh ? .refresh : nil
    }
}
