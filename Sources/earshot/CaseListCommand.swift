import ArgumentParser
import CallVocabulary
import CaseWork
import Cases
import CivilTime
import Escaping
import Reports
import SampleIntake
import SupportProgram

extension ListCases.Order: ExpressibleByArgument {}

/// A day, which begins at midnight of the zone that is shown, or an instant.
struct DayOrTime: ExpressibleByArgument {
    private let time: CaptureTime?
    private let day: Int64?

    init?(argument: String) {
        if let time = CaptureTime(rfc3339: argument) {
            self.time = time
            day = nil
        } else if argument.utf8.count == 10, let midnight = CaptureTime(rfc3339: argument + "T00:00:00Z") {
            time = nil
            day = midnight.nanoseconds / 1_000_000_000
        } else {
            return nil
        }
    }

    /// The instant: of a day its first, or the first of the next.
    func instant(in zone: ZoneRules?, endOfDay: Bool = false) -> CaptureTime {
        if let time { return time }
        let local = (day ?? 0) + (endOfDay ? 86_400 : 0)
        return CaptureTime(seconds: zone?.instants(ofLocal: local).first ?? local)
    }
}

extension CaseCommand {
    /// `earshot case list`.
    struct List: ParsableCommand {
        enum Format: String, ExpressibleByArgument, CaseIterable {
            case text, json, csv, ical
        }

        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists cases, newest first, or returned submissions.",
            discussion: """
                EXAMPLES
                  earshot case list --overdue
                  earshot case list --unassigned --severity S1 --sort due
                  earshot case list --search "020 7946 0018"
                  earshot case list --returned
                  earshot case list --sort due --format ical -o due.ics
                """)

        @Flag(help: "Submissions that were returned, in the place of cases.")
        var returned = false

        @Option(
            help:
                "Only cases in this state: new, open, waiting-for-customer, resolved, closed or erased; with --returned: returned, completed, closed, erased or all."
        )
        var state: String?

        @Flag(help: "Only cases with an answer overdue, the longest first.")
        var overdue = false

        @Option(
            help:
                "Only cases that hold these words: service, complaint, customer, numbers in any spelling, findings, notes."
        )
        var search: String?

        @Option(help: ArgumentHelp("Only cases of this owner.", valueName: "name"))
        var owner: String?

        @Flag(help: "Only cases that nobody has.")
        var unassigned = false

        @Option(help: ArgumentHelp("Only those of this customer.", valueName: "name"))
        var customer: String?

        @Option(help: ArgumentHelp("Only cases of this severity (repeatable).", valueName: "S1, S2, S3"))
        var severity: [String] = []

        @Option(help: ArgumentHelp("Only cases of this region (repeatable).", valueName: "us, europe"))
        var region: [String] = []

        @Option(
            help: ArgumentHelp("Only those opened, or received, at this time or later.", valueName: "date or RFC 3339"))
        var since: DayOrTime?

        @Option(
            help: ArgumentHelp(
                "Only those opened, or received, until then; a day is included.", valueName: "date or RFC 3339"))
        var until: DayOrTime?

        @Option(help: "The order: newest, oldest, due or severity.")
        var sort: ListCases.Order?

        @Option(help: ArgumentHelp("At most as many cases.", valueName: "number"))
        var limit = 1_000

        @Option(help: ArgumentHelp("Go on after this case, as the end of a list says.", valueName: "number"))
        var after: String?

        @Option(help: "How to show the list: text, json, csv or ical (what is due).")
        var format = Format.text

