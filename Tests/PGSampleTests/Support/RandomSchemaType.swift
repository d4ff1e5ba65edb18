/// The types of ``RandomSchema``'s columns, with values that are equal to each other in odd ways.
enum RandomType: CaseIterable {
    case int4, int8, numeric, text, nocase, citext, word, small, uuid, date, interval, padded, range, array,
        pair, bytea
    case json, mood, float, hstore, bits, texts, flag

    /// Those that have an equality and many values.
    static let keys: [RandomType] = [
        .int4, .int4, .int8, .numeric, .text, .nocase, .citext, .word, .small, .uuid, .date, .interval,
        .padded, .range,
        .array, .pair, .bytea,
    ]

    var sql: String {
        switch self {
        case .int4: "int4"
        case .int8: "int8"
        case .numeric: "numeric"
        case .text: "text"
        case .nocase: "text COLLATE app.nocase"
        case .citext: "citext"
        case .word: "app.word"
        case .small: "app.small"
        case .uuid: "uuid"
        case .date: "date"
        case .interval: "interval"
        case .padded: "char(12)"
        case .range: "int4range"
        case .array: "int8[]"
        case .pair: "app.pair"
        case .bytea: "bytea"
        case .json: "json"
        case .mood: "app.mood"
        case .float: "float8"
        case .hstore: "app.hstore"
        case .bits: "bit varying(9)"
        case .texts: "text[]"
        case .flag: "bool"
        }
    }

    /// The key of row `number`, as a literal. A child may spell it otherwise, where the type takes both for
    /// equal.
    func key(_ number: Int, isChild: Bool) -> String {
        switch self {
        case .int4, .int8, .small: "\(number)"
        case .numeric: isChild ? "\(number).500" : "\(number).5"
        case .text: "E'k\\\\.\(number)\\té'"
        case .nocase, .citext, .word: isChild ? "'KEY \(number)'" : "'Key \(number)'"
        case .uuid: "'00000000-0000-4000-8000-\(String(String(1_000_000_000_000 + number).suffix(12)))'"
        case .date: "date '0044-01-01 BC' + \(number)"
        case .interval: isChild ? "'\(number * 24):00:00'" : "'\(number) days'"
        case .padded: isChild ? "'p\(number)   '" : "'p\(number)'"
        case .range: isChild ? "'[\(number),\(number)]'" : "'[\(number),\(number + 1))'"
        case .array: "'{\(number),NULL}'"
        case .pair: "ROW(\(number), NULL)::app.pair"
        case .bytea: "decode(lpad(to_hex(\(number)), 8, '0'), 'hex')"
        default: "NULL"
        }
    }

    func anyValue(_ number: Int, _ generator: inout SeededGenerator) -> String {
        let values: [String] =
            switch self {
            case .text, .nocase, .citext:
                ["''", "E'\\\\.'", "E'\\\\N'", "E'a\\r\\nb\\t'", "'🐘'", "E'\\x7f\\x01'"]
            case .json: ["'{\"a\" : 1, \"a\":2}'", "'null'", "'[1,\n2]'"]
            case .mood: ["'sad'", "'O''K'", "''"]
            case .float: ["'NaN'", "'-0'", "'-Infinity'", "0.1::float8 + 0.2::float8"]
            case .numeric: ["'NaN'", "1.000", "1e40"]
            case .hstore: ["'a=>\"b\\\"c\", d=>NULL'", "''"]
            case .bits: ["B'101'", "B''"]
            case .texts: ["'{}'", "ARRAY[NULL, 'NULL', '\"', E'\\\\']", "ARRAY[['a'],['b']]"]
            case .flag: ["true"]
            case .date: ["'infinity'", "'0001-01-01 BC'"]
            case .range: ["'empty'", "'(,)'"]
            case .pair: ["ROW(NULL, E'\",()\\\\ ')::app.pair", "ROW(1, '')::app.pair"]
            default: [key(number % 9, isChild: false)]
            }
        return values.randomElement(using: &generator) ?? "NULL"
    }
}
