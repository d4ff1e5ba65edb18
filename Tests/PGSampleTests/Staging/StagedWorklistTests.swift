import Testing

@testable import PGSample

/// Which table is asked next.
@Suite struct StagedWorklistTests {
    private static func all(_ list: inout StagedWorklist) -> [Int] {
        var numbers: [Int] = []
        while let number = list.next() { numbers.append(number) }
        return numbers
    }

    @Test func `every table is asked once, in order`() {
        var list = StagedWorklist([5, 3, 1])
        #expect(Self.all(&list) == [5, 3, 1])
        #expect(list.isEmpty)
    }

    @Test func `tables that are taken whole are asked before the others, and again only with news`() {
        var list = StagedWorklist([5, 3, 1], first: [1])
        #expect(list.next() == 1)
        #expect(list.next() == 5)
        list.add(1)
        #expect(Self.all(&list) == [3, 1])
    }

    @Test func `a table with news waits for its turn of the round`() {
        var list = StagedWorklist([5, 3, 1])
        #expect([list.next(), list.next()] == [5, 3])
        list.add(5)
        list.add(3)
        #expect(Self.all(&list) == [1, 5, 3])
        list.add(3)
        list.add(3)
        #expect(Self.all(&list) == [3])
    }

    @Test func `a table that refers to nothing is never asked`() {
        var list = StagedWorklist([2])
        list.add(7)
        #expect(Self.all(&list) == [2])
        var empty = StagedWorklist([])
        empty.add(1)
        #expect(empty.isEmpty && empty.next() == nil)
    }
}
