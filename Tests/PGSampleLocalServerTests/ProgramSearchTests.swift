import SystemPackage
import Testing

@testable import PGSampleLocalServer

struct ProgramSearchTests {
    /// A folder of scripts that answer `--version` as PostgreSQL's programs do.
    private func install(_ version: String, _ programs: [String], in folder: FilePath) async throws {
        let script = """
            set -e; mkdir -p "$1"; folder=$1; version=$2; shift 2
            for name; do
                printf '#!/bin/sh\\necho "%s (PostgreSQL) %s"\\n' "$name" "$version" > "$folder/$name"
                chmod +x "$folder/$name"
            done
            """
        let words = ["-c", script, "sh", folder.string, version] + programs
        try await ChildProcess("/bin/sh", words).run().requireSuccess()
    }

    private let server = ["initdb", "postgres", "pg_ctl", "pg_dump"]

    @Test func versionsAreReadAsPostgreSQLPrintsThem() {
        let cases: [(output: String, major: Int, minor: Int)] = [
            ("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n", 15, 14),
            ("pg_dump (PostgreSQL) 17.6 (Homebrew)", 17, 6), ("psql (PostgreSQL) 18beta1", 18, 0),
            ("pg_ctl (PostgreSQL) 19devel\n", 19, 0), ("postgres (PostgreSQL) 9.6.24", 9, 6),
        ]
        for (output, major, minor) in cases {
            #expect(PostgreSQLVersion(programOutput: output) == PostgreSQLVersion(major: major, minor: minor))
        }
        for output in ["", "usage: postgres", "postgres (EnterpriseDB) 15.1", "postgres (PostgreSQL)"] {
            #expect(PostgreSQLVersion(programOutput: output) == nil)
        }
    }

