import PGSampleCatalog
import PGSampleLibPQ
import PGSampleSQL

/// The smallest and the largest value of a numeric column among the rows of a sample, rounded outwards and
/// clamped.
struct ColumnExtremes: Sendable, Hashable {
    var minimum: Int64
    var maximum: Int64

    /// Asks for the extremes of columns that draw from sequences and widens `extremes` by them.
    ///
    /// - Parameter source: A SELECT that gives the columns under their own names.
    static func read(
        _ drawing: [Column], in source: String, _ session: Session,
        into extremes: inout [Identifier: ColumnExtremes]
    ) throws {
        guard !drawing.isEmpty else { return }
        let terms = drawing.flatMap { column in
            let value = number("s.\(column.name.sql)", column.type)
            return Self.terms(of: value)
        }
        let result = try session.query("SELECT \(terms.joined(separator: ", ")) FROM (\(source)) AS s")
        for (index, column) in drawing.map(\.name).enumerated() where result[0, 2 * index] != nil {
            let minimum = try result.int64(0, 2 * index)
            let maximum = try result.int64(0, 2 * index + 1)
            let old = extremes[column] ?? ColumnExtremes(minimum: minimum, maximum: maximum)
            extremes[column] = ColumnExtremes(
                minimum: min(old.minimum, minimum), maximum: max(old.maximum, maximum)
            )
        }
    }

    /// Aggregates that give the smallest and the largest value as whole numbers, those beyond 64 bits as the last
    /// one within; NULL where there is none.
    static func terms(of value: String) -> [String] {
        ["floor(min(\(value))::numeric)", "ceil(max(\(value))::numeric)"].map {
            // The two functions pass over NULL.
            "CASE WHEN \($0) IS NOT NULL THEN least(greatest(\($0), \(Int64.min)), \(Int64.max))::int8 END"
        }
    }

    /// A number column itself; of a text that a default builds around a sequence's value, its last digits.
    private static func number(_ expression: String, _ type: ColumnType) -> String {
        type.category == "N"
            ? expression : "substring((\(expression))::text from '([0-9]{1,18})[^0-9]*$')::int8"
    }
}
