-- The rows without a parent, for each foreign key one number on a line, counted by a join and not by the server's word.
SELECT format(
    'SELECT count(*) FROM %s AS c WHERE (%s) IS NOT NULL AND NOT EXISTS (SELECT FROM %s AS p WHERE (%s) = (%s))',
    k.conrelid::regclass, columns.of_child, k.confrelid::regclass, columns.of_parent, columns.of_child)
FROM pg_constraint AS k CROSS JOIN LATERAL (
    SELECT string_agg(format('c.%I', c.attname), ', ' ORDER BY position) AS of_child,
        string_agg(format('p.%I', p.attname), ', ' ORDER BY position) AS of_parent
    FROM unnest(k.conkey, k.confkey) WITH ORDINALITY AS u (child, parent, position)
        JOIN pg_attribute AS c ON c.attrelid = k.conrelid AND c.attnum = u.child
        JOIN pg_attribute AS p ON p.attrelid = k.confrelid AND p.attnum = u.parent) AS columns
WHERE k.contype = 'f' AND k.conparentid = 0
\gexec
