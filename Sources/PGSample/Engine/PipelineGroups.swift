/// Which small pieces of work go to the server together, in one round trip.
enum PipelineGroups {
    /// Pieces of a group.
    static let maximumCount = 32
    /// Rows that the pieces of a group are about, so that its answers are small.
    static let maximumWeight = 4_000
    /// Groups for each connection that there should be at least, so that none has to wait for long for the
    /// last group of another.
    private static let groupsPerConnection = 2

    /// - Parameter weights: Rows that each piece is about; nil for one that goes alone.
    /// - Returns: The numbers of the pieces, group by group, in the order of the groups' first ones.
    static func groups(_ weights: [Int?], connections: Int) -> [[Int]] {
        let small = weights.count { $0.map { $0 <= maximumWeight } ?? false }
        let wanted = max(1, connections) * groupsPerConnection
        let limit = min(maximumCount, (small + wanted - 1) / wanted)
        var groups: [[Int]] = []
        /// The group that is being filled.
        var open: (group: Int, weight: Int)?
        for (number, weight) in weights.enumerated() {
            guard let weight, weight <= maximumWeight else {
                groups.append([number])
                continue
            }
            if let (group, filled) = open, groups[group].count < limit, filled + weight <= maximumWeight {
                groups[group].append(number)
                open?.weight += weight
            } else {
                open = (groups.count, weight)
                groups.append([number])
            }
        }
        return groups
    }
}
