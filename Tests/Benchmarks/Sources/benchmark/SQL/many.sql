-- Tables of 1,000 rows (at scale 1), each with two foreign keys: table n refers to table n / 2 and to some other, so that
-- there are chains, diamonds and cycles; rows refer to the first 40 of the other table.
SELECT set_config('benchmark.rows', (1000 * :scale)::int::text, false), set_config('benchmark.tables', :'tables', false);
DO $$
DECLARE
    tables int := current_setting('benchmark.tables');
BEGIN
    FOR n IN 1..tables LOOP
        EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, first_id int, second_id int, words text)', n);
        EXECUTE format(
            'INSERT INTO t%s SELECT n, 1 + n * 3 %% 40, 1 + n * 7 %% 40, md5(n::text) FROM generate_series(1, %s) AS n',
            n, current_setting('benchmark.rows'));
    END LOOP;
    FOR n IN 1..tables LOOP
        EXECUTE format(
            'ALTER TABLE t%s ADD FOREIGN KEY (first_id) REFERENCES t%s, ADD FOREIGN KEY (second_id) REFERENCES t%s',
            n, greatest(n / 2, 1), 1 + n * 7 % tables);
    END LOOP;
END $$;
