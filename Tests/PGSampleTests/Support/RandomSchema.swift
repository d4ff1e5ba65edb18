/// A schema with rows, all of it from a seed: the shapes that break tools, put together at random.
///
/// Rows are made first, with references to rows that exist; keys, foreign keys, triggers and the rest are
/// added after them, so that PostgreSQL proves that the source is sound.
struct RandomSchema {
    private var generator: SeededGenerator
    private var tables: [Table] = []
    private var lines: [String] = []
    private let schemas: [String]

    /// The script that makes the database, for a superuser.
    var script: String { lines.joined(separator: "\n") }

    private struct Table {
        var name: String
        var columns: [Column]
        /// Positions of the key's columns, in the key's order.
        var key: [Int]
        var rowCount: Int
        var kind: Kind
    }

    private struct Column {
        var name: String
        var type: RandomType
        var isNullable: Bool
        /// Of a reference: the table and the column there; whole references share their `reference` number.
        var reference: Reference?
    }

    private struct Reference {
        var number: Int
        var table: Int
        var column: Int
        var isFull: Bool
        var isBroken: Bool
    }

    private enum Kind {
        case plain, keyless, uniqueOnly, partitioned, inherited, unlogged
    }

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        schemas = ["public", "\"Odd \"\"schema\"\"; --\"", "app"]
        makeTypes()
        for number in 0..<Int.random(in: 3...9, using: &generator) { makeTable(number) }
        for table in tables.indices { addReferences(to: table) }
        for table in tables.indices { create(table) }
        for table in tables.indices { insertRows(table) }
        for table in tables.indices { addKey(table) }
        for table in tables.indices { addForeignKeys(table) }
        for table in tables.indices { addExtras(table) }
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }

    // MARK: Shapes

    private mutating func makeTypes() {
        for schema in schemas.dropFirst() { lines.append("CREATE SCHEMA \(schema);") }
        lines += [
            "CREATE EXTENSION citext;", "CREATE EXTENSION btree_gist;", "CREATE EXTENSION hstore SCHEMA app;",
            "CREATE TYPE app.mood AS ENUM ('sad', 'O''K', 'very happy', '');",
            "CREATE DOMAIN app.small AS int4 CHECK (VALUE >= 0);",
            "CREATE DOMAIN app.word AS citext CHECK (length(VALUE) < 60);",
            "CREATE TYPE app.pair AS (a int4, b text);",
            "CREATE COLLATION app.nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);",
            "CREATE SEQUENCE app.shared START 5 INCREMENT 3;",
        ]
    }

    private mutating func makeTable(_ number: Int) {
        let odd =
            ["", " x", ".y", "\"\"", "'", "%", "\\", "é🐘", "SELECT"].randomElement(using: &generator) ?? ""
        let kinds: [Kind] = [
            .plain, .plain, .plain, .keyless, .uniqueOnly, .partitioned, .inherited, .unlogged,
        ]
        var kind = kinds.randomElement(using: &generator) ?? .plain
        if kind == .inherited, tables.first.map({ $0.kind != .plain }) ?? true { kind = .plain }
        let keyTypes = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            RandomType.keys.randomElement(using: &generator) ?? .int4
        }
        var columns = keyTypes.enumerated().map { index, type in
            Column(name: "\"k\(index)\(odd)\"", type: type, isNullable: false)
        }
        for index in 0..<Int.random(in: 0...4, using: &generator) {
            let type = RandomType.allCases.randomElement(using: &generator) ?? .text
            columns.append(Column(name: "\"c\(index)\(odd)\"", type: type, isNullable: true))
        }
        columns.shuffle(using: &generator)
        let key = columns.indices.filter { !columns[$0].isNullable }.shuffled(using: &generator)
        tables.append(
            Table(
                name: "\(schemas.randomElement(using: &generator) ?? "public").\"t\(number)\(odd)\"",
                columns: columns,
                key: key, rowCount: [0, 1, 7, 30, 60].randomElement(using: &generator) ?? 7, kind: kind
            )
        )
    }

    private mutating func addReferences(to child: Int) {
        let parents = tables.indices.filter { ![.keyless, .inherited, .unlogged].contains(tables[$0].kind) }
        for number in 0..<Int.random(in: 0...3, using: &generator) {
            guard let parent = parents.randomElement(using: &generator) else { return }
            let isNullable = parent >= child || chance(2) || tables[parent].rowCount == 0
            let isFull = chance(3)
            let isBroken = chance(8) && tables[child].kind != .partitioned
            for (position, column) in tables[parent].key.enumerated() {
                tables[child].columns.append(
                    Column(
                        name: "\"r\(child)_\(number)_\(position)\"",
                        type: tables[parent].columns[column].type,
                        isNullable: isNullable,
                        reference: Reference(
                            number: number, table: parent, column: column, isFull: isFull, isBroken: isBroken
                        )
                    )
                )
            }
        }
    }

    // MARK: Statements

    private mutating func create(_ index: Int) {
        let table = tables[index]
        var parts = table.columns.map { "\($0.name) \($0.type.sql)\($0.isNullable ? "" : " NOT NULL")" }
        if chance(3), let text = table.columns.first(where: { $0.type == .text }) {
            parts.append("generated text GENERATED ALWAYS AS (upper(\(text.name)) || '\\') STORED")
        }
        if chance(3), index > 0 {  // the first table's heirs would have no identity
            parts.insert("dropped int4", at: 0)
            parts.append("counter int8 GENERATED ALWAYS AS IDENTITY (INCREMENT \(chance(2) ? 5 : -2))")
        } else if chance(3) {
            parts.append("drawn int8 DEFAULT nextval('app.shared')")
        }
        var suffix = ""
        if table.kind == .partitioned { suffix = " PARTITION BY HASH (\(table.columns[table.key[0]].name))" }
        if table.kind == .inherited { suffix = " INHERITS (\(tables[0].name))" }
        let unlogged = table.kind == .unlogged ? "UNLOGGED " : ""
        if table.kind == .inherited {
            let own = Set(tables[0].columns.map(\.name))
            parts = table.columns.filter { !own.contains($0.name) }.map { "\($0.name) \($0.type.sql)" }
        }
        lines.append("CREATE \(unlogged)TABLE \(table.name) (\(parts.joined(separator: ", ")))\(suffix);")
        if parts.first == "dropped int4" { lines.append("ALTER TABLE \(table.name) DROP COLUMN dropped;") }
        guard table.kind == .partitioned else { return }
        lines.append(
            "CREATE TABLE app.p\(index)a PARTITION OF \(table.name) FOR VALUES WITH (MODULUS 2, REMAINDER 0);"
        )
        lines.append(
            "CREATE TABLE public.p\(index)b PARTITION OF \(table.name) FOR VALUES WITH (MODULUS 2, REMAINDER 1)"
                + " PARTITION BY HASH (\(table.columns[table.key[0]].name));"
        )
        lines.append(
            "CREATE TABLE public.p\(index)c PARTITION OF public.p\(index)b FOR VALUES WITH (MODULUS 1, REMAINDER 0);"
        )
    }

    private mutating func insertRows(_ index: Int) {
        let table = tables[index]
        var columns = table.columns
        if table.kind == .inherited {  // the parent's columns of the same name are the parent's, type and all
            columns = columns.filter { column in !tables[0].columns.contains { $0.name == column.name } }
            columns += tables[0].columns.filter { $0.reference == nil }
        }
        for row in 0..<table.rowCount {
            let names = columns.map(\.name).joined(separator: ", ")
            let values = self.values(of: columns, row: table.kind == .inherited ? row + 1_000 : row)
            lines.append("INSERT INTO \(table.name) (\(names)) VALUES (\(values.joined(separator: ", ")));")
        }
    }

    private mutating func values(of columns: [Column], row: Int) -> [String] {
        var referenced: [Int: Int?] = [:]
        return columns.map { column in
            guard let reference = column.reference else {
                if column.isNullable, chance(4) { return "NULL" }
                return column.isNullable
                    ? column.type.anyValue(row, &generator) : column.type.key(row, isChild: false)
            }
            if referenced[reference.number] == nil {
                let count = tables[reference.table].rowCount
                let isNull = count == 0 || (column.isNullable && chance(4))
                referenced[reference.number] =
                    isNull ? .some(nil) : .some(Int.random(in: 0..<max(count, 1), using: &generator))
            }
            guard let chosen = referenced[reference.number] ?? nil else { return "NULL" }
            if column.isNullable, !reference.isFull, chance(9) { return "NULL" }
            return column.type.key(chosen + (reference.isBroken && chance(5) ? 5_000 : 0), isChild: chance(2))
        }
    }

    private mutating func addKey(_ index: Int) {
        let table = tables[index]
        guard table.kind != .keyless, table.kind != .inherited else { return }
        let key = table.key.map { table.columns[$0].name }.joined(separator: ", ")
        let word = table.kind == .uniqueOnly ? "UNIQUE" : "PRIMARY KEY"
        lines.append("ALTER TABLE \(table.name) ADD CONSTRAINT \"key \(index)\" \(word) (\(key));")
    }

    private mutating func addForeignKeys(_ index: Int) {
        let table = tables[index]
        for (number, columns) in Dictionary(
            grouping: table.columns.filter { $0.reference != nil },
            by: {
                $0.reference?.number ?? 0
            }
        ).sorted(by: { $0.key < $1.key }) {
            guard let reference = columns[0].reference else { continue }
            let shuffled = columns.shuffled(using: &generator)
            let parent = tables[reference.table]
            let own = shuffled.map(\.name).joined(separator: ", ")
            let theirs = shuffled.compactMap { $0.reference.map { parent.columns[$0.column].name } }.joined(
                separator: ", ")
            var options = reference.isFull ? " MATCH FULL" : ""
            options +=
                ["", " ON DELETE CASCADE", " DEFERRABLE INITIALLY DEFERRED"].randomElement(using: &generator)
                ?? ""
            let late =
                reference.isBroken || (chance(4) && table.kind != .partitioned && parent.kind != .partitioned)
            if late, parent.kind == .partitioned { continue }
            let name = "\"fk \(number).\(index)\""
            lines.append(
                "ALTER TABLE \(table.name) ADD CONSTRAINT \(name) FOREIGN KEY (\(own)) "
                    + "REFERENCES \(parent.name) (\(theirs))\(options)\(late ? " NOT VALID" : "");"
            )
            if late, !reference.isBroken {
                lines.append("ALTER TABLE \(table.name) VALIDATE CONSTRAINT \(name);")
            }
        }
    }

    private mutating func addExtras(_ index: Int) {
        let table = tables[index]
        if chance(2) {
            lines.append("CREATE VIEW app.v\(index) AS SELECT * FROM \(table.name);")
            lines.append(
                "CREATE MATERIALIZED VIEW public.m\(index) AS SELECT count(*) AS n FROM app.v\(index);")
        }
        if chance(3) {
            lines.append(
                """
                CREATE FUNCTION app.f\(index)() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN RAISE 'no; not here: \\'; END $body$;
                CREATE TRIGGER "refuse; all" BEFORE INSERT ON \(table.name) FOR EACH ROW EXECUTE FUNCTION app.f\(index)();
                """
            )
        }
        if chance(4), let other = tables.randomElement(using: &generator) {
            let scope = table.kind != .partitioned && chance(2) ? " NO INHERIT" : ""
            lines.append(
                """
                CREATE FUNCTION app.s\(index)() RETURNS boolean LANGUAGE plpgsql AS
                    $body$ BEGIN RETURN (SELECT count(*) >= 0 FROM \(other.name)); END $body$;
                ALTER TABLE \(table.name) ADD CONSTRAINT "sees% \(index)" CHECK (app.s\(index)())\(scope);
                """
            )
        }
        if chance(4) {
            lines.append("ALTER TABLE \(table.name) ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;")
            lines.append("CREATE POLICY \"p\(index)\" ON \(table.name) USING (false);")
        }
        if chance(3) { lines.append("COMMENT ON TABLE \(table.name) IS E'it''s\\n\\\\. odd';") }
    }
}
