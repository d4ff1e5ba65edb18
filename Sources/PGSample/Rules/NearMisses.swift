/// Finds what somebody who mistyped a name probably meant.
package enum NearMisses {
    /// The candidates that are close to `input`, closest first and then by their bytes; at most `limit`.
    ///
    /// Close is: equal but for case; a distance of at most a third of the length (2 for short names) and at
    /// most half of the longer name; or one the beginning of the other, from three characters on. Costs the
    /// number of candidates times the product of the lengths.
    package static func of(_ input: String, among candidates: some Sequence<String>, limit: Int = 3)
        -> [String]
    {
        let wanted = Array(input.lowercased().unicodeScalars)
        var found: [(distance: Int, candidate: String)] = []
        for candidate in candidates {
            let scalars = Array(candidate.lowercased().unicodeScalars)
            if let distance = closeness(wanted, scalars) { found.append((distance, candidate)) }
        }
        found.sort { left, right in
            if left.distance != right.distance { return left.distance < right.distance }
            return left.candidate.utf8.lexicographicallyPrecedes(right.candidate.utf8)
        }
        return found.prefix(limit).map(\.candidate)
    }

    private static func closeness(_ input: [Unicode.Scalar], _ candidate: [Unicode.Scalar]) -> Int? {
        let allowed = max(2, input.count / 3)
        if abs(input.count - candidate.count) <= allowed {
            let distance = distance(input, candidate)
            if distance <= allowed, distance * 2 <= max(input.count, candidate.count) { return distance }
        }
        let shorter = min(input.count, candidate.count)
        return shorter >= 3 && input.starts(with: candidate.prefix(shorter)) ? allowed + 1 : nil
    }

    /// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours,
    /// where no part is edited twice (Boytsov, "Indexing methods for approximate dictionary searching", 2011,
    /// section 2.2).
    package static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in right.indices {
                let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(substitution, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }

    /// `did you mean "a", "b" or "c"?`, or nil when nothing is close.
    package static func question(for input: String, among candidates: some Sequence<String>) -> String? {
        question(of(input, among: candidates))
    }

    /// The same question about near misses that are already found.
    package static func question(_ nearMisses: [String]) -> String? {
        guard let last = nearMisses.last else { return nil }
        let others = nearMisses.dropLast().map { "\"\($0)\"" }.joined(separator: ", ")
        return others.isEmpty ? "did you mean \"\(last)\"?" : "did you mean \(others) or \"\(last)\"?"
    }
}
