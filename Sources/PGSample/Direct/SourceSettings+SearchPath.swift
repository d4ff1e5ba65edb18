import PGSampleCatalog
import PGSampleLibPQ

extension SourceSettings {
    /// The search path for statements on the rows of a plan's tables.
    ///
    /// The planner puts the body of a SQL function in the place of its call, in the expressions of indexes
    /// and statistics too, which it looks at for every statement on their table. So what such a body names
    /// without a schema (`unaccent($1)` is a common one) must be found, or the table cannot be read at all.
    static func searchPath(
        forRowsOf plan: SamplingPlan, _ facts: SourceFacts, _ session: Session
    ) throws -> String {
        let tables = plan.tables.flatMap(\.treeIDs).map { "\($0)" }.joined(separator: ",")
        let namesAreLookedUp = try session.query(
            """
            WITH body AS MATERIALIZED (
                SELECT p.oid FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
                WHERE l.lanname = 'sql' AND p.oid >= 16384
            ), owner AS MATERIALIZED (
                SELECT d.classid, d.objid FROM pg_catalog.pg_depend d
                WHERE d.refclassid = 'pg_catalog.pg_proc'::regclass AND d.refobjid IN (SELECT oid FROM body)
            ), relation AS (
                SELECT objid AS oid FROM owner WHERE classid = 'pg_catalog.pg_class'::regclass
                UNION ALL
                SELECT i.indrelid FROM pg_catalog.pg_index i JOIN owner ON owner.objid = i.indexrelid
                WHERE owner.classid = 'pg_catalog.pg_class'::regclass
                UNION ALL
                SELECT s.stxrelid FROM pg_catalog.pg_statistic_ext s JOIN owner ON owner.objid = s.oid
                WHERE owner.classid = 'pg_catalog.pg_statistic_ext'::regclass
                UNION ALL
                SELECT a.adrelid FROM pg_catalog.pg_attrdef a JOIN owner ON owner.objid = a.oid
                WHERE owner.classid = 'pg_catalog.pg_attrdef'::regclass
                UNION ALL
                SELECT c.conrelid FROM pg_catalog.pg_constraint c JOIN owner ON owner.objid = c.oid
                WHERE owner.classid = 'pg_catalog.pg_constraint'::regclass
            )
            SELECT EXISTS (SELECT FROM relation WHERE oid = ANY ($1::oid[]))
            """, ["{\(tables)}"]
        ).bool(0, 0)
        return namesAreLookedUp && !facts.functionSearchPath.isEmpty
            ? "\(searchPath), \(facts.functionSearchPath)" : searchPath
    }
}
