import PGSampleLibPQ

/// Puts rows into every table of a schema that somebody else wrote, as far as its constraints can be met by
/// trying.
///
/// Parents come first. A foreign key's columns take an existing parent's values or NULL, CHECK constraints
/// lend their literals, and a row that is refused is tried again with other values. Triggers of users are off
/// meanwhile; foreign keys stay on. Afterwards NULL references are filled where they can be, which closes
/// cycles.
struct CorpusFiller {
    let session: Session
    var generator: SeededGenerator
    var rowsPerTable = 12
    var triesPerTable = 150

    struct Outcome {
        var rows = 0
        var emptyTables: [String] = []
    }

    private struct Column {
        var name: String
        var type: String
        var base: String
        var isNullable: Bool
        var isArray: Bool
        var length: Int?
        var labels: [String]
        var domainLiterals: [String]
        var hasDefault: Bool
    }

    private struct Key {
        var parent: String
        var columns: [String]
        var parentColumns: [String]
    }

    private struct Table {
        var name: String
        var columns: [Column] = []
        var keys: [Key] = []
        var literals: [String] = []
    }

    private var serial = 0

    init(_ session: Session, seed: UInt64) {
        self.session = session
        generator = SeededGenerator(seed: seed)
    }

    mutating func fill() throws -> Outcome {
        let tables = try readTables()
        try session.execute("SET statement_timeout = '5s'; SET check_function_bodies = off")
        let schemas = try session.query(
            "SELECT string_agg(quote_ident(nspname), ', ' ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_'"
        )[0, 0]
        // CHECKs of many applications call functions that find each other by path.
        try session.execute("SET search_path = \(schemas ?? "public")")
        let disabled = try session.query(
            """
            SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),
                   format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname)
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT tgisinternal AND tgenabled = 'O' AND tgparentid = 0 AND c.relkind IN ('r', 'p')
            """
        ).textRows()
        for row in disabled { try session.execute(row[0] ?? "") }
        for table in tables { try fill(table) }
        for table in tables { try fill(table) }
        for table in tables { try closeCycles(table) }
        for row in disabled { try session.execute(row[1] ?? "") }
        var outcome = Outcome()
        for table in tables {
            let count = Int(try session.query("SELECT count(*) FROM \(table.name)")[0, 0] ?? "") ?? 0
            outcome.rows += count
            if count == 0 { outcome.emptyTables.append(table.name) }
        }
        return outcome
    }

    // MARK: Rows

    private mutating func fill(_ table: Table) throws {
        var present = Int(try session.query("SELECT count(*) FROM \(table.name)")[0, 0] ?? "") ?? 0
        var parents: [Int: [[String?]]] = [:]
        for (index, key) in table.keys.enumerated() where key.parent != table.name {
            parents[index] = try values(key)
        }
        for attempt in 0..<triesPerTable where present < rowsPerTable {
            for (index, key) in table.keys.enumerated() where key.parent == table.name && attempt % 8 == 0 {
                parents[index] = try values(key)
            }
            guard let statement = insertion(table, parents, attempt) else { continue }
            if (try? session.execute(statement)) != nil { present += 1 }  // a refused row is tried again
        }
    }

    private func values(_ key: Key) throws -> [[String?]] {
        try session.query(
            "SELECT \(key.parentColumns.joined(separator: ", ")) FROM \(key.parent) LIMIT 50"
        ).textRows().filter { !$0.contains(nil) }
    }

    private mutating func insertion(_ table: Table, _ parents: [Int: [[String?]]], _ attempt: Int) -> String?
    {
        var row: [String: String?] = [:]
        for column in table.columns where !(column.hasDefault && Int.random(in: 0..<3, using: &generator) > 0)
        {
            let isNull = column.isNullable && Int.random(in: 0..<3, using: &generator) == 0
            row[column.name] = isNull ? .some(nil) : value(column, table.literals)
        }
        for (index, key) in table.keys.enumerated() {
            let isNullable = key.columns.contains { name in
                table.columns.contains { $0.name == name && $0.isNullable }
            }
            if let parent = parents[index]?.randomElement(using: &generator),
                !(isNullable && Int.random(in: 0..<4, using: &generator) == 0)
            {
                for (name, value) in zip(key.columns, parent) { row[name] = value }
            } else if isNullable {
                for name in key.columns
                where table.columns.contains(where: { $0.name == name && $0.isNullable }) {
                    row[name] = .some(nil)
                }
            } else if key.parent == table.name {
                for (name, own) in zip(key.columns, key.parentColumns) where row[own] != nil {
                    row[name] = row[own]
                }
            } else {
                return nil
            }
        }
        guard !row.isEmpty else { return "INSERT INTO \(table.name) DEFAULT VALUES" }
        let names = row.keys.sorted()
        let list = names.map { name in row[name].flatMap { $0 }.map(Self.literal) ?? "NULL" }
        return "INSERT INTO \(table.name) (\(names.joined(separator: ", "))) OVERRIDING SYSTEM VALUE "
            + "VALUES (\(list.joined(separator: ", ")))"
    }

