import PGSampleCatalog
import PGSampleSQL
import Testing

@testable import PGSample

/// What goes to the server together.
@Suite struct PipelineGroupsTests {
    /// Weights as a run has them: many small ones, some large ones, some that go alone.
    private static func weights(_ count: Int, seed: UInt64) -> [Int?] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: nil
            case 1: Int.random(in: 0...100_000, using: &generator)
            default: Int.random(in: 0...300, using: &generator)
            }
        }
    }

    @Test(arguments: [0, 1, 2, 7, 16, 300, 2000], [1, 2, 8])
    func `each piece is in one group, and what is large or alone has its own`(count: Int, connections: Int) {
        for seed in 0..<20 as Range<UInt64> {
            let weights = Self.weights(count, seed: seed)
            let groups = PipelineGroups.groups(weights, connections: connections)
            #expect(groups.joined().sorted() == Array(0..<count))
            #expect(groups.map { $0[0] } == groups.map { $0[0] }.sorted())
            for group in groups where group.count > 1 {
                let weight = group.reduce(into: 0) { $0 += weights[$1] ?? PipelineGroups.maximumWeight + 1 }
                #expect(weight <= PipelineGroups.maximumWeight)
                #expect(group.count <= PipelineGroups.maximumCount)
                #expect(group == group.sorted())
            }
        }
    }

    @Test func `every connection gets some of the groups`() {
        #expect(
            PipelineGroups.groups(Array(repeating: 10, count: 8), connections: 2).map(\.count) == [
                2, 2, 2, 2,
            ])
        #expect(
            PipelineGroups.groups(Array(repeating: 10, count: 3), connections: 2).map(\.count) == [1, 1, 1])
        let many = PipelineGroups.groups(Array(repeating: 10, count: 640), connections: 2)
        #expect(many.map(\.count) == Array(repeating: PipelineGroups.maximumCount, count: 20))
    }

    /// Questions about so many rows.
    private static func steps(_ sizes: [Int]) -> [ClosureStep] {
        let query = ClosureQuery(child: QualifiedName("public", "t"), arms: [])
        return sizes.map {
            ClosureStep(rows: .at(Array(repeating: RowAddress(block: 0, offset: 1), count: $0), query))
        }
    }

    @Test func `a wave is asked in rounds whose answers have room, long questions first`() {
        let sizes = [3, 50_000, 0, 7, 2_000] + Array(repeating: 50_000, count: 45) + [1, 1, 4_000]
        let rounds = ClosureRound.rounds(of: Self.steps(sizes), connections: 2)
        let asked = rounds.map { $0.groups.flatMap { $0.map(\.size) } }
        #expect(asked.joined().sorted() == sizes.sorted())
        #expect(rounds.count > 1)
        for round in asked {
            #expect(round.reduce(0, +) <= 1_000_000)
            #expect(round.first == round.max())
        }
        #expect(rounds.flatMap(\.groups).contains { $0.count > 1 })
        #expect(ClosureRound.rounds(of: [], connections: 2).isEmpty)
    }
}
