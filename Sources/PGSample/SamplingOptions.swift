import PGSampleFixtureFile

/// What to take from a source: the options that the command line and `fixtures.yml` share.
///
/// ```swift
/// var options = SamplingOptions()
/// options.limits = try LimitRules(parsing: ["users=50, *=100"])
/// options.order = .random
/// options.seed = 7
/// ```
public struct SamplingOptions: Sendable, Hashable {
    /// Which rows of which table the sample starts from. By default 100 of every table.
    public var limits = LimitRules()
    /// The schemas to take; empty, which is the default, takes all that are not PostgreSQL's own.
    public var schemas: [NamePattern] = []
    /// The tables to leave out, structure and rows. A foreign key to one of them is left out too, with a
    /// warning.
    public var excludedTables: [TablePattern] = []
    /// Which rows a number or a percentage takes. By default the first by key.
    public var order = RowOrder.ascending
    /// What makes ``RowOrder/random`` repeatable: the same seed and rows give the same sample. By default 0.
    public var seed: Int64 = 0
    /// Whether content alone decides which rows are taken, in tables of any size. Off by default: in tables
    /// above 100,000 rows the choice may then depend on where the rows lie, which costs far less.
    public var isStable = false
    /// Whether only rows are written and no schema, so that `pg_dump` is not needed. Off by default.
    public var isDataOnly = false
    /// How long to wait for a lock on a table of the source: from a millisecond, which less is taken for, to
    /// 24 days, which more is taken for; by default 5 seconds.
    public var lockTimeout = Duration.seconds(5)
    /// After how long in the source a run is given up, its snapshot released and no file written; connecting
    /// and the trial load do not count. Nil, the default, is never.
    public var maximumDuration: Duration?

    /// Whether the sample is first copied into a schema of the source. By default where the source is large.
    public var staging = StagingSettings()
    /// Connections that read the source at the same time, never more than it has to spare. At least 1; by
    /// default 2. The result does not depend on it.
    public var jobs = 2

    /// What ``compressionLevel`` can be.
    public static let compressionLevels = GzipWriter.levels
    /// How hard to compress a file whose name ends in `.gz`: from 0, not at all, to 9, the smallest and
    /// slowest; by default 6. Another value is a programmer error. Any other output is plain SQL, whatever
    /// the level.
    public var compressionLevel = GzipWriter.defaultLevel

    /// Creates options with the defaults.
    public init() {}

    /// ``lockTimeout`` as the server takes it, for which 0 is no limit.
    var lockTimeoutMilliseconds: Int { min(max(lockTimeout.milliseconds, 1), Int(Int32.max)) }
}

/// Which rows of a table are meant by a number or a percentage of rows.
///
/// The key is the primary key, else the first unique key whose columns are all NOT NULL.
public enum RowOrder: String, Sendable, Hashable, CaseIterable {
    /// The first by key.
    case ascending
    /// The last by key.
    case descending
    /// Drawn uniformly, repeatable by ``SamplingOptions/seed``.
    case random
}