    /// Gives NULL references that nothing but an order of insertion forbids a parent.
    private mutating func closeCycles(_ table: Table) throws {
        for key in table.keys {
            let isNull = key.columns.map { "\($0) IS NULL" }.joined(separator: " OR ")
            let free = try session.query("SELECT tableoid, ctid FROM \(table.name) WHERE \(isNull) LIMIT 4")
                .textRows()
            let parents = try values(key)
            for row in free {
                guard let parent = parents.randomElement(using: &generator) else { continue }
                let assignments = zip(key.columns, parent).map { "\($0) = \(Self.literal($1 ?? ""))" }
                // What a constraint refuses stays NULL.
                try? session.execute(
                    "UPDATE \(table.name) SET \(assignments.joined(separator: ", ")) "
                        + "WHERE tableoid = \(row[0] ?? "0") AND ctid = '\(row[1] ?? "")'"
                )
            }
        }
    }

    // MARK: Values

    private static func literal(_ text: String) -> String {
        "'\(text.replacing("'", with: "''"))'"
    }

    private mutating func value(_ column: Column, _ literals: [String]) -> String {
        serial += 1
        let candidates = literals + column.domainLiterals
        if let label = column.labels.randomElement(using: &generator) {
            return column.isArray ? "{\"\(label)\"}" : label
        }
        if column.isArray { return Bool.random(using: &generator) ? "{}" : array(column, candidates) }
        if !candidates.isEmpty, Int.random(in: 0..<2, using: &generator) == 0,
            let lent = candidates.randomElement(using: &generator)
        {
            return lent
        }
        return scalar(column.base, length: column.length)
    }

    private mutating func array(_ column: Column, _ candidates: [String]) -> String {
        let text = candidates.randomElement(using: &generator) ?? scalar(column.base, length: column.length)
        return "{\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"}"
    }

    private mutating func scalar(_ type: String, length: Int?) -> String {
        let number = [serial, serial % 10, 0, 1, 2, 100].randomElement(using: &generator) ?? 1
        switch type {
        case "int2", "int4", "int8", "numeric", "float4", "float8", "oid", "money":
            return "\(type == "int2" ? number % 30_000 : number)"
        case "bool": return Bool.random(using: &generator) ? "t" : "f"
        case "uuid":
            return "00000000-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - "\(serial)".count))
                + "\(serial)"
        case "json", "jsonb":
            return ["{}", "[]", "{\"a\": \(serial)}"].randomElement(using: &generator) ?? "{}"
        case "date", "timestamp", "timestamptz":
            return "\(2000 + serial % 25)-0\(1 + serial % 9)-1\(serial % 10)"
        case "time", "timetz": return "1\(serial % 10):00"
        case "interval": return "\(serial % 90) days"
        case "bytea": return "\\x\(["00ff", "deadbeef", ""].randomElement(using: &generator) ?? "")"
        case "inet", "cidr": return "10.\(serial / 250 % 250).\(serial % 250).0"
        case "macaddr": return "08:00:2b:01:02:\(10 + serial % 80)"
        case "bit", "varbit": return String(repeating: "1", count: length ?? 1)
        case "point": return "(\(serial),1)"
        case "box", "lseg": return "(\(serial),\(serial)),(0,0)"
        case "polygon", "path": return "((0,0),(\(serial),1),(1,\(serial)))"
        case "circle": return "<(0,0),\(serial)>"
        case "int4range", "int8range", "numrange": return "[\(serial * 10),\(serial * 10 + 5))"
        case "daterange", "tsrange", "tstzrange":
            return "[\(2000 + serial % 25)-01-01,\(2030 + serial % 25)-01-01)"
        case "hstore": return "a=>\(serial)"
        case "ltree": return "a.b\(serial)"
        case "xml": return "<a>\(serial)</a>"
        case "cube": return "(\(serial), 1, 2)"
        case "tsvector": return "a b\(serial)"
        case "regclass": return "pg_class"
        default: return text(length)
        }
    }

    private mutating func text(_ length: Int?) -> String {
        let samples = [
            "t\(serial)", "T\(serial)", "user\(serial)@example.org", "https://example.org/\(serial)", "\\.",
            "\\N", "",
            "a\tb\\\n\(serial) é 🐘", "\(serial)",
            String(repeating: "0123456789abcdef", count: 2) + "\(serial)",
            "en", "x_\(String(repeating: "0", count: max(0, 8 - "\(serial)".count)))\(serial)",
        ]
        let text = samples.randomElement(using: &generator) ?? ""
        return length.map { String(text.suffix($0)) } ?? text
    }
}

