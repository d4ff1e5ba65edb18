import Testing

@testable import PGSample

@Suite struct RowSetTests {
    private static func addresses(_ set: RowSet) -> [RowAddress] {
        var all: [RowAddress] = []
        set.forEach { all.append($0) }
        return all
    }

    @Test func `a set of addresses behaves like a set, at the edges of blocks and offsets too`() {
        let seed = UInt64.random(in: 0..<1 << 32)
        print("row sets: seed \(seed)")
        var generator = SplitMix64(seed: seed)
        for _ in 0..<50 {
            var set = RowSet()
            var expected: Set<RowAddress> = []
            for _ in 0..<200 {
                let blocks: [UInt32] = [0, 1, 7, .max - 1],
                    offsets: [UInt16] = [1, 63, 64, 65, 291, 2048, 4095]
                let address = RowAddress(
                    block: blocks[Int.random(in: blocks.indices, using: &generator)],
                    offset: offsets[Int.random(in: offsets.indices, using: &generator)]
                )
                let isNew = expected.insert(address).inserted
                #expect(set.insert(address) == isNew)
                #expect(set.contains(address))
            }
            #expect(set.count == expected.count)
            let order = expected.sorted { ($0.block, $0.offset) < ($1.block, $1.offset) }
            #expect(Self.addresses(set) == order)
        }
    }

    @Test func `batches together hold every address once, as the text of an array`() {
        var set = RowSet()
        for number in 0..<10 {
            set.insert(RowAddress(block: UInt32(number * 1000), offset: UInt16(number + 1)))
        }
        for size in [1, 3, 9, 10, 11] {
            var texts: [String] = []
            set.forEachBatch(of: size) { texts.append(String(decoding: $0.bytes.dropLast(), as: UTF8.self)) }
            #expect(texts.count == (10 + size - 1) / size)
            let items = texts.map { $0.dropFirst(2).dropLast(2) }.joined(separator: "\",\"")
            #expect(items == (0..<10).map { "(\($0 * 1000),\($0 + 1))" }.joined(separator: "\",\""))
        }
    }
}
