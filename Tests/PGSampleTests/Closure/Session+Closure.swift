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
            for step in steps { try closure.add(try step.ask(self)) }
        }
        return closure.sample
    }
}
