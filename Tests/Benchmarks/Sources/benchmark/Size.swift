/// How large the databases are that a run makes: factors to what their scripts say.
enum Size: String, Codable {
    case quick, standard, full

    var shop: Double { self == .quick ? 0.05 : 1 }

    /// The shop of the lines that tell how time grows with the source.
    var largerShop: Double? {
        switch self {
        case .quick: 0.2
        case .standard: nil
        case .full: 10
        }
    }

    var patience: Patience {
        switch self {
        case .quick: Patience(time: .milliseconds(300), runs: 3, roundsOfPerl: 1)
        case .standard, .full: Patience(time: .seconds(1), runs: 5)
        }
    }

    var others: Double { self == .quick ? 0.05 : 1 }

    /// Where there are many: no factor, because their number is what costs.
    var tables: Int { self == .quick ? 60 : 300 }
}
