/// What `--help` shows in 80 columns, word for word: scripts and manuals quote it, so a change of it is
/// meant.
enum HelpTexts {
    static let sample = #"""
        OVERVIEW: Samples a database into SQL that loads: rows by rule, what they refer
        to, the schema.

        SELECT on the source's tables is enough, and every valid foreign key of the
        source holds in the sample. A source of up to 50 tables, none with more than 5
        foreign keys, is read in one snapshot and nothing is written to it. A larger
        one, if the role may create a schema there, is copied into a schema of its own
        first, in short transactions; --use-staging and --no-staging decide otherwise.

        RULES: a list of pattern=rule, separated by commas; the first pattern that
        matches a table decides. A pattern is table or schema.table with * and ?. A
        rule is * (every row), N (rows), N% (of the rows), 0 (only rows that others
        refer to), or an SQL condition, in parentheses if it has a comma of its own. A
        rule without a pattern holds for every table.

        EXAMPLES:
          pg-sample shop -f shop.sql.gz
          pg-sample -h db.example.com -U reader -d shop --limit "users=50, *=10%"
          pg-sample shop --limit "orders = status IN ('open', 'paid')" --limit "*=0"
          pg-sample shop --random --seed 7 --schema crm --exclude-table "*_log"
          pg-sample shop --use-staging --keep -f shop.sql.gz
          pg-sample shop --refresh --keep -f shop.sql.gz
          pg-sample "postgresql://reader@db.example.com/shop?sslmode=require"
          gunzip -c shop.sql.gz | psql -v ON_ERROR_STOP=1 empty_database

        EXIT STATUS: 0 done; 1 failed, with one message on standard error; 64 wrong
        usage.

        USAGE: pg-sample [sample] [<dbname>] [<options>]
               pg-sample generate [<name> ...] [--check]   the fixtures of a fixtures.yml
               pg-sample load <file> [<options>]           a file into a database
               pg-sample verify <file> [<options>]         whether a file loads and holds what it says
               pg-sample serve [<options>] -- <command>    a command with a server of its own
               pg-sample clean [--all]                     what earlier runs have left

        CONNECTION:
          <dbname>                The database; one that is named like a subcommand
                                  needs -d.
          -h, --host <host>       A name, an address, or a socket's folder. Default:
                                  PGHOST, else the local socket.
          -p, --port <port>       1 to 65535. Default: PGPORT, else 5432.
          -U, --username <username>
                                  The role to connect as. Default: PGUSER, else your
                                  own name.
          -d, --dbname <dbname>   A database name, a conninfo string (host=… dbname=…)
                                  or a URL. Default: PGDATABASE.
          -W, --password          Ask for the password. Else it comes from PGPASSWORD
                                  or ~/.pgpass; it is never an argument.

        WHAT TO TAKE:
          --limit <rules>         What to take of which tables, as above; repeatable,
                                  tried in order. Default: *=100.
          --schema <pattern>      Take only schemas of this name or pattern; repeatable.
          --exclude-table <pattern>
                                  Leave tables out, with the foreign keys that lead to
                                  them; repeatable.
          --ordered               N rows are the first by key. The default.
          --ordered-asc           The same as --ordered.
          --ordered-desc          N rows are the last by key.
          --random                N rows are drawn uniformly, repeatable by --seed.
          --seed <n>              Another seed draws other rows. Default: 0.
          --stable                Content alone decides which rows are taken, also in
                                  tables above 100,000 rows; slower there.
          -a, --data-only         Rows only, no schema; pg_dump is not needed then.
          --pg-dump <path>        The pg_dump to read the schema with. Default:
                                  PG_SAMPLE_PG_DUMP, else the lowest installed one that
                                  can read the server.

        OUTPUT:
          -f, --file <out>        The file; a name in .gz is compressed. It appears
                                  whole or not at all. Default: standard output.
          -Z, --compress <level>  How hard to compress a file whose name ends in .gz: 0
                                  (not) to 9 (smallest). Default: 6.
          --verify/--no-verify    Load the result into a throwaway server before it is
                                  put in place. (default: --no-verify)

