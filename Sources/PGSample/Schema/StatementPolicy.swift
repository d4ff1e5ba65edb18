import PGSampleSQL

/// What happens to a statement of `pg_dump`'s in a fixture: one table, by kind.
enum StatementPolicy: Sendable, Hashable {
    /// Part of the fixture as `pg_dump` wrote it.
    case kept
    /// Left out without a word: it varies by run, release, owner or machine, or the fixture has its own.
    case dropped
    /// Left out and named in the manifest, with the reason.
    case leftOut(reason: String)

    private static let superuser = "only a superuser may create it"
    private static let otherServer = "it belongs to another server"

    static func policy(for kind: SchemaObjectKind) -> StatementPolicy {
        switch kind {
        case .setting, .ownership, .grant, .defaultPrivileges, .securityLabel, .sequenceValue, .refresh,
            .statisticsData,
            .largeObject, .database, .publicationMember, .subscription:
            .dropped
        case .publication:
            .leftOut(reason: "replication is no part of a fixture")
        case .eventTrigger, .eventTriggerState, .language, .accessMethod, .transform, .operatorClass,
            .operatorFamily,
            .operatorFamilyMember, .textSearchParser, .textSearchTemplate:
            .leftOut(reason: superuser)
        case .foreignDataWrapper, .server, .userMapping, .foreignTable:
            .leftOut(reason: otherServer)
        case .schema, .extension, .cast, .type, .domain, .domainConstraint, .function, .procedure, .aggregate,
            .operator,
            .collation, .conversion, .textSearchDictionary, .textSearchConfiguration, .textSearchMapping,
            .statistics,
            .statisticsSetting, .table, .view, .materializedView, .sequence, .sequenceOwnedBy,
            .sequenceSetting, .index,
            .indexAttach, .indexSetting, .column, .columnDefault, .identity, .columnSetting, .tableSetting,
            .inheritance,
            .partitionAttach, .primaryKey, .unique, .exclusion, .check, .notNull, .foreignKey, .constraint,
            .trigger,
            .triggerState, .rule, .ruleState, .policy, .rowSecurity, .comment, .other:
            .kept
        }
    }
    /// What is changed in a kind that is kept, or which of its objects are left out all the same; nil for nothing.
    static func exception(for kind: SchemaObjectKind) -> String? {
        switch kind {
        case .schema: "`public` is there already"
        case .extension: "one that only a superuser may create only if a table is made with it"
        case .cast: "not without a function, and not between types of others: \(superuser)"
        case .type: "not a base type, nor the shell of a type: \(superuser)"
        case .function, .procedure:
            "without LEAKPROOF, SUPPORT and settings that only a superuser may make; not in C"
        case .aggregate: "not with a state of type internal: \(superuser)"
        case .policy: "created only where its roles are"
        case .columnSetting: "without options of some distributions' servers"
        case .materializedView:
            "filled at the end, if it was; not when a function that it runs needs what is left out"
        case .index, .statistics: "not when a function that it runs needs what is left out"
        case .comment: "not on extensions, nor on `public`"
        case .setting: "the fixture has its own"
        case .publicationMember: "its publication is named"
        case .sequenceValue: "the fixture has its own, for the rows that it holds"
        case .refresh: "the fixture has its own, at the end"
        case .foreignKey: "not to a table that is left out or an extension's, which is named"
        default: nil
        }
    }
}