    @Test func theNewestServerIsPreferredAndAClientAloneIsNone() async throws {
        try await withTemporaryFolder { folder in
            try await install("15.3", server, in: folder.appending("lib/15/bin"))
            try await install("9.6.24", server, in: folder.appending("lib/9.6/bin"))
            try await install("16.10", server, in: folder.appending("lib/16/bin"))
            try await install("16.9", server, in: folder.appending("other"))
            try await install("17.1", ["pg_dump", "psql", "pg_ctl"], in: folder.appending("lib/17/bin"))
            let environment = ["PATH": "relative:\(folder)/other:\(folder)/missing"]
            let folders = try await ProgramFolders.search(
                environment: environment, patterns: ["\(folder)/lib/*/bin", "\(folder)/none/*/bin"])

            let found = try await PostgreSQLInstallation.preferred(
                minimumMajor: 13, in: folders, environment: environment)
            #expect(found.version == PostgreSQLVersion(major: 16, minor: 10))
            #expect(found.program("pg_dump") == found.binDirectory.appending("pg_dump"))
            #expect(found.program("pg_restore") == nil)

            let dumps = try await ClientProgram.find("pg_dump", in: folders)
            #expect(dumps.map(\.version.description) == ["9.6", "15.3", "16.9", "16.10", "17.1"])

            let error = await #expect(throws: LocalServerError.self) {
                _ = try await PostgreSQLInstallation.preferred(
                    minimumMajor: 17, in: folders, environment: environment)
            }
            #expect(error?.code == .noInstallation)
            #expect(error?.message.contains("of version 17 or above: the newest one found is 16.10") == true)
        }
    }

    @Test func aFolderThatIsFoundTwiceCountsOnce() async throws {
        try await withTemporaryFolder { folder in
            try await install("16.1", server, in: folder.appending("16/bin"))
            try await ChildProcess("/bin/ln", ["-s", "\(folder)/16/bin", "\(folder)/link"]).run()
                .requireSuccess()
            try await ChildProcess("/bin/ln", ["-s", "\(folder)/16/bin/pg_dump", "\(folder)/pg_dump"]).run()
                .requireSuccess()
            let folders = try await ProgramFolders.search(
                environment: ["PATH": "\(folder):\(folder)/link:\(folder)/16/bin"],
                patterns: ["\(folder)/*/bin"])
            #expect(folders.folders.count == 2)
            #expect(try await ClientProgram.find("pg_dump", in: folders).count == 1)
        }
    }

    @Test func nothingFoundSaysWhereItWasLookedForAndHowToInstallIt() async throws {
        let environment = ["PATH": "/nowhere/bin"]
        let folders = try await ProgramFolders.search(environment: environment, patterns: ["/nowhere/*/bin"])
        #expect(try await ClientProgram.find("pg_dump", in: folders) == [])
        let error = try #require(
            await #expect(throws: LocalServerError.self) {
                _ = try await PostgreSQLInstallation.preferred(
                    minimumMajor: 13, in: folders, environment: environment)
            })
        #expect(error.code == .noInstallation)
        let words = [
            "initdb, postgres, pg_ctl", "version 13 or above: none was found", "PATH (/nowhere/bin)",
            "/nowhere/*/bin", "apt-get install -y postgresql", "dnf install", "brew install",
            "PG_SAMPLE_POSTGRES_BIN",
        ]
        for word in words { #expect(error.description.contains(word), "\(error)") }
    }

    @Test func theOverrideIsTakenInsteadOfAllOthers() async throws {
        try await withTemporaryFolder { folder in
            try await install("14.2", server, in: folder.appending("mine"))
            try await install("16.2", server, in: folder.appending("path"))
            try await install("16.2", ["psql"], in: folder.appending("client"))
            var environment = ["PATH": "\(folder)/path", "PG_SAMPLE_POSTGRES_BIN": "\(folder)/mine"]
            let found = try await PostgreSQLInstallation.all(environment: environment)
            #expect(found.map(\.version.description) == ["14.2"])

            for wrong in ["client", "missing"] {
                environment["PG_SAMPLE_POSTGRES_BIN"] = "\(folder)/\(wrong)"
                let error = await #expect(throws: LocalServerError.self) {
                    _ = try await PostgreSQLInstallation.preferred(environment: environment)
                }
                #expect(error?.code == .unusableInstallation)
                #expect(error?.message.contains("\"\(folder)/\(wrong)\"") == true)
            }
        }
    }

    @Test func rootWithoutAnotherUserOrAWayToBecomeItIsToldWhatToDo() throws {
        let noUser = #expect(throws: LocalServerError.self) {
            _ = try ServerAccount.forRoot(names: ["no-such-user"], ways: ["/usr/sbin/runuser"])
        }
        #expect(noUser?.code == .noServerAccount)
        #expect(noUser?.remedy.contains("useradd") == true)
        let noWay = #expect(throws: LocalServerError.self) {
            _ = try ServerAccount.forRoot(names: ["no-such-user", "nobody"], ways: [])
        }
        #expect(noWay?.message.contains("neither runuser nor setpriv") == true)
        let ways: [FilePath] = ["/x/setpriv", "/y/runuser"]
        #expect(
            try ServerAccount.forRoot(names: ["nobody"], ways: ways).prefix
                == ["/y/runuser", "-u", "nobody", "--"])
        let second = try ServerAccount.forRoot(names: ["nobody"], ways: ["/x/setpriv"])
        #expect(second.prefix.first == "/x/setpriv")
        #expect(second.prefix.contains("--reuid=\(second.userID)"))
    }

    @Test func aConfigurationProgramThatCannotBeRunIsPassedOver() async throws {
        try await withTemporaryFolder { folder in
            let script = "printf '#!/nowhere/interpreter\\n' > \"$1/pg_config\"; chmod +x \"$1/pg_config\""
            try await ChildProcess("/bin/sh", ["-c", script, "sh", folder.string]).run().requireSuccess()
            let folders = try await ProgramFolders.search(environment: ["PATH": folder.string], patterns: [])
            #expect(folders.folders.count == 1)
        }
    }
}
