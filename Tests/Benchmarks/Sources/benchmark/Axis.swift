import Foundation

/// An axis of a plot: what it shows, from where to where, and which values it names.
struct Axis {
    enum Scale {
        /// From zero.
        case linear
        case logarithmic
    }

    let label: String
    let range: ClosedRange<Double>
    let ticks: [Double]
    private let scale: Scale

    /// An axis that holds all of `values`.
    ///
    /// - Parameter values: Above zero; at least one.
    init(_ label: String, of values: [Double], _ scale: Scale) {
        let (least, most) = (values.min() ?? 1, values.max() ?? 1)
        self.label = label
        self.scale = scale
        let range: ClosedRange<Double>
        let candidates: [[Double]]
        switch scale {
        case .linear:
            range = 0...most * 1.1
            candidates = Self.steps(to: range.upperBound)
        case .logarithmic:
            range = least / 1.2...most * 1.2
            candidates = Self.powers(near: least, most)
        }
        self.range = range
        ticks = candidates.map { $0.filter(range.contains) }.first { $0.count <= 6 } ?? []
    }

    /// Where a value lies: 0 at the beginning, 1 at the end.
    func position(_ value: Double) -> Double {
        let scale: (Double) -> Double = scale == .logarithmic ? { log10($0) } : { $0 }
        let (start, end) = (scale(range.lowerBound), scale(range.upperBound))
        return (scale(value) - start) / (end - start)
    }

    /// Short: 20k, 1M, 0.5.
    static func name(_ value: Double) -> String {
        switch value {
        case 1e6...: String(format: "%gM", value / 1e6)
        case 1e3...: String(format: "%gk", value / 1e3)
        default: String(format: "%g", value)
        }
    }

    /// The densest first.
    private static func powers(near least: Double, _ most: Double) -> [[Double]] {
        let exponents = Int(log10(least).rounded(.down))...Int(log10(most).rounded(.up))
        return [[1, 2, 5], [1, 3], [1]].map { mantissas in
            exponents.flatMap { exponent in mantissas.map { decimal($0, exponent) } }
        }
    }

    private static func steps(to end: Double) -> [[Double]] {
        let exponent = Int(log10(end).rounded(.down)) - 1
        return (exponent...exponent + 2).flatMap { exponent in
            [1.0, 2, 5].map { mantissa in
                stride(from: 0, through: end / decimal(mantissa, exponent), by: 1).map {
                    decimal($0 * mantissa, exponent)
                }
            }
        }
    }

    /// The nearest to what is written so; a product with a power below 1 is next to it.
    private static func decimal(_ mantissa: Double, _ exponent: Int) -> Double {
        exponent < 0 ? mantissa / pow(10, Double(-exponent)) : mantissa * pow(10, Double(exponent))
    }
}
