-- Readings of devices in three levels: 4 years by range, 4 regions by list, 2 halves by hash; 500,000 rows at scale 1.
-- Alarms refer to the topmost table.
SELECT (500000 * :scale)::int AS readings \gset
CREATE TABLE devices (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE readings (
    id bigint, day date, region text, device_id int NOT NULL, value numeric NOT NULL, note text,
    PRIMARY KEY (id, day, region)
) PARTITION BY RANGE (day);
DO $$ BEGIN
    FOR year IN 2022..2025 LOOP
        EXECUTE format('CREATE TABLE readings_%s PARTITION OF readings FOR VALUES FROM (%L) TO (%L) PARTITION BY LIST (region)',
            year, make_date(year, 1, 1), make_date(year + 1, 1, 1));
        FOR region IN 1..4 LOOP
            EXECUTE format('CREATE TABLE readings_%s_%s PARTITION OF readings_%s FOR VALUES IN (%L) PARTITION BY HASH (id)',
                year, region, year, 'r' || region);
            FOR half IN 0..1 LOOP
                EXECUTE format(
                    'CREATE TABLE readings_%s_%s_%s PARTITION OF readings_%s_%s FOR VALUES WITH (MODULUS 2, REMAINDER %s)',
                    year, region, half, year, region, half);
            END LOOP;
        END LOOP;
    END LOOP;
END $$;
CREATE TABLE alarms (
    id int PRIMARY KEY, reading_id bigint NOT NULL, day date NOT NULL, region text NOT NULL, words text NOT NULL);

INSERT INTO devices SELECT n, 'Device ' || n FROM generate_series(1, 5000) AS n;
INSERT INTO readings
SELECT n, date '2022-01-01' + (n * 7919 % 1461)::int, 'r' || 1 + n % 4, 1 + n * 104729 % 5000, n % 977 / 10.0, md5(n::text)
FROM generate_series(1, :readings::bigint) AS n;
INSERT INTO alarms
SELECT id / 50, id, day, region, md5(id::text) FROM readings WHERE id % 50 = 0;

ALTER TABLE readings ADD FOREIGN KEY (device_id) REFERENCES devices;
ALTER TABLE alarms ADD FOREIGN KEY (reading_id, day, region) REFERENCES readings;
