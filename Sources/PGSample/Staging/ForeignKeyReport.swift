/// What the verification of a staging schema found of one foreign key.
struct ForeignKeyReport: Sendable, Hashable {
    var foreignKey: Sample.ForeignKeyName
    /// Rows whose key has a value.
    var rows: Int
    /// Those of them whose parent is not staged.
    var orphans: Int
}