        LIMITS OF A RUN:
          --lock-timeout <duration>
                                  How long to wait for a table that somebody holds
                                  exclusively. Default: 5s.
          --max-duration <duration>
                                  Give the run up after this time (500ms, 5s, 10min,
                                  2h). Default: never.
          --jobs <n>              Connections that read the source at the same time, if
                                  it can spare them; the result is the same. Default: 2.

        STAGING:
          --use-staging           Copy the sample into a schema of the source first, in
                                  short transactions, whatever the size. Where that
                                  cannot be done, the source is sampled directly, with
                                  a warning.
          --no-staging            Write nothing to the source: sample directly, from
                                  one snapshot.
          --sample-schema <name>  The schema to copy into. Default: _pg_sample.
          --force                 Replace what an earlier run has left in that schema.
                                  A schema that pg-sample did not make is never
                                  replaced.
          --keep                  Leave the schema in the source, also when the run
                                  fails.
          --resume                Go on with a schema that was kept or left, after its
                                  last finished step.
          --refresh               As --resume, but bring its rows up to date first.

        MESSAGES (STANDARD ERROR):
          -v, --verbose           A line for every step, and at the end one for every
                                  table.
          -q, --quiet             Errors only.

        OPTIONS:
          --version               Show the version.
          --help                  Show help information.


        """#

    static let generate = #"""
        OVERVIEW: Samples the fixtures that a fixtures.yml declares.

        Each fixture is written beside the file as NAME.sql.gz, with
        NAME.manifest.json. It is loaded into a throwaway server of this machine before
        it is put in place, so that a fixture that was written loads; one that fails
        leaves its old file as it was, and the others go on.

        EXAMPLES:
          pg-sample generate
          SHOP_DATABASE_URL=postgresql://db.example.com/shop pg-sample generate shop
          pg-sample generate --check

        EXIT STATUS: 0 done; 1 a fixture failed; 3 --check found a stale fixture; 64
        wrong usage.

        USAGE: pg-sample generate [<name> ...] [--check] [--config <file>] [<options>]

        ARGUMENTS:
          <name>                  The fixtures to make. Default: all of the file.

        MESSAGES (STANDARD ERROR):
          -v, --verbose           A line for every step, and at the end one for every
                                  table.
          -q, --quiet             Errors only.

        OPTIONS:
          --check                 Write nothing; exit with 3 when a fixture is not what
                                  its declaration gives today.
          --config <file>         The file that declares the fixtures. (default:
                                  Fixtures/fixtures.yml)
          --verify/--no-verify    Load each fixture before it is put in place, or do
                                  not. Default: as the file says, else yes.
          --pg-dump <path>        The pg_dump to read the schema with. Default:
                                  PG_SAMPLE_PG_DUMP, else the lowest installed one that
                                  can read the server.
          --version               Show the version.
          --help                  Show help information.


        """#

    static let load = #"""
        OVERVIEW: Loads a fixture or a plain dump into a database, under other schema
        names if wished.

        The file is SQL as this program or pg_dump writes it, compressed or not. It is
        loaded in one transaction as long as the server has room for its locks; when it
        has not, that is said, and an empty schema called "incomplete load by
        pg-sample" marks the target until the end. A target that has objects is
        refused.

        With other schema names, a name moves where schema.name is an object that the
        file creates: in SQL, in the bodies of functions, in 'schema.name'::regclass
        and the like. What only a running function understands, such as dynamic SQL,
        keeps the old name and is told in a note.

        EXAMPLES:
          pg-sample load shop.sql.gz -d scratch
          pg-sample load shop.sql.gz -d shared --into-schema shop_test_7
          pg-sample load crm.sql --schema-map public=t7 --schema-map audit=t7_audit

        EXIT STATUS: 0 done; 1 failed, with one message on standard error; 64 wrong
        usage.

        USAGE: pg-sample load <file> [--schema-map <a=b> ...] [<options>]

        ARGUMENTS:
          <file>                  The file to load.

