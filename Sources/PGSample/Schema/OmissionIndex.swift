import PGSampleCatalog
import PGSampleSQL

/// Answers whether a statement speaks of an object that is left out.
struct OmissionIndex {
    /// A constraint, trigger or the like: each kind has names of its own within a relation.
    private struct Part: Hashable {
        enum Kind {
            case constraint, columnDefault, trigger, rule, policy
        }

        var relation: QualifiedName
        var kind: Kind
        /// Of a default its column's.
        var name: Identifier

        init?(_ object: NamedObject) {
            let kinds: [String: Kind] = [
                "table constraint": .constraint, "default value": .columnDefault, "trigger": .trigger,
                "rule": .rule, "policy": .policy,
            ]
            guard let relation = object.relation, let kind = kinds[object.type] else { return nil }
            (self.relation, self.kind, name) = (relation, kind, object.name)
        }

        /// What a statement makes, or is about.
        init?(_ statement: SchemaStatement) {
            switch statement.objectKind {
            case .primaryKey, .unique, .exclusion, .check, .notNull, .foreignKey, .constraint:
                kind = .constraint
            case .columnDefault: kind = .columnDefault
            case .trigger, .triggerState: kind = .trigger
            case .rule, .ruleState: kind = .rule
            case .policy: kind = .policy
            default: return nil
            }
            guard let relation = statement.owner,
                let name = kind == .columnDefault ? statement.column : statement.identifier
            else { return nil }
            (self.relation, self.name) = (relation, name)
        }
    }

    private struct Routine: Hashable {
        var name: QualifiedName
        var arguments: String
    }

    private var relations: Set<QualifiedName> = []
    private var parts: Set<Part> = []
    private var routines: Set<Routine> = []
    private var routineNames: Set<QualifiedName> = []
    private var schemas: Set<Identifier> = []
    /// Types, operators, collations and the like, by the type's name and the object's.
    private var others: Set<String> = []
    private var casts: Set<String> = []
    /// CHECKs and defaults: what may be written inside CREATE TABLE.
    private var inlineParts: Set<Part> = []
    /// What has a statement of its own.
    private let separateParts: Set<Part>
    private let extensions: Set<Identifier>
    /// How many routines of a name the script has: only overloads need their arguments compared.
    private let overloads: [QualifiedName: Int]

    init(_ omissions: SchemaOmissions, script: SchemaScript) {
        extensions = omissions.extensions
        let routineStatements = script.statements.filter { Self.routineKinds.contains($0.kind) }
        overloads = Dictionary(routineStatements.compactMap { $0.name.map { ($0, 1) } }, uniquingKeysWith: +)
        // A comment is no statement of the part's own.
        separateParts = Set(script.statements.filter { $0.kind == $0.objectKind }.compactMap { Part($0) })
        for object in omissions.objects { insert(object) }
    }

    /// Refuses tables of the plan with a CHECK or a default that cannot be left out, because it is written
    /// inside CREATE TABLE, and that needs an object which is left out.
    func checkInlineParts(of plan: SamplingPlan) throws(PGSampleError) {
        let included = Set(plan.lockedRelations)
        let inline = inlineParts.subtracting(separateParts).filter { included.contains($0.relation) }
        guard !inline.isEmpty else { return }
        let tables = Set(inline.map(\.relation)).sorted()
        let names = inline.sorted { ($0.relation, $0.name) < ($1.relation, $1.name) }.map(\.name.sql)
        let options = tables.map { "--exclude-table '\($0.sql)'" }.joined(separator: " ")
        throw PGSampleError(
            code: .unsupportedTable,
            message: tables.count == 1 ? "cannot create the table" : "cannot create the tables",
            object: tables.map(\.sql).joined(separator: ", "),
            reason: names.count == 1
                ? "\(names[0]), a CHECK or a default of it, needs an object that is left out or that only a "
                    + "superuser may create"
                : "\(names.joined(separator: ", ")), CHECKs or defaults, need objects that are left out or that "
                    + "only a superuser may create",
            remedy: tables.count == 1
                ? "Leave the table out: \(options)." : "Leave these tables out: \(options)."
        )
    }

