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
            .largeObject, .database:
            .dropped
        case .publication, .publicationMember, .subscription:
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
}
