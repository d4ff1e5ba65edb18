import Testing

@testable import PGSample

@Suite struct PsqlFailureTests {
    @Test func aRefusalIsTakenApartWithoutItsData() {
        let failure = PsqlFailure(
            standardError: """
                psql:/x/shop.sql:3: NOTICE:  00000: something
                psql:/x/shop.sql:12: ERROR:  23505: duplicate key value violates unique constraint "u: 4711"
                DETAIL:  Key (id)=(4711) already exists.
                SCHEMA NAME:  public
                TABLE NAME:  users
                CONSTRAINT NAME:  users_pkey
                LOCATION:  _bt_check_unique, nbtinsert.c:664
                """
        )
        let error = failure.error(file: "Sources/shop.sql", linesAreOfFile: true)
        #expect(failure.line == 12)
        #expect(error.sqlState == "23505")
        #expect(error.message.contains("at line 12"))
        #expect(error.description.contains("users_pkey"))
        #expect(!error.description.contains("4711"))
    }

    @Test func anIncludedFileIsNamed() {
        let failure = PsqlFailure(
            standardError: "psql:parts/b.sql:2: ERROR:  42P01: relation \"t\" does not exist")
        let error = failure.error(file: "Sources/a.sql", linesAreOfFile: true)
        #expect(error.message.contains("line 2 of parts/b.sql"))
        #expect(error.reason?.contains("relation \"t\" does not exist") == true)
    }

    @Test func whatPsqlItselfDoesNotUnderstandIsToldInItsWords() {
        let failure = PsqlFailure(standardError: "psql:/x/a.sql:1: error: b.sql: No such file or directory\n")
        #expect(failure.words == "psql:/x/a.sql:1: error: b.sql: No such file or directory")
        #expect(failure.server == nil)
    }
}
