import PGSampleCatalog
import PGSampleLibPQ

@testable import PGSample

extension Session {
    /// Closes a sample over this session alone.
    func close(
        _ sample: Sample, of plan: SamplingPlan, _ catalog: Catalog, _ sizes: RelationSizes
    ) throws -> Sample {
        var closure = Closure(catalog: catalog, plan: plan, sizes: sizes, sample: sample)
        try execute(SourceSettings.closurePlans)
        while let steps = closure.nextWave() {
            try closure.add(try ClosureStep.ask(steps, self))
        }
        return closure.sample
    }
}
