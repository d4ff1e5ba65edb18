import Testing

@testable import PGSample

@Suite struct SequencePositionTests {
    private func isAhead(
        _ lastValue: Int64, called isCalled: Bool = true, by increment: Int64 = 1,
        within bounds: ClosedRange<Int64> = 1...1000, of keys: ClosedRange<Int64>
    ) -> Bool {
        SequencePosition(lastValue: lastValue, isCalled: isCalled, increment: increment, bounds: bounds)
            .isAhead(of: keys)
    }

    @Test func anAscendingSequenceHasToHaveReachedTheLargestKey() {
        #expect(isAhead(10, of: 1...10))
        #expect(!isAhead(9, of: 1...10))
    }

    @Test func aValueThatWasNotGivenOutIsTheNextOne() {
        #expect(!isAhead(10, called: false, of: 1...10))
        #expect(isAhead(11, called: false, of: 1...10))
    }

    @Test func aDescendingSequenceHasToHaveReachedTheSmallestKey() {
        #expect(isAhead(-10, by: -1, within: -1000...(-1), of: -10...(-1)))
        #expect(!isAhead(-9, by: -1, within: -1000...(-1), of: -10...(-1)))
    }

    @Test func keysBeyondTheBoundsAskForNoMoreThanTheBound() {
        #expect(isAhead(1000, of: 1...5000))
        #expect(!isAhead(999, of: 1...5000))
        #expect(isAhead(1, called: false, of: -50...0))
        #expect(isAhead(1, called: false, of: -50...(-7)))
    }

    @Test func theEdgeOfTheNumbersDoesNotOverflow() {
        let all = Int64.min...Int64.max
        #expect(!isAhead(.min, called: false, within: all, of: 0...0))
        #expect(isAhead(.max, within: all, of: 0...Int64.max))
    }
}
