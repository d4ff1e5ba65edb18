/// Where a sequence stands.
struct SequencePosition: Sendable, Hashable {
    var lastValue: Int64
    /// Whether the last value was given out already.
    var isCalled: Bool
    var increment: Int64
    var bounds: ClosedRange<Int64>

    /// Whether the next value lies beyond these keys, or there is none within the sequence's bounds.
    func isAhead(of keys: ClosedRange<Int64>) -> Bool {
        let isAscending = increment > 0
        if isAscending ? keys.upperBound < bounds.lowerBound : keys.lowerBound > bounds.upperBound {
            return true
        }
        // The furthest key that the sequence can give at all.
        let furthest =
            isAscending ? min(keys.upperBound, bounds.upperBound) : max(keys.lowerBound, bounds.lowerBound)
        if isCalled, lastValue == furthest { return true }
        return isAscending ? lastValue > furthest : lastValue < furthest
    }
}
