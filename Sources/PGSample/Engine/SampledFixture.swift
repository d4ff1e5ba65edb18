import PGSampleFixtureFile
import PGSampleLibPQ

/// What a run has written, before it is put in place.
struct SampledFixture: Sendable {
    var report: SamplingReport
    var manifest: FixtureManifest
    /// The source's, for the trial.
    var locale: DatabaseLocale

    /// Writes what `assembly` holds and reads what the trial needs to know.
    init(
        _ assembly: FixtureAssembly, to output: FixtureOutput, _ options: SamplingOptions, _ session: Session
    )
        throws
    {
        let contents = try assembly.write(to: output)
        try output.finish()
        report = assembly.report(contents)
        manifest = assembly.manifest(contents, options: options)
        locale = try DatabaseLocale.read(session)
    }

    /// With more to tell the user, not the readers of the manifest.
    func adding(_ diagnostics: [Diagnostic]) -> SampledFixture {
        var fixture = self
        fixture.report.diagnostics = (report.diagnostics + diagnostics).sorted()
        return fixture
    }
}