        @OptionGroup var work: CaseOptions
        @OptionGroup var zone: ZoneOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            let states =
                returned ? ReturnedState.allCases.map(\.rawValue) + ["all"] : CaseState.all.map(\.rawValue)
            guard state.map({ states.contains($0) }) != false else {
                throw ValidationError("--state takes \(states.joined(separator: ", "))")
            }
            guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000000") }
            guard !unassigned || owner == nil else {
                throw ValidationError("--unassigned and --owner exclude each other")
            }
            guard after == nil || (!overdue && [nil, .newest, .oldest].contains(sort)) else {
                throw ValidationError(
                    "--after goes on a list by number; leave out --sort \(sort?.rawValue ?? "") and --overdue")
            }
            guard
                !returned
                    || (!overdue && search == nil && severity.isEmpty && region.isEmpty && owner == nil && !unassigned
                        && sort == nil)
            else {
                throw ValidationError("--returned goes with --state, --customer, --since, --until, --limit and --after")
            }
            guard !returned || format != .ical else {
                throw ValidationError("--returned is shown as text, json or csv")
            }
        }

        func run() throws {
            try output.protect([work.choice.program])
            let program = try work.choice.load()
            let shown = try zone.shown(program)
            let store = try work.place.open(.reading)
            if returned { return try listReturned(store, shown) }
            let query = try query(program)
            let lists = ListCases(store: store, program: program)
            let list = try StoreOptions.translating { () throws -> ListCases.Outcome in
                if overdue { return try lists.sorted(query, by: sort ?? .due, overdueOnly: true, now: work.now) }
                if let sort, sort == .due || sort == .severity {
                    return try lists.sorted(query, by: sort, now: work.now)
                }
                return try lists.list(query, now: work.now)
            }
            switch format {
            case .json: try output.deliver(CaseReport.listJSON(list.standings, next: list.next, total: list.total))
            case .csv: try output.deliver(Array(CaseReport.listCSV(list.standings, zone: shown).utf8))
            case .ical:
                try output.deliver(
                    Array(CaseReport.listCalendar(list.standings, program: program.name, now: work.now).utf8))
            case .text: try output.deliver(text(list, shown))
            }
        }

        private func query(_ program: Program) throws -> CaseQuery {
            var query = CaseQuery()
            query.search = search
            query.numberEnding = search.flatMap { SearchText.numberEnding($0) }
            query.owner = owner
            query.isUnassigned = unassigned
            query.customer = customer
            query.severities = Set(
                try severity.map { name in
                    guard let level = program.severity(name) else {
                        throw CommandFailure(
                            "\(name) is no severity of \(program.name); write one of \(program.severities.map(\.id).joined(separator: ", "))."
                        )
                    }
                    return level.id
                })
            query.regions = Set(
                try region.map { name in
                    guard let place = program.region(name) else {
                        throw CommandFailure(
                            "\(name) is no region of \(program.name); write one of \(program.regions.map(\.id).joined(separator: ", "))."
                        )
                    }
                    return place.id
                })
            let rules = try zone.rules()
            query.openedFrom = since?.instant(in: rules)
            query.openedBefore = until?.instant(in: rules, endOfDay: true)
            query.limit = limit
            query.after = after
            query.order = sort == .oldest ? .oldestFirst : search == nil || sort == .newest ? .newestFirst : .bestFirst
            if let state { query.states = [CaseState(rawValue: state)] }
            // A calendar and an order by what is due are about cases that are open.
            if state == nil, sort == .due || format == .ical { query.states = Set(CaseState.active) }
            return query
        }

        private var isFiltered: Bool {
            state != nil || owner != nil || unassigned || customer != nil || !severity.isEmpty || !region.isEmpty
                || since != nil || until != nil || overdue || after != nil
        }

        private func text(_ list: ListCases.Outcome, _ shown: ShownZone) -> String {
            guard !list.standings.isEmpty else {
                if let search {
                    return
                        "No case holds \(Escaping.terminal(search, limit: 200))\(isFiltered ? " among those asked for" : "").\n"
                }
                if overdue { return "No answer is overdue.\n" }
                return isFiltered
                    ? "No such case.\n" : "No case. Open one with: earshot submit FORM --capture CAPTURE\n"
            }
            var text = CaseReport.listText(list.standings, zone: shown, style: output.style)
            guard !output.quiet else { return text }
            if let next = list.next {
                text += "… more of \(list.total) cases: --after \(next), or --limit \(list.total)\n"
            } else if list.total > list.standings.count, after == nil {
                text += "… and \(list.total - list.standings.count) more: --limit \(list.total)\n"
            }
            return text
        }

        private func listReturned(_ store: any CaseStore, _ shown: ShownZone) throws {
            var query = ReturnedQuery()
            if let state { query.states = ReturnedState(rawValue: state).map { [$0] } ?? [] }
            query.customer = customer
            let rules = try zone.rules()
            query.receivedFrom = since?.instant(in: rules)
            query.receivedBefore = until?.instant(in: rules, endOfDay: true)
            query.after = after
            var rows: [ReturnedSummary] = []
            var page = ReturnedPage(submissions: [], next: nil, total: 0)
            try StoreOptions.translating {
                repeat {
                    query.limit = min(CaseLimits.page, limit - rows.count)
                    page = try store.returnedPage(query)
                    rows += page.submissions
                    query.after = page.next
                } while page.next != nil && rows.count < limit
            }
            switch format {
            case .json: try output.deliver(ReturnedReport.listJSON(rows, next: page.next, total: page.total))
            case .csv, .ical: try output.deliver(Array(ReturnedReport.listCSV(rows, zone: shown).utf8))
            case .text:
                guard !rows.isEmpty else { return try output.deliver("No such submission.\n") }
                var text = ReturnedReport.listText(rows, zone: shown, style: output.style)
                if let next = page.next, !output.quiet {
                    text += "… more of \(page.total) submissions: --after \(next), or --limit \(page.total)\n"
                }
                try output.deliver(text)
            }
        }
    }

    /// `earshot case show`.
    struct Show: ParsableCommand {
        enum Format: String, ExpressibleByArgument, CaseIterable {
            case text, json, markdown, jira, html
        }

        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Shows a case with what belongs to it, or a returned submission with what it lacks.",
            discussion: """
                As markdown, jira (wiki notation) or html it is a comment for the ticket of another desk; notes of the team are
                left out of it.

                EXAMPLES
                  earshot case show CASE-000001 --zone utc
                  earshot case show SUBMISSION-000001
                  earshot case show CASE-000001 --format jira
                """)

        @Argument(help: "Numbers, such as CASE-000001 or SUBMISSION-000001.")
        var numbers: [String]

        @Option(help: "How to show it: text, json, markdown, jira or html.")
        var format = Format.text

        @OptionGroup var work: CaseOptions
        @OptionGroup var zone: ZoneOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect([work.choice.program])
            let program = try work.choice.load()
            let shown = try zone.shown(program)
            let store = try work.place.open(.reading)
            let cases = ShowCase(store: store, program: program)
            var documents: [[UInt8]] = []
            for number in numbers {
                documents.append(try StoreOptions.translating { try document(number, cases, shown) })
            }
            guard documents.count > 1, format == .json else {
                return try output.deliver(Array(documents.joined(separator: format == .text ? Array("\n".utf8) : [])))
            }
            let trimmed = documents.map { $0.last == 0x0A ? Array($0.dropLast()) : $0 }
            try output.deliver(Array("[".utf8) + trimmed.joined(separator: Array(",\n".utf8)) + Array("]\n".utf8))
        }

        private func document(_ number: String, _ cases: ShowCase, _ shown: ShownZone) throws -> [UInt8] {
            if CaseWords.isSubmission(number) {
                let (returned, answer) = try cases.returned(number)
                switch format {
                case .json: return ReturnedReport.json(returned, answer: answer)
                case .text:
                    return output.safe(ReturnedReport.text(returned, answer: answer, zone: shown, style: output.style))
                default: throw CommandFailure("a returned submission is shown as text or json.")
                }
            }
            var view = try cases.view(number, now: work.now)
            view.zone = shown
            switch format {
            case .json: return CaseReport.json(view)
            case .text: return output.safe(CaseReport.text(view, now: work.now, style: output.style))
            case .markdown: return output.safe(CaseReport.markdown(view))
            case .jira: return output.safe(CaseReport.jira(view))
            case .html: return output.safe(CaseReport.html(view))
            }
        }
    }
}
