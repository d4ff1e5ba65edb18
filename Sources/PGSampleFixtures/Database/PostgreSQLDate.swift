import Foundation

/// Dates and times as PostgreSQL writes them in DateStyle ISO (PostgreSQL documentation, 8.5.2 "Date/Time
/// Output"), by the Gregorian calendar in every year (B.6 "History of Units").
///
/// Foundation's calendar is the Julian one before 1582. Four hundred Gregorian years always have the same
/// number of days, so the calendar is only asked about years in which the two agree.
enum PostgreSQLDate {
    private static let cycleYears = 400
    private static let cycleSeconds: TimeInterval = 146_097 * 86_400

    /// `2026-01-31`, `2026-01-31 12:00:00.123456`, `2026-01-31 12:00:00+05:30`; without a zone UTC is meant.
    /// Infinite dates and years before Christ are none.
    static func date(_ text: String) -> Date? {
        guard
            let match = text.wholeMatch(
                of:
                    /(\d{4,6})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(\.\d+)?(?:([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)?)?/
            )
        else { return nil }
        let number = { (part: Substring?) in part.flatMap { Int($0) } ?? 0 }
        let cycles = 4
        var components = DateComponents()
        (components.year, components.month, components.day) = (
            number(match.1) + cycles * cycleYears, number(match.2), number(match.3)
        )
        (components.hour, components.minute, components.second) = (
            number(match.4), number(match.5), number(match.6)
        )
        guard let date = calendar.date(from: components) else { return nil }
        let offset = number(match.9) * 3600 + number(match.10) * 60 + number(match.11)
        let fraction = match.7.flatMap { Double("0\($0)") } ?? 0
        let wholeSeconds = Double(match.8 == "-" ? offset : -offset) - Double(cycles) * cycleSeconds
        return date.addingTimeInterval(wholeSeconds).addingTimeInterval(fraction)
    }

    /// The instant in UTC, to the microsecond: `2026-01-31 12:00:00.123456+00`, before Christ
    /// `0044-03-15 12:00:00.000000+00 BC`.
    static func text(of date: Date) -> String {
        let microseconds = (date.timeIntervalSince1970 * 1_000_000).rounded()
        let seconds = (microseconds / 1_000_000).rounded(.down)
        let fraction = Int(microseconds - seconds * 1_000_000)
        let cycles = max(0, (-seconds / cycleSeconds).rounded(.up))
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second],
            from: Date(timeIntervalSince1970: seconds + cycles * cycleSeconds))
        let year = (parts.year ?? 0) - Int(cycles) * cycleYears
        let day = "\(digits(year > 0 ? year : 1 - year, 4))-\(digits(parts.month, 2))-\(digits(parts.day, 2))"
        let time = "\(digits(parts.hour, 2)):\(digits(parts.minute, 2)):\(digits(parts.second, 2))"
        return "\(day) \(time).\(digits(fraction, 6))+00" + (year > 0 ? "" : " BC")
    }

    private static var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }

    private static func digits(_ number: Int?, _ count: Int) -> String {
        let text = String(number ?? 0)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
