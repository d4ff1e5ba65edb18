/// Durations as users write them: `500ms`, `5s`, `10min`, `2h`.
///
/// The unit is required, because PostgreSQL's own settings take a bare number for milliseconds and people for
/// seconds.
package enum DurationText {
    /// What a text has to be, for messages.
    package static let expectation = "a whole number above zero with a unit, such as 500ms, 5s, 10min or 2h"

    private static let millisecondsByUnit = ["ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000]

    /// Reads a duration; nil when the text is none, is zero, or is longer than PostgreSQL's time settings can
    /// be (2,147,483,647 ms, about 24 days).
    package static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let number = Int(digits), let unit = millisecondsByUnit[text.dropFirst(digits.count).trimmed]
        else {
            return nil
        }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow, milliseconds > 0, milliseconds <= Int(Int32.max) else { return nil }
        return .milliseconds(milliseconds)
    }
}
