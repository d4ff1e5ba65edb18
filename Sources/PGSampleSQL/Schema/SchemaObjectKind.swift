/// What a statement of a schema script makes or changes: one case for each kind of statement that `pg_dump`
/// writes between its first line and its last, and ``other`` for everything else.
package enum SchemaObjectKind: String, Sendable, Hashable, CaseIterable {
    // Objects of the database as a whole.
    case database, schema, `extension`, language, transform, cast, accessMethod
    case foreignDataWrapper, server, userMapping
    case eventTrigger, eventTriggerState
    case publication, publicationMember, subscription

    // Objects of a schema.
    case type, domain, domainConstraint
    case function, procedure, aggregate
    case `operator`, operatorClass, operatorFamily
    /// `ALTER OPERATOR FAMILY … ADD`
    case operatorFamilyMember
    case collation, conversion
    case textSearchParser, textSearchDictionary, textSearchTemplate, textSearchConfiguration
    /// `ALTER TEXT SEARCH CONFIGURATION … ADD MAPPING`
    case textSearchMapping
    case statistics, statisticsSetting

    // Relations.
    case table, foreignTable, view, materializedView
    case sequence, sequenceOwnedBy, sequenceSetting
    case index, indexAttach, indexSetting

    // Parts of relations.
    /// Only of a comment, a label or a grant.
    case column
    case columnDefault
    /// `ALTER TABLE … ALTER COLUMN … ADD GENERATED … AS IDENTITY`
    case identity
    /// Statistics target, storage, compression, options of a column.
    case columnSetting
    /// Replica identity, clustering, storage parameters, access method of a table.
    case tableSetting
    /// `ALTER TABLE … INHERIT`
    case inheritance
    case partitionAttach
    case primaryKey, unique, exclusion, check, notNull, foreignKey
    /// A constraint of which the statement does not tell the kind: only of a comment or a label.
    case constraint
    case trigger, triggerState, rule, ruleState, policy
    /// `ALTER TABLE … ENABLE` or `FORCE ROW LEVEL SECURITY`
    case rowSecurity

    // Statements about other objects.
    case comment, securityLabel, grant, defaultPrivileges, ownership

    // Neither objects nor parts of them.
    /// `SET`, `RESET`, `SELECT pg_catalog.set_config(…)`
    case setting
    /// `SELECT pg_catalog.setval(…)`
    case sequenceValue
    /// `REFRESH MATERIALIZED VIEW`
    case refresh
    case largeObject
    /// The planner's figures that pg_dump 18 can carry along.
    case statisticsData
    case other

    /// For messages, in lower case: `materialized view`.
    package var words: String {
        rawValue.map { $0.isUppercase ? " \($0.lowercased())" : String($0) }.joined()
    }
}

extension SchemaObjectKind {
    /// Whether `pg_dump` writes such a statement after the data only, so that all that follow it come after
    /// the data. Row security (`FORCE` comes with the table) and views (`OR REPLACE` comes late) are decided
    /// by the statement.
    var comesAfterData: Bool {
        switch self {
        case .index, .indexAttach, .primaryKey, .unique, .exclusion, .check, .notNull, .foreignKey,
            .domainConstraint,
            .trigger, .triggerState, .rule, .ruleState, .policy, .statistics, .statisticsSetting,
            .eventTrigger,
            .eventTriggerState, .publication, .publicationMember, .subscription, .defaultPrivileges, .refresh:
            true
        default: false
        }
    }
}
