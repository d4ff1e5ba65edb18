import SystemPackage

/// The shell script that takes a server down: at once when we ask, by itself when its owner has died.
///
/// A watcher has to outlive a process that was killed, and a test process has no executable of ours at hand,
/// so it is a loop of the system's `sh`. It runs as ourselves, in a session of its own (Ctrl-C at the
/// terminal reaches the whole foreground process group), without any open file of ours, and ends when the
/// server's folder is gone.
struct Watcher: Sendable {
    var account: ServerAccount
    var folder: FilePath
    var pgCtl: FilePath

    /// Starts to watch over a process.
    ///
    /// - Parameters:
    ///   - owner: When it has ended, the server is stopped and its folder removed.
    ///   - interval: Time between two looks.
    func watch(over owner: ProcessIdentity, interval: Duration) async throws {
        let (seconds, rest) = interval.components
        // Whole seconds without a fraction: not every `sleep` takes one.
        let pause = rest == 0 ? "\(seconds)" : "\(Double(seconds) + Double(rest) * 1e-18)"
        let words = ["\(owner.processID)", owner.startTime, pause]
        try await Self.script("watch", [folder.string, pgCtl.string] + words + account.prefix)
            .collect().outcome.requireSuccess()
    }

    /// Starts to watch over a server that processes share: it lives as long as the one that started it, and
    /// after that until nobody has had a session for a while.
    ///
    /// - Parameters:
    ///   - starter: Lives at least until the server accepts connections.
    ///   - interval: Time between two looks.
    ///   - idle: How long the server may be without a session.
    /// - Returns: The watcher's own process, which is the owner of the server's folder from now on.
    func share(after starter: ProcessIdentity, interval: Duration, idle: Duration) async throws
        -> ProcessIdentity
    {
        let pause = max(1, Int(interval.components.seconds))
        let looks = max(1, Int(idle.components.seconds) / pause)
        let words = ["\(starter.processID)", starter.startTime, "\(pause)"]
        let (outcome, output) = try await Self.script(
            "share", [folder.string, pgCtl.string] + words + account.prefix,
            variables: ["LOOKS": "\(looks)", "LEASE": "\(SharedServer.leaseKey)"]
        ).collect()
        try outcome.requireSuccess()
        let processID = Int32(String(decoding: output, as: UTF8.self).trimmingNewlines) ?? 0
        return try await ProcessIdentity.of(processID)
    }

    /// Stops the server, if it runs, and removes the folder. What cannot be stopped or removed now is left to
    /// the next start's sweep.
    func clean() async {
        let words = [folder.string, pgCtl.string, "", "", ""] + account.prefix
        // A folder that stays behind is no reason to fail what is over and done with.
        _ = try? await Self.script("clean", words).collect()
    }

    /// Stops a server that processes share, and removes its folder, unless somebody has a session.
    ///
    /// - Parameter includingKept: Also when it holds a database that was kept for somebody to look at.
    func retire(includingKept: Bool) async throws {
        let words = [folder.string, pgCtl.string, "", "", ""] + account.prefix
        let variables = ["LEASE": "\(SharedServer.leaseKey)", "FORGET": "\(includingKept)"]
        try await Self.script("retire", words, variables: variables).collect().outcome.requireSuccess()
    }

    /// When a process was started, in the system's own words; nil when it has ended.
    static func startTime(of processID: Int32) async throws -> String? {
        let (outcome, output) = try await script("started", ["", "", "\(processID)", "", ""]).collect()
        let time = String(decoding: output, as: UTF8.self).trimmingNewlines
        return outcome.succeeded && !time.isEmpty ? time : nil
    }

    private static func script(
        _ mode: String, _ words: [String], variables: [String: String] = [:]
    ) -> ChildProcess {
        let all = ProcessVariables.forServerPrograms().merging(variables) { $1 }
        var process = ChildProcess(
            "/bin/sh", ["-c", text, "pg-sample-watcher", mode] + words, variables: .only(all),
            workingDirectory: "/"
        )
        process.hasOwnSession = true
        return process
    }

