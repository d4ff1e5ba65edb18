import PGSampleSQL

/// The settings that a fixture is loaded under, whatever the server, the role or the database say.
///
/// Every setting here changes how the file is read or whether it loads at all, exists in PostgreSQL 13 and
/// later, and may be set by everybody. They are the session's, as in pg_dump's files: a session that has
/// loaded a fixture keeps them until `RESET ALL`.
enum FixturePreamble {
    /// - Parameter encoding: The file's own.
    static func text(encoding: String) -> String {
        "SET client_encoding = \(Literal.string(encoding));\n" + settings
    }

    static func searchPath(_ path: String) -> String {
        "SELECT pg_catalog.set_config('search_path', \(Literal.string(path)), false);\n"
    }

    private static let settings =
        "SET standard_conforming_strings = on;\n" + searchPath("") + """
            SET default_transaction_read_only = off;
            -- A slow load is not to be cut off. The last names are of later releases.
            SET statement_timeout = 0;
            SET lock_timeout = 0;
            SET idle_in_transaction_session_timeout = 0;
            SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings
                WHERE name IN ('idle_session_timeout', 'transaction_timeout');
            -- What values mean.
            SET DateStyle = 'ISO, MDY';
            SET IntervalStyle = 'postgres';
            SET TimeZone = 'UTC';
            SET lc_monetary = 'C';
            SET array_nulls = on;
            SET xmloption = content;
            -- What statements mean.
            SET check_function_bodies = off;
            SET default_tablespace = '';
            SET default_table_access_method = heap;
            SET row_security = off;
            SET client_min_messages = warning;


            """
}
