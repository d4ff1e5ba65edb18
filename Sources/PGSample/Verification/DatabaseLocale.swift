import PGSampleCatalog
import PGSampleLibPQ
import PGSampleLocalServer

/// What decides how a database compares texts: equality of citext and of nondeterministic collations, and so
/// which rows a unique key takes for the same, depends on it.
struct DatabaseLocale: Sendable, Hashable {
    /// LC_COLLATE and LC_CTYPE.
    var collate: String
    var characterType: String
    /// `icu` or `builtin`; nil for the operating system's.
    var provider: String?
    /// The provider's own locale.
    var providerLocale: String?

    /// For messages: `de_DE.utf8`, `icu de-DE`.
    var name: String {
        guard let provider else { return collate == characterType ? collate : "\(collate), \(characterType)" }
        return [provider, providerLocale].compactMap(\.self).joined(separator: " ")
    }

    /// Reads the locale of the session's database.
    ///
    /// Columns: collate, ctype, provider (`c`, `i`, `b`), the provider's locale. The last two came with 15;
    /// the last was renamed by 17.
    static func read(_ session: Session) throws -> DatabaseLocale {
        let provider =
            switch session.serverVersion {
            case 17_00_00...: "datlocprovider, datlocale"
            case 15_00_00...: "datlocprovider, daticulocale"
            default: "'c', NULL"
            }
        let result = try session.query(
            """
            SELECT datcollate, datctype, \(provider) FROM pg_catalog.pg_database
            WHERE datname = pg_catalog.current_database()
            """
        )
        return DatabaseLocale(
            collate: try result.text(0, 0), characterType: try result.text(0, 1),
            provider: ["i": "icu", "b": "builtin"][try result.text(0, 2)], providerLocale: result[0, 3]
        )
    }

    /// A new database with this locale.
    func options(encoding: String) -> ThrowawayServer.DatabaseOptions {
        var options = ThrowawayServer.DatabaseOptions(encoding: encoding)
        options.collate = collate
        options.characterType = characterType
        options.localeProvider = provider
        options.providerLocale = providerLocale
        return options
    }
}
