import PGSampleCatalog
import PGSampleSQL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds the extremes of integer columns in COPY data that passes by, so that the server is not asked for
/// them.
///
/// Written for builds without optimization too: each row costs a search for tabs and the digits themselves.
struct IntegerExtremes {
    /// The columns that are followed.
    let columns: [Column]
    /// Their places in the data, ascending.
    private let places: [(field: Int, name: Identifier)]
    /// By place.
    private var found: [ColumnExtremes?]

    /// - Parameters:
    ///   - wanted: Columns of any type, of which those of integers are followed.
    ///   - columns: Of the COPY data.
    init(of wanted: [Column], in columns: [Column]) {
        let integers: Set<String> = ["smallint", "integer", "bigint"]
        let followed = wanted.filter { integers.contains($0.type.sql) && columns.contains($0) }
        self.columns = followed
        places = columns.enumerated().filter { followed.contains($0.element) }.map {
            ($0.offset, $0.element.name)
        }
        found = Array(repeating: nil, count: places.count)
    }

    /// Of the columns that have a value.
    var extremes: [Identifier: ColumnExtremes] {
        Dictionary(
            uniqueKeysWithValues: zip(places, found).compactMap { place, extremes in
                extremes.map { (place.name, $0) }
            })
    }

    /// Takes in one row of COPY's text format.
    mutating func note(_ row: UnsafeRawBufferPointer) {
        guard var start = row.baseAddress else { return }
        let end = start + row.count
        var field = 0
        for (index, place) in places.enumerated() {
            while field < place.field, let tab = memchr(start, Int32(UInt8(ascii: "\t")), end - start) {
                start = UnsafeRawPointer(tab) + 1
                field += 1
            }
            guard field == place.field else { return }
            guard let value = Self.integer(at: start, end: end) else { continue }
            let old = found[index] ?? ColumnExtremes(minimum: value, maximum: value)
            found[index] = ColumnExtremes(
                minimum: min(old.minimum, value), maximum: max(old.maximum, value))
        }
    }

    /// - Returns: nil for NULL, which is `\N`.
    private static func integer(at start: UnsafeRawPointer, end: UnsafeRawPointer) -> Int64? {
        var position = start
        let isNegative = position < end && position.load(as: UInt8.self) == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let first = position
        // Below zero, where the smallest value has room too.
        var value: Int64 = 0
        while position < end {
            let digit = position.load(as: UInt8.self) &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &- Int64(digit)
            position += 1
        }
        guard position > first else { return nil }
        return isNegative ? value : -value
    }
}