        CONNECTION:
          -h, --host <host>       A name, an address, or a socket's folder. Default:
                                  PGHOST, else the local socket.
          -p, --port <port>       1 to 65535. Default: PGPORT, else 5432.
          -U, --username <username>
                                  The role to connect as. Default: PGUSER, else your
                                  own name.
          -d, --dbname <dbname>   A database name, a conninfo string (host=… dbname=…)
                                  or a URL. Default: PGDATABASE.
          -W, --password          Ask for the password. Else it comes from PGPASSWORD
                                  or ~/.pgpass; it is never an argument.

        MESSAGES (STANDARD ERROR):
          -v, --verbose           A line for every step, and at the end one for every
                                  table.
          -q, --quiet             Errors only.

        OPTIONS:
          --schema-map <a=b>      Load schema a of the file as schema b; repeatable.
          --into-schema <name>    Load the one schema that the file has as this one.
          --force                 Load into a target that has objects already.
          --version               Show the version.
          --help                  Show help information.


        """#

    static let verify = #"""
        OVERVIEW: Loads a file into a throwaway server and looks whether all is as it
        should be.

        The server is of this machine, for this run only. A fixture is loaded as an
        ordinary owner of an empty database loads it. Then each table must have the
        rows that the fixture's header says, and the manifest beside it (shop.sql.gz:
        shop.manifest.json), to the digest; each constraint must be validated, unless
        the file itself says NOT VALID; each sequence must be ahead of the columns that
        draw from it.

        A plain dump of pg_dump is verified as well, as a superuser, because it may
        name roles: there is nothing to compare its rows with then, which is said. A
        file with rows only (--data-only) needs --schema-from.

        EXAMPLES:
          pg-sample verify Fixtures/shop.sql.gz
          pg-sample verify rows.sql.gz --schema-from schema.sql

        EXIT STATUS: 0 all is as it should be; 1 the file does not load, or the first
        differences on standard error; 64 wrong usage.

        USAGE: pg-sample verify <file> [--schema-from <file>] [<options>]

        ARGUMENTS:
          <file>                  The file to verify, compressed or not.

        MESSAGES (STANDARD ERROR):
          -v, --verbose           A line for every step, and at the end one for every
                                  table.
          -q, --quiet             Errors only.

        OPTIONS:
          --schema-from <file>    Load this file before: the schema of one that has
                                  rows only.
          --version               Show the version.
          --help                  Show help information.


        """#

    static let serve = #"""
        OVERVIEW: Runs a command with a throwaway PostgreSQL server of its own.

        The server is new and empty, listens on a unix socket only, and is gone when
        the command ends, however it ends. PGHOST, PGPORT, PGUSER and PGDATABASE lead
        the command to it, and PG_SAMPLE_TEST_URL leads there the tests that load
        fixtures; all other PG* variables are unset, and DATABASE_URL is left as it is.
        SIGINT, SIGTERM and SIGHUP are passed on to the command.

        EXAMPLES:
          pg-sample serve -- psql
          pg-sample serve --dbname shop -- sh -c 'psql -f schema.sql && ./migrate'
          pg-sample serve -- swift test

        EXIT STATUS: the command's own, 128+N when signal N ended it; 127 there is no
        such command; 1 the server failed; 64 wrong usage.

        USAGE: pg-sample serve [--dbname <name>] -- <command> [<argument> ...]

        ARGUMENTS:
          <command>               The command and its arguments, after --.

        OPTIONS:
          -d, --dbname <name>     The database to make for the command. (default: test)
          --version               Show the version.
          --help                  Show help information.


        """#

    static let clean = #"""
        OVERVIEW: Removes the throwaway servers and temporary folders that nobody uses
        any more.

        Removed are your own throwaway servers and temporary folders whose process has
        died, and the server that your tests share, unless somebody is connected to it
        or the database of a failed test is kept in it. What does not carry this
        program's mark is never touched. Each thing that is gone is a line.

        Databases and schemas on a server that PG_SAMPLE_TEST_URL names are left to the
        next test run there, which removes those whose tests have died.

        EXIT STATUS: 0 done, or nothing to remove; 1 failed; 64 wrong usage.

        USAGE: pg-sample clean [--all]

        OPTIONS:
          --all                   Also the shared server in which nothing but databases
                                  of failed tests is kept.
          --version               Show the version.
          --help                  Show help information.


        """#
}
