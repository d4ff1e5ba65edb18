package import PGSampleSQL

/// A column that was not dropped.
package struct Column: Sendable, Hashable {
    /// `attnum`: 1-based, with gaps where columns were dropped.
    package var number: Int
    package var name: Identifier
    package var type: ColumnType
    package var isNotNull: Bool
    /// `GENERATED ALWAYS AS (…)`: computed on load, never part of COPY data.
    package var isGenerated: Bool

    package init(number: Int, name: Identifier, type: ColumnType, isNotNull: Bool, isGenerated: Bool) {
        self.number = number
        self.name = name
        self.type = type
        self.isNotNull = isNotNull
        self.isGenerated = isGenerated
    }
}

/// A column's type as far as ordering, casting and loading depend on it.
package struct ColumnType: Sendable, Hashable {
    /// As `format_type` writes it under `search_path = pg_catalog` for no length in particular, so that a
    /// cast to it cuts nothing off: `bpchar`, not `character`, which is `character(1)`.
    package var sql: String
    /// `typcategory` of the type under all domains: `N` numeric, `S` string, … (PostgreSQL documentation,
    /// table 53.65).
    package var category: Character
    /// Whether the text form, not the value, has a portable order: collatable, composite and range types, and
    /// names of objects, which compare by OID.
    package var ordersByText: Bool
    /// `regclass`, `regtype` and their like: OIDs by nature, names in COPY data.
    package var isObjectReference: Bool

    package init(sql: String, category: Character, ordersByText: Bool, isObjectReference: Bool) {
        self.sql = sql
        self.category = category
        self.ordersByText = ordersByText
        self.isObjectReference = isObjectReference
    }
}
