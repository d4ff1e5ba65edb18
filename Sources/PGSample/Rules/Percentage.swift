/// A percentage from 0 to 100, exact to nine decimals.
///
/// It is a decimal number rather than a `Double`, so that `0.1%` means the same everywhere and is written
/// back as it was read.
public struct Percentage: Sendable, Hashable {
    /// The percentage in billionths of one per cent: 0 … 100,000,000,000.
    package let billionths: Int

    private static let billionthsOfOne = 1_000_000_000

    /// Reads digits with at most one decimal point, and no sign, exponent or percent sign.
    ///
    /// - Parameter text: For example `10`, `2.5` or `.5`.
    /// - Returns: Nil when the text is no such number, is above 100, or has more than nine decimals that
    ///   count.
    public init?(_ text: String) {
        let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) ?? text.utf8.endIndex
        let whole = text.utf8[..<point]
        let decimals = text.utf8[point...].dropFirst()
        if whole.isEmpty && decimals.isEmpty { return nil }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard whole.allSatisfy(digits.contains), decimals.allSatisfy(digits.contains) else { return nil }

        var value = 0
        for digit in whole {
            value = value * 10 + Int(digit - digits.lowerBound)
            guard value <= 100 else { return nil }
        }
        value *= Self.billionthsOfOne
        var unit = Self.billionthsOfOne
        for digit in decimals {
            unit /= 10
            guard unit > 0 || digit == digits.lowerBound else { return nil }
            value += unit * Int(digit - digits.lowerBound)
        }
        guard value <= 100 * Self.billionthsOfOne else { return nil }
        billionths = value
    }

    /// How many of `count` rows the percentage is: rounded up, so that only `0` takes none of a table that
    /// has rows.
    ///
    /// - Parameter count: 0 or more.
    package func share(of count: Int) -> Int {
        let product = count.multipliedFullWidth(by: billionths)
        let (share, remainder) = (100 * Self.billionthsOfOne).dividingFullWidth(product)
        return share + (remainder > 0 ? 1 : 0)
    }
}

extension Percentage: CustomStringConvertible {
    /// The shortest text that reads back as the same percentage, without a percent sign.
    public var description: String {
        let decimals = billionths % Self.billionthsOfOne
        let whole = String(billionths / Self.billionthsOfOne)
        guard decimals > 0 else { return whole }
        var text = String(decimals + Self.billionthsOfOne).dropFirst()
        while text.hasSuffix("0") { text.removeLast() }
        return "\(whole).\(text)"
    }
}