    private static let routineKinds: Set<SchemaObjectKind> = [.function, .procedure, .aggregate]
    private static let relationTypes: Set<String> = [
        "table", "view", "materialized view", "index", "sequence", "foreign table",
    ]

    private mutating func insert(_ object: NamedObject) {
        if let part = Part(object) {
            parts.insert(part)
            if part.kind == .columnDefault || object.isCheck { inlineParts.insert(part) }
        } else if object.type == "schema" {
            schemas.insert(object.name)
        } else if let schema = object.schema {
            let name = QualifiedName(schema: schema, name: object.name)
            if Self.relationTypes.contains(object.type) {
                relations.insert(name)
            } else if let arguments = object.arguments {
                routines.insert(Routine(name: name, arguments: arguments))
                routineNames.insert(name)
            } else {
                others.insert("\(object.type) \(name.sql)")
            }
        } else if object.type == "cast" {
            casts.insert(Self.castTypes(object.name.name))
        } else {
            others.insert("\(object.type) \(object.name.sql)")
        }
    }

    /// The types of a cast, however it is written: `(tools.citext AS pg_catalog.bytea)`, `(tools.citext AS
    /// bytea)`.
    private static func castTypes(_ text: String) -> String {
        text.replacing("pg_catalog.", with: "").filter { !"() ".contains($0) }
    }

    func contains(_ statement: SchemaStatement) -> Bool {
        let kind = statement.objectKind
        if [statement.owner, statement.referenced].contains(where: { $0.map(relations.contains) == true }) {
            return true
        }
        if let owner = statement.owner,
            schemas.contains(owner.schema) || others.contains("type \(owner.sql)")
        {
            // A part of a relation there, of a domain or of a composite type.
            return true
        }
        if let part = Part(statement), parts.contains(part) { return true }
        switch kind {
        case .extension:
            return statement.identifier.map(extensions.contains) == true
        case .cast:
            return casts.contains(Self.castTypes(statement.arguments ?? ""))
        case .schema:
            return statement.identifier.map(schemas.contains) == true
        case .function, .procedure, .aggregate:
            guard let name = statement.name, routineNames.contains(name) else { return false }
            let arguments = statement.arguments ?? ""
            return overloads[name] == 1 || routines.contains(Routine(name: name, arguments: arguments))
        default:
            guard let name = statement.name else { return containsGlobal(statement) }
            if Self.isRelation(kind) { return relations.contains(name) }
            return Self.typeNames(of: kind).contains { others.contains("\($0) \(name.sql)") }
        }
    }

    private func containsGlobal(_ statement: SchemaStatement) -> Bool {
        guard let identifier = statement.identifier else { return false }
        return Self.typeNames(of: statement.objectKind).contains {
            others.contains("\($0) \(identifier.sql)")
        }
    }

    private static func isRelation(_ kind: SchemaObjectKind) -> Bool {
        [
            .table, .foreignTable, .view, .materializedView, .sequence, .sequenceOwnedBy, .sequenceSetting,
            .index,
            .indexAttach, .indexSetting,
        ].contains(kind)
    }

    /// What `pg_identify_object` calls objects of a kind.
    private static func typeNames(of kind: SchemaObjectKind) -> [String] {
        switch kind {
        case .type, .domain: ["type"]
        case .operator: ["operator"]
        case .operatorClass: ["operator class"]
        case .operatorFamily, .operatorFamilyMember: ["operator family"]
        case .collation: ["collation"]
        case .conversion: ["conversion"]
        case .statistics, .statisticsSetting: ["statistics object"]
        case .textSearchConfiguration, .textSearchMapping: ["text search configuration"]
        case .textSearchDictionary: ["text search dictionary"]
        case .textSearchParser: ["text search parser"]
        case .textSearchTemplate: ["text search template"]
        case .language: ["language"]
        case .eventTrigger: ["event trigger"]
        case .server: ["server"]
        case .foreignDataWrapper: ["foreign-data wrapper"]
        default: []
        }
    }
}
