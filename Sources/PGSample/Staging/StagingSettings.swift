/// Whether a run first copies its sample into a schema of the source, and what becomes of that schema.
///
/// While a run works in the schema, its session holds an advisory lock on the name. A pooler that hands out
/// connections by transaction gives that lock to others: stage over a direct connection or a pool of sessions
/// (PostgreSQL documentation, 13.3.5 "Advisory Locks").
///
/// ```swift
/// var options = SamplingOptions()
/// options.staging.choice = .always
/// options.staging.keepsSchema = true
/// ```
public struct StagingSettings: Sendable, Hashable {
    /// The schema's name unless another is given.
    public static let defaultSchema = "_pg_sample"

    /// Bytes that a name has room for (PostgreSQL documentation, 4.1.1).
    public static let maximumNameLength = 63

    /// When to stage.
    public enum Choice: String, Sendable, Hashable, CaseIterable {
        /// With more than ``StagingSettings/tableThreshold`` tables, or a table with more than
        /// ``StagingSettings/foreignKeyThreshold`` foreign keys.
        case automatic = "auto"
        /// Always, unless the source does not allow it.
        case always
        /// Never: nothing is written to the source.
        case never
    }

    /// What to do with a staging schema that an earlier run has left or kept.
    public enum Continuation: Sendable, Hashable {
        /// Go on after its last finished step; a finished one is written again without a look at the source's
        /// tables.
        case resume
        /// Bring its rows up to date first, at the cost of the sample.
        case refresh
    }

    /// More tables than this are staged.
    public static let tableThreshold = 50
    /// A table with more foreign keys than this has its database staged.
    public static let foreignKeyThreshold = 5

    /// By default automatic.
    public var choice = Choice.automatic
    /// The schema: one that there is not, unless ``replacesSchema`` or ``continuation`` says otherwise. By default ``defaultSchema``.
    public var schema = defaultSchema
    /// Whether a schema of that name which an earlier run has left is dropped first. A schema of anybody else
    /// never is. Off by default.
    public var replacesSchema = false
    /// Whether the schema stays, also when the run fails. Off by default.
    public var keepsSchema = false
    /// What to do with a schema that is there; nil, the default, starts anew.
    public var continuation: Continuation?

    /// Creates settings with the defaults.
    public init() {}
}
