import Foundation

/// How often a round runs each program.
struct Patience {
    /// A program runs again, in turns with those that it is compared with, until its runs have taken this long.
    let time: Duration
    /// The most runs in a round.
    let runs: Int
    /// In how many rounds Perl's program takes part; `nil` for all. It takes longest, and nothing is measured by it.
    var roundsOfPerl: Int?

    static let once = Patience(time: .zero, runs: 1)

    /// How many runs a round has.
    var words: String {
        String(format: "%d runs, or fewer that take %g s together", runs, time / .seconds(1))
    }
}
