/// Numbers as people read them; the same in every locale, because scripts read them too.
package enum Figures {
    /// `2,345`.
    package static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return number < 0 ? "-" + result : result
    }

    /// `812 B`, `1.2 kB`, `120 kB`, `3.4 GB`; a kB is 1,000 bytes.
    package static func bytes(_ count: Int) -> String {
        guard count >= 1000 else { return "\(count) B" }
        var (unit, name) = (1000, 0)
        let names = ["kB", "MB", "GB", "TB"]
        while count >= unit * 1000 - unit / 2, name < names.count - 1 {
            unit *= 1000
            name += 1
        }
        let tenths = (count + unit / 20) / (unit / 10)
        let number = tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\((count + unit / 2) / unit)"
        return "\(number) \(names[name])"
    }

    /// `45 s`, `12 min`, `3 h 20 min`; rounded up, so that what is left is never nothing.
    package static func time(_ duration: Duration) -> String {
        let (whole, rest) = duration.components
        let seconds = max(1, Int(whole) + (rest > 0 ? 1 : 0))
        guard seconds >= 60 else { return "\(seconds) s" }
        let minutes = (seconds + 59) / 60
        guard minutes >= 60 else { return "\(minutes) min" }
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }

    /// `1 table`, `18 tables`.
    package static func count(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }
}