    /// POSIX shell; of programs only `sleep`, `rm`, `tr`, `grep` and, where there is no /proc, `ps`.
    static let text = """
        # MODE FOLDER PG_CTL OWNER START SECONDS, then the words that run a program as the server's user.
        mode=$1 folder=$2 pg_ctl=$3 owner=$4 start=$5 seconds=$6
        shift 6

        # The start of process $1; fails when it has ended, reaped or not. A name may hold spaces and parentheses.
        started() {
            if [ -e /proc/self/stat ]; then
                line= stat=
                while IFS= read -r line; do stat=$stat$line; done < "/proc/$1/stat" || return 1
                set -- ${stat##*) }
                case $1 in Z | X | x | '') return 1 ;; esac
                shift 19
                echo "$1"
            else
                set -- $(ps -o stat= -o lstart= -p "$1")
                case $1 in Z* | '') return 1 ;; esac
                shift
                echo "$*"
            fi
        }

        # Whether the folder's server runs. Its number alone says nothing: it may be somebody else's by now.
        serving() {
            read -r server < "$folder/data/postmaster.pid" || return 1
            case $server in '' | *[!0-9]*) return 1 ;; esac  # initdb's own backends write theirs negated
            if [ -r "/proc/$server/cmdline" ]; then
                tr '\\0' ' ' < "/proc/$server/cmdline"
            else
                ps -o args= -p "$server"
            fi | grep -qF "$folder/data"
        }

        # In rounds, because a server that is being started when its owner dies shows itself only later.
        clean() {
            rounds=0
            while [ -e "$folder" ] && [ "$rounds" -lt 20 ]; do
                if serving; then
                    "$@" "$pg_ctl" stop -D "$folder/data" -m immediate -s -t 20 || kill -KILL "$server"
                else
                    "$@" rm -rf -- "$folder"
                    [ -e "$folder" ] && sleep 1
                fi
                rounds=$((rounds + 1))
            done
        }

        # Whether nobody has a session, or, unless $FORGET, a database that was kept for somebody to look at. With the word `stop`, stops
        # the server then, from inside of the session whose lock keeps newcomers out. Fails when it cannot be asked.
        unused() {
            if [ "$1" = stop ]; then stop="\\! \"$pg_ctl\" stop -D \"$folder/data\" -m immediate -s"; else stop=; fi
            shift
            answer=$("$@" "${pg_ctl%/*}/psql" -X -q -A -t -h "$folder" -U postgres -d postgres <<END
        SELECT pg_catalog.pg_try_advisory_lock($LEASE)
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> pg_catalog.pg_backend_pid())
            AND (${FORGET:-false} OR NOT EXISTS (SELECT FROM pg_catalog.pg_shdescription
                WHERE substring(description from '"until":([0-9]{1,12}).*"writer":"swift-pg-sample"')::bigint
                    > extract(epoch FROM now()))) AS unused \\gset
        \\echo :unused
        \\if :unused
        $stop
        \\endif
        END
            ) && [ "$answer" = t ]
        }

        case $mode in
        started) started "$owner" ;;
        clean) clean "$@" ;;
        retire)
            # Again after a second: the session that was seen may have been a watcher's look.
            rounds=0
            until unused stop "$@"; do
                rounds=$((rounds + 1))
                [ "$rounds" -lt 3 ] && serving || exit 0
                sleep 1
            done
            clean "$@"
            ;;
        watch)
            (
                while [ -e "$folder/owner" ]; do
                    [ "$(started "$owner")" = "$start" ] || { clean "$@"; exit; }
                    sleep "$seconds" || sleep 2
                done
            ) < /dev/null > /dev/null 2>&1 &
            ;;
        share)
            (
                idle=0
                while [ -e "$folder/owner" ]; do
                    if [ "$(started "$owner")" = "$start" ]; then
                        idle=0
                    elif ! serving; then
                        clean "$@"
                        exit
                    elif unused look "$@"; then
                        idle=$((idle + 1))
                        [ "$idle" -gt "$LOOKS" ] && unused stop "$@" && { clean "$@"; exit; }
                    else
                        idle=0
                    fi
                    sleep "$seconds" || sleep 2
                done
            ) < /dev/null > /dev/null 2>&1 &
            echo $!
            ;;
        esac
        """
}
