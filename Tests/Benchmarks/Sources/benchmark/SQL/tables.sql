-- The tables that hold rows, one on a line: its name, the columns of its key, the columns that a COPY of it carries.
SELECT c.oid::regclass,
    (SELECT string_agg(quote_ident(attname), ', ' ORDER BY position)
        FROM pg_constraint AS k CROSS JOIN unnest(k.conkey) WITH ORDINALITY AS u (number, position)
            JOIN pg_attribute ON attrelid = c.oid AND attnum = u.number
        WHERE k.conrelid = c.oid AND k.contype = 'p'),
    (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '')
FROM pg_class AS c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
ORDER BY c.oid::regclass::text COLLATE "C";
