/// The middle of some numbers, and how far they lie apart.
struct Spread: Codable, Equatable {
    var median: Double
    var least: Double
    var most: Double

    /// - Precondition: There are numbers.
    init(_ numbers: [Double]) {
        let sorted = numbers.sorted()
        let middle = sorted.count / 2
        median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        (least, most) = (sorted[0], sorted[sorted.count - 1])
    }
}
