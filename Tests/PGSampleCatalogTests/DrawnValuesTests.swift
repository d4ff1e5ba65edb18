import PGSampleSQL
import Testing

@testable import PGSampleCatalog

@Suite struct DrawnValuesTests {
    /// `sequence>column` of every draw, sorted; without a column what a function gives back.
    private static func draws(_ body: String) -> [String] {
        DrawnValues(Array(body.utf8)).draws.map { draw in
            draw.sequence.map(\.name).joined(separator: ".") + ">" + (draw.column?.name ?? "")
        }.sorted()
    }

    @Test(arguments: [
        ("BEGIN NEW.id := nextval('s'); RETURN NEW; END", ["s>id"]),
        (
            "BEGIN IF NEW.id IS NULL OR NEW.id < 1 THEN new.id = nextval('a.s'::regclass); END IF; RETURN NEW; END",
            ["a.s>id"]
        ),
        ("BEGIN SELECT nextval('s') INTO STRICT NEW.\"Id\" FROM dual; RETURN NEW; END", ["s>Id"]),
        ("BEGIN SELECT nextval('s'), 1 INTO NEW.a, NEW.b; RETURN NEW; END", ["s>a", "s>b"]),
        ("DECLARE v bigint := nextval('s'); BEGIN NEW.id := v; NEW.other := 1; RETURN NEW; END", ["s>id"]),
        ("DECLARE v int; BEGIN SELECT nextval('\"My s\"') INTO v; NEW.id := v; RETURN NEW; END", ["My s>id"]),
        (
            "BEGIN NEW.id := coalesce(NEW.id, (SELECT pg_catalog.nextval('s')))::int; RETURN NEW; END",
            ["s>id"]
        ),
        ("SELECT nextval('s')", ["s>"]), ("BEGIN RETURN nextval('s'); END", ["s>"]),
        ("DECLARE v int; BEGIN v := nextval('s'); RETURN v; END", ["s>"]),
    ])
    func `a value that stays as it is is followed`(_ body: String, _ draws: [String]) {
        #expect(Self.draws(body) == draws)
    }

    @Test(arguments: [
        "BEGIN NEW.id := nextval('s') * 1000 + 7; RETURN NEW; END",
        "BEGIN NEW.code := to_char(now(), 'YYYYMMDD') || nextval('s'); RETURN NEW; END",
        "BEGIN NEW.id := scattered(nextval('s')); RETURN NEW; END",
        "DECLARE v bigint; BEGIN SELECT nextval('s') % 1024 INTO v; RETURN v; END",
        "DECLARE v bigint; BEGIN v := nextval('s'); RETURN (1 << 23) | v; END",
        "BEGIN PERFORM nextval('s'); RETURN NEW; END",
        "BEGIN NEW.id := nextval(TG_ARGV[0]); RETURN NEW; END",
        "BEGIN NEW.id := nextval('s", "",
    ])
    func `a value that something else is made of is not`(_ body: String) {
        #expect(Self.draws(body) == [])
    }
}
