/// A set of rows of one relation, known by their physical addresses (`ctid`): block and offset.
///
/// An address stands for one row version for as long as the snapshot lives (PostgreSQL documentation, 5.5
/// "System Columns"). The set holds bitmaps of 64 offsets, never keys or values, so that its size depends on
/// the number of rows alone: about 30 bytes a row when rows lie apart, less than one when they lie together.
struct RowSet: Sendable, Equatable {
    /// Offsets within a bitmap word.
    private static let wordBits: UInt64 = 64
    /// Bits of a key that number the words of a block; 64 × 64 offsets exceed what a block of 32 kB holds.
    private static let wordIndexBits: UInt64 = 6

    private var words: [UInt64: UInt64] = [:]
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// - Returns: Whether the row was not in the set before.
    @discardableResult
    mutating func insert(_ address: RowAddress) -> Bool {
        let key = UInt64(address.block) << Self.wordIndexBits | UInt64(address.offset) / Self.wordBits
        let bit: UInt64 = 1 << (UInt64(address.offset) % Self.wordBits)
        let word = words[key, default: 0]
        guard word & bit == 0 else { return false }
        words[key] = word | bit
        count += 1
        return true
    }

    /// Adds the rows of another set. O(m) in its bitmap words.
    ///
    /// - Returns: Those that were not in the set before.
    @discardableResult
    mutating func formUnion(_ other: RowSet) -> RowSet {
        var news = RowSet()
        for (key, word) in other.words {
            let old = words[key, default: 0]
            let added = word & ~old
            guard added != 0 else { continue }
            words[key] = old | added
            news.words[key] = added
            news.count += added.nonzeroBitCount
        }
        count += news.count
        return news
    }

    func contains(_ address: RowAddress) -> Bool {
        let key = UInt64(address.block) << Self.wordIndexBits | UInt64(address.offset) / Self.wordBits
        return words[key, default: 0] & (1 << (UInt64(address.offset) % Self.wordBits)) != 0
    }

    /// Calls `body` with every address in physical order. O(n log n) in bitmap words.
    func forEach(_ body: (RowAddress) throws -> Void) rethrows {
        for key in words.keys.sorted() {
            var word = words[key, default: 0]
            let block = UInt32(key >> Self.wordIndexBits)
            let base = (key & (1 << Self.wordIndexBits - 1)) * Self.wordBits
            while word != 0 {
                let bit = UInt64(word.trailingZeroBitCount)
                try body(RowAddress(block: block, offset: UInt16(base + bit)))
                word &= word - 1
            }
        }
    }

    /// The addresses in physical order, in pieces of at most `size`.
    func batches(of size: Int) -> [[RowAddress]] {
        var batches: [[RowAddress]] = []
        var batch: [RowAddress] = []
        batch.reserveCapacity(Swift.min(size, count))
        forEach { address in
            batch.append(address)
            if batch.count == size {
                batches.append(batch)
                batch.removeAll(keepingCapacity: true)
            }
        }
        return batch.isEmpty ? batches : batches + [batch]
    }

    /// Calls `body` with pieces of at most `size` addresses, in physical order, each as the text of a
    /// `tid[]`.
    func forEachBatch(of size: Int, _ body: (AddressText) throws -> Void) rethrows {
        var text = AddressText(capacity: Swift.min(size, count))
        try forEach { address in
            text.append(address)
            if text.count == size {
                try body(text)
                text.removeAll()
            }
        }
        if text.count > 0 { try body(text) }
    }
}
