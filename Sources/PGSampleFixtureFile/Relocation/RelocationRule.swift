package import PGSampleSQL

/// How a statement follows its schema to another name: one table, by kind.
package enum RelocationRule: Sendable, Hashable {
    /// The schema itself.
    case schema
    /// An object of a schema: its name moves, wherever it stands.
    case object
    /// An object of a schema with a body.
    case routine
    /// A part of a relation, or a statement about an object: the names in it move.
    case part
    /// As ``part``, and what it passes on to a function.
    case arguments
    /// As ``part``; its options may name a schema on another server.
    case options
    /// An extension and its objects, which stay where the extension lives.
    case stays

    package static func rule(for kind: SchemaObjectKind) -> RelocationRule {
        switch kind {
        case .schema: .schema
        case .extension: .stays
        case .function, .procedure: .routine
        case .trigger: .arguments
        case .foreignTable, .server, .userMapping: .options
        case .type, .domain, .aggregate, .operator, .operatorClass, .operatorFamily, .collation, .conversion,
            .textSearchParser, .textSearchDictionary, .textSearchTemplate, .textSearchConfiguration,
            .statistics,
            .table, .view, .materializedView, .sequence, .index:
            .object
        case .database, .language, .transform, .cast, .accessMethod, .foreignDataWrapper, .eventTrigger,
            .eventTriggerState, .publication, .publicationMember, .subscription, .domainConstraint,
            .operatorFamilyMember, .textSearchMapping, .statisticsSetting, .sequenceOwnedBy, .sequenceSetting,
            .indexAttach, .indexSetting, .column, .columnDefault, .identity, .columnSetting, .tableSetting,
            .inheritance, .partitionAttach, .primaryKey, .unique, .exclusion, .check, .notNull, .foreignKey,
            .constraint, .triggerState, .rule, .ruleState, .policy, .rowSecurity, .comment, .securityLabel,
            .grant,
            .defaultPrivileges, .ownership, .setting, .sequenceValue, .refresh, .largeObject, .statisticsData,
            .other:
            .part
        }
    }

    /// What becomes of such a statement, for the documentation.
    package var words: String {
        switch self {
        case .schema: "gets the new name"
        case .object: "moves, wherever its name stands"
        case .routine:
            "moves; so do the names in a body in SQL or PL/pgSQL, but for those in strings, which are told"
        case .part: "the names in it move"
        case .arguments: "the names in it move, and those in its arguments"
        case .options: "the names in it move; an option that is a schema's name stays, and is told"
        case .stays: "stays where it lives"
        }
    }
}
