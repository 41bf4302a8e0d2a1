import ArgumentParser
import CallVocabulary
import CaseWork
import Cases
import Escaping
import Reports
import SupportProgram

/// `earshot case`: what is done with cases.
struct CaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "Lists, shows and works on cases.",
        discussion: """
            EXAMPLES
              earshot case list --overdue
              earshot case show CASE-000001
              earshot case respond CASE-000001 "We are looking into it." --waiting
              earshot case escalate CASE-000001 --email escalation.eml --next-step "Call back today" \\
                  --contact-name "A. Example" --contact a@example.com
              earshot case export CASE-000001 -o case.tar
            """,
        subcommands: [
            List.self, Show.self, Open.self, Attach.self, AddSamples.self, Assign.self, Respond.self, Hear.self,
            Note.self, Wait.self,
            Severity.self, Region.self, Escalate.self, Resolve.self, Close.self, Reopen.self, Export.self, Import.self,
            Retain.self, Erase.self,
        ])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists cases, newest first.")

        @Option(help: "Only cases in this state: new, open, waiting-for-customer, resolved or closed.")
        var state: String?

        @Flag(help: "Only cases with an answer overdue, the longest first.")
        var overdue = false

        @Option(help: "Only cases that hold these words: service, complaint, customer, numbers, findings, notes.")
        var search: String?

        @Option(help: ArgumentHelp("Only cases of this owner.", valueName: "name"))
        var owner: String?

        @Option(help: ArgumentHelp("At most as many cases.", valueName: "number"))
        var limit = 1_000

        @Option(help: ArgumentHelp("Go on after this case, as the end of a list says.", valueName: "number"))
        var after: String?

        @Option(help: "How to show the list: text or json.")
        var format = CheckFormat.text

        @OptionGroup var work: CaseOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            let states = CaseState.all.map(\.rawValue)
            guard state.map({ states.contains($0) }) != false else {
                throw ValidationError("--state takes \(states.joined(separator: ", "))")
            }
            guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000000") }
        }

        func run() throws {
            let store = try work.place.open(.reading)
            let lists = ListCases(store: store, program: try work.choice.load())
            var query = CaseQuery()
            query.search = search
            query.owner = owner
            query.limit = limit
            query.after = after
            query.order = search == nil ? .newestFirst : .bestFirst
            if let state { query.states = [CaseState(rawValue: state)] }
            let now = work.now
            let list = try StoreOptions.translating {
                overdue ? try lists.overdue(query, now: now) : try lists.list(query, now: now)
            }
            switch format {
            case .json:
                try output.deliver(CaseReport.listJSON(list.standings, next: list.next, total: list.total))
            case .text: try output.deliver(text(list))
            }
        }

        private func text(_ list: ListCases.Outcome) -> String {
            guard !list.standings.isEmpty else {
                return search == nil && state == nil && owner == nil && !overdue && after == nil
                    ? "No case. Open one with: earshot submit FORM --capture CAPTURE\n" : "No such case.\n"
            }
            var text = CaseReport.listText(list.standings, style: output.style)
            if let next = list.next {
                text += "… more of \(list.total) cases: --after \(next), or --limit \(list.total)\n"
            } else if list.total > list.standings.count, after == nil {
                text += "… and \(list.total - list.standings.count) more: --limit \(list.total)\n"
            }
            return text
        }
    }

    struct Show: ParsableCommand {
        enum Format: String, ExpressibleByArgument, CaseIterable {
            case text, json, markdown
        }

        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Shows one case with what belongs to it.")

        @Argument(help: "The case's number, such as CASE-000001.")
        var number: String

        @Option(help: "How to show the case: text, json or markdown (for another ticket system).")
        var format = Format.text

        @OptionGroup var work: CaseOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let store = try work.place.open(.reading)
            let program = try work.choice.load()
            let now = work.now
            let view = try StoreOptions.translating {
                try ShowCase(store: store, program: program).view(number, now: now)
            }
            switch format {
            case .json: try output.deliver(CaseReport.json(view))
            case .text: try output.deliver(CaseReport.text(view, now: now, style: output.style))
            case .markdown: try output.deliver(CaseReport.markdown(view))
            }
        }
    }

    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open", abstract: "Opens a case from a submission; the same as earshot submit.")

        @OptionGroup var submission: SubmitOptions

        func run() throws { try submission.run() }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Writes a case with captures and reports as one archive (tar) that can be imported elsewhere.")

        @Argument(help: "The case's number, such as CASE-000001.")
        var number: String

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp(
                "The archive (default: the number and .tar; - is standard output); a name without .tar is a new folder.",
                valueName: "file"))
        var output: String?

        @OptionGroup var work: CaseOptions

        func run() throws {
            let store = try work.place.open(.reading)
            let program = try work.choice.load()
            let now = work.now
            let (target, name) = try StoreOptions.translating { () throws -> (String, String) in
                let target: String
                if let output { target = output } else { target = "\(try store.record(number).summary.number).tar" }
                return (target, try ExportCase(store: store, program: program).write(number, to: target, now: now))
            }
            if target != "-" { try Terminal.show("\(name) written to \(target)\n") }
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Takes a case that was exported elsewhere; every file is checked against its hash first.")

        @Argument(help: "The archive (.tar).")
        var file: String

        @OptionGroup var work: CaseOptions

        func run() throws {
            let store = try work.place.open()
            let program = try work.choice.load()
            let number = try CaseRun.analyzing(store, program: program, quiet: true) { analyze, _ in
                try ImportCase(store: store, analyze: analyze, isStopped: { Interruption.wasAsked })
                    .run(file, clock: work.clock, by: work.actor)
            }
            try Terminal.show("Imported as \(number)\n")
        }
    }

    struct Retain: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retain",
            abstract: "Deletes what the program's retention no longer keeps, with proof in each case.")

        @Flag(help: "Only say what would be deleted.")
        var dryRun = false

        @OptionGroup var work: CaseOptions

        func run() throws {
            let store = try work.place.open(.deleting)
            let program = try work.choice.load()
            let outcome = try StoreOptions.translating { () throws -> RetainCases.Outcome in
                let outcome = try RetainCases(store: store, program: program).run(
                    clock: work.clock, by: work.actor, dryRun: dryRun)
                if !dryRun { _ = try store.sweep() }
                return outcome
            }
            let verb = dryRun ? "would be deleted" : "deleted"
            var lines = ["Captures of \(outcome.captures.count) cases \(verb)" + list(outcome.captures)]
            lines.append("Content of \(outcome.cases.count) cases \(verb)" + list(outcome.cases))
            if !dryRun { lines.append("\(outcome.returnedSubmissions) returned submissions deleted") }
            try Terminal.show(lines.joined(separator: "\n") + "\n")
        }

        private func list(_ numbers: [String]) -> String {
            numbers.isEmpty ? "" : ": " + numbers.joined(separator: ", ")
        }
    }

    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erase",
            abstract: "Erases the content of a case now; its number, its times and the proof stay.")

        @Argument(help: "The case's number, such as CASE-000001.")
        var number: String

        @Option(help: "Why.")
        var reason: String

        @OptionGroup var work: CaseOptions

        func run() throws {
            let store = try work.place.open(.deleting)
            try StoreOptions.translating {
                try store.erase(number, reason: reason, clock: work.clock, by: work.actor)
            }
            try Terminal.show("The content of \(Escaping.terminal(number.uppercased(), limit: 40)) is erased.\n")
        }
    }
}
