-- The rows of each table, one number on a line.
SELECT format('SELECT count(*) FROM ONLY %s', oid::regclass)
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
\gexec
