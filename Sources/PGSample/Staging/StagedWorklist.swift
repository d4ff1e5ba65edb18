/// The tables that may have rows whose foreign keys nobody has followed yet, by number. Pure.
///
/// They are asked round and round in one order, and a table without news is passed over.
struct StagedWorklist {
    private let order: [Int]
    private let known: Set<Int>
    private var first: ArraySlice<Int>
    private var waiting: Set<Int>
    private var position = 0

    /// Every table waits.
    ///
    /// - Parameter first: Tables that are asked once before the rounds begin.
    init(_ order: [Int], first: [Int] = []) {
        self.order = order
        self.first = first[...]
        known = Set(order)
        waiting = known
    }

    var isEmpty: Bool { waiting.isEmpty }

    /// Tells that a table has new rows. One that refers to nothing is never asked.
    mutating func add(_ number: Int) {
        if known.contains(number) { waiting.insert(number) }
    }

    /// The next table to ask; nil when none waits.
    ///
    /// - Complexity: O(tables).
    mutating func next() -> Int? {
        if let number = first.popFirst() {
            waiting.remove(number)
            return number
        }
        for _ in order.indices {
            let number = order[position]
            position = (position + 1) % order.count
            if waiting.remove(number) != nil { return number }
        }
        return nil
    }
}