extension CorpusFiller {
    // MARK: Catalog

    /// Tables that hold rows of their own, parents first as far as cycles allow.
    private func readTables() throws -> [Table] {
        var tables: [String: Table] = [:]
        for row in try session.query(Self.columnsQuery).textRows().map({ $0.map { $0 ?? "" } }) {
            tables[row[0], default: Table(name: row[0])].columns.append(
                Column(
                    name: row[1], type: row[2], base: row[3], isNullable: row[4] == "t",
                    isArray: row[5] == "t",
                    length: Int(row[6]).flatMap { $0 > 0 ? $0 : nil },
                    labels: row[7].split(separator: "\n").map(String.init),
                    domainLiterals: Self.literals(in: row[8]),
                    hasDefault: row[9] == "t"
                )
            )
        }
        for row in try session.query(Self.checksQuery).textRows().map({ $0.map { $0 ?? "" } }) {
            tables[row[0]]?.literals += Self.literals(in: row[1])
        }
        for row in try session.query(Self.keysQuery).textRows().map({ $0.map { $0 ?? "" } }) {
            tables[row[0]]?.keys.append(
                Key(
                    parent: row[1], columns: row[2].split(separator: "\n").map(String.init),
                    parentColumns: row[3].split(separator: "\n").map(String.init)
                )
            )
        }
        return inOrder(tables)
    }

    private func inOrder(_ tables: [String: Table]) -> [Table] {
        var ordered: [Table] = []
        var done: Set<String> = []
        func visit(_ name: String, _ path: Set<String>) {
            guard let table = tables[name], !done.contains(name), !path.contains(name) else { return }
            for key in table.keys { visit(key.parent, path.union([name])) }
            if done.insert(name).inserted { ordered.append(table) }
        }
        for name in tables.keys.sorted() { visit(name, []) }
        return ordered
    }

    private static func literals(in text: String) -> [String] {
        text.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }.filter {
                !$0.contains("\\") && !$0.contains("^")
            }
    }

    private static let userTables = """
        c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
            AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')
        """

    private static let columnsQuery = """
        WITH RECURSIVE base (type, root, checks) AS (
            SELECT t.oid, t.oid, '' FROM pg_type t WHERE t.typtype <> 'd'
            UNION ALL
            SELECT d.oid, b.root, b.checks || coalesce(
                (SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint k WHERE k.contypid = d.oid), '')
            FROM pg_type d JOIN base b ON b.type = d.typbasetype WHERE d.typtype = 'd'
        )
        SELECT c.oid::regclass, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), coalesce(e.typname, t.typname),
               NOT a.attnotnull, t.typcategory = 'A',
               CASE WHEN t.typname IN ('varchar', 'bpchar') THEN a.atttypmod - 4
                    WHEN t.typname IN ('bit', 'varbit') THEN a.atttypmod END,
               (SELECT string_agg(l.enumlabel, E'\\n') FROM pg_enum l WHERE l.enumtypid = coalesce(e.oid, t.oid)),
               b.checks, a.atthasdef OR a.attidentity <> ''
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            JOIN base b ON b.type = a.atttypid JOIN pg_type t ON t.oid = b.root
            LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
        WHERE \(userTables) ORDER BY c.oid, a.attnum
        """

    private static let checksQuery = """
        SELECT c.oid::regclass, pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype = 'c' AND \(userTables)
        """

    private static let keysQuery = """
        SELECT k.conrelid::regclass, k.confrelid::regclass,
               (SELECT string_agg(quote_ident(a.attname), E'\\n' ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY AS u (num, n)
                    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num),
               (SELECT string_agg(quote_ident(a.attname), E'\\n' ORDER BY u.n) FROM unnest(k.confkey) WITH ORDINALITY AS u (num, n)
                    JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype = 'f' AND k.conparentid = 0 AND \(userTables) ORDER BY k.oid
        """
}

/// Random numbers that a seed repeats.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
