import PGSampleLibPQ
import PGSampleSQL

/// Brings the routines of a load up to date after schemas were renamed: their bodies, when they are strings,
/// and their `SET search_path`. The server does the rest by itself, because it keeps objects by number and
/// not by name.
struct RenamedRoutines {
    let session: Session
    let plan: RelocationPlan

    func rewrite() throws {
        let names = plan.names.only { plan.names.ambiguous.contains($0) }
        let relocation = StatementRelocation(names: names, argumentNames: names)
        for schema in plan.usedSchemas {
            let name = plan.map[schema] ?? schema
            for (definition, settings) in try routines(of: name) {
                let statement = ScriptStatement(bytes: Array(definition.utf8), line: 1)
                // The head is the server's own text, with the new names in it: only its settings are old.
                let rewritten = try relocation.rewrite(statement).bytes
                if rewritten != statement.bytes { try session.execute(bytes: rewritten) }
                for setting in settings { try session.execute(setting) }
            }
        }
    }

    /// Columns: `CREATE OR REPLACE …` of a routine whose body is a string, else nothing; the routine; its
    /// `search_path`, else NULL. Routines of extensions are theirs. 13 and later; `prosqlbody` is of 14.
    private func routines(of schema: Identifier) throws -> [(definition: String, settings: [String])] {
        let hasBody = session.serverVersion >= 140_000 ? "p.prosqlbody IS NULL" : "true"
        let rows = try session.query(
            """
            SELECT CASE WHEN \(hasBody) AND l.lanname IN ('sql', 'plpgsql') THEN pg_catalog.pg_get_functiondef(p.oid) END,
                   p.oid::pg_catalog.regprocedure,
                   (SELECT pg_catalog.substr(s, 13) FROM pg_catalog.unnest(p.proconfig) AS s WHERE s LIKE 'search_path=%')
            FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                JOIN pg_catalog.pg_language l ON l.oid = p.prolang
            WHERE n.nspname = $1 AND p.prokind IN ('f', 'p') AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')
            ORDER BY p.oid
            """, [schema.name]
        ).textRows()
        return rows.map { row in (row[0] ?? "", row[0] == nil ? settings(of: row[1] ?? "", row[2]) : []) }
    }

    /// For a routine whose definition is not run again.
    private func settings(of routine: String, _ path: String?) -> [String] {
        let names = plan.names.only { plan.names.ambiguous.contains($0) }
        // The server has read the path, so that it can be read here.
        guard let path, let text = try? RelocatedText(Array(path.utf8), names, .reference),
            let moved = text.movedSearchPath(Array(path.utf8)), moved != Array(path.utf8)
        else { return [] }
        return ["ALTER ROUTINE \(routine) SET search_path TO \(String(decoding: moved, as: UTF8.self))"]
    }
}
