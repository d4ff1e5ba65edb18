/// A program at a work.
struct Trial: Hashable, Comparable {
    enum Program: Hashable {
        case direct, staging, byHand, perl
        /// Of what ``direct`` has written, into an empty database.
        case load, loadByHand
        /// Of a template with what ``direct`` has written.
        case copy(CopyWork.Way)

        var title: String {
            switch self {
            case .direct: "pg-sample"
            case .staging: "pg-sample --use-staging"
            case .byHand: "by hand"
            case .perl: "Perl pg_sample"
            case .load: "pg-sample load"
            case .loadByHand: "gunzip and psql"
            case .copy(let way): way.rawValue
            }
        }
    }

    let work: Work
    let program: Program

    init(_ program: Program, _ work: Work) {
        (self.work, self.program) = (work, program)
    }

    var title: String { "\(program.title), \(work.title)" }

    static func < (left: Trial, right: Trial) -> Bool {
        (left.work.name, left.program.title) < (right.work.name, right.program.title)
    }
}
