/// The keys of a fixture that `defaults` may have too.
enum OptionKey: String, CaseIterable {
    case schemas
    case excludeTables = "exclude_tables"
    case limits
    case order
    case seed
    case stable
    case dataOnly = "data_only"
    case compress
    case verify
    case staging
    case lockTimeout = "lock_timeout"
    case maximumDuration = "max_duration"
}

/// The keys that only a fixture has.
enum IdentityKey: String, CaseIterable {
    case name
    case source
}

/// The keys of the whole file.
enum RootKey: String, CaseIterable {
    case fixtures
    case defaults
}

/// The keys of `source`, of which exactly one is given.
enum SourceKey: String, CaseIterable {
    case url
    case script
    case dump
}
