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
              earshot case list --returned
              earshot case show CASE-000001
              earshot case respond CASE-000001 "We are looking into it." --waiting
              earshot case respond SUBMISSION-000001 --email reminder.eml
              earshot case assign CASE-000001 CASE-000002 "A. Example"
              earshot case duty
              earshot case report --month 2026-11
              earshot case escalate CASE-000001 --email escalation.eml --next-step "Call back today" \\
                  --contact-name "A. Example" --contact a@example.com
              earshot case export CASE-000001 -o case.tar
            """,
        subcommands: [
            List.self, Show.self, Open.self, Attach.self, AddSamples.self, Assign.self, Respond.self, Hear.self,
            Note.self, Wait.self, Severity.self, Region.self, Escalate.self, Correct.self, Link.self, Merge.self,
            Resolve.self, Close.self, Reopen.self, Duty.self, Report.self, Export.self, Import.self, Retain.self,
            Erase.self,
        ])

    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open", abstract: "Opens a case from a submission; the same as earshot submit.")

        @OptionGroup var submission: SubmitOptions

        func run() throws { try submission.run() }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Writes cases with captures and reports as archives (tar) that can be imported elsewhere.")

        @Argument(help: "The numbers of the cases, such as CASE-000001.")
        var numbers: [String]

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp(
                "The archive of one case (default: the number and .tar; - is standard output); a name without .tar is a new folder.",
                valueName: "file"))
        var output: String?

        @Option(help: "How to show what was written: text or json.")
        var format = CheckFormat.text

        @Flag(help: "No progress, no hints.")
        var quiet = false

        @Option(help: "Colour text: auto, always or never (NO_COLOR is respected).")
        var color = ColorChoice.auto

        @OptionGroup var work: CaseOptions

        func validate() throws {
            guard output == nil || numbers.count == 1 else { throw ValidationError("-o names the archive of one case") }
        }

        func run() throws {
            let store = try work.place.open(.reading)
            let program = try work.choice.load()
            let now = work.now
            for number in numbers {
                let (target, name) = try StoreOptions.translating { () throws -> (String, String) in
                    let target: String
                    if let output { target = output } else { target = "\(try store.record(number).summary.number).tar" }
                    return (target, try ExportCase(store: store, program: program).write(number, to: target, now: now))
                }
                guard target != "-" else { continue }
                switch format {
                case .text: try Terminal.show("\(name) written to \(target)\n")
                case .json: try OutputSink.write(ArchiveReport.exported(name, to: target), to: "-")
                }
            }
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Takes cases that were exported elsewhere; every file is checked against its hash first.",
            discussion: "A case that is in the store already is refused, unless it is to be taken --again.")

        @Argument(help: "The archives (.tar).")
        var files: [String]

        @Flag(help: "Take a case once more that is in the store already.")
        var again = false

        @Option(help: "How to show what was taken: text or json.")
        var format = CheckFormat.text

        @OptionGroup var work: CaseOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect(files + [work.choice.program])
            let store = try work.place.open()
            let program = try work.choice.load()
            var imported: [(file: String, number: String)] = []
            for file in files {
                let number = try CaseRun.analyzing(store, program: program, quiet: true) { analyze, _ in
                    try ImportCase(store: store, analyze: analyze, isStopped: { Interruption.wasAsked })
                        .run(file, clock: work.clock, by: work.actor, again: again)
                }
                imported.append((file, number))
            }
            switch format {
            case .text: try output.deliver(imported.map { "Imported as \($0.number)\n" }.joined())
            case .json: try output.deliver(ArchiveReport.imported(imported))
            }
        }
    }

    struct Retain: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retain",
            abstract: "Deletes what the program's retention no longer keeps, with proof in each case.")

        @Flag(help: "Only say what would be deleted.")
        var dryRun = false

        @Option(help: "How to show what was deleted: text or json.")
        var format = CheckFormat.text

        @OptionGroup var work: CaseOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect([work.choice.program])
            let store = try work.place.open(.deleting)
            let program = try work.choice.load()
            let outcome = try StoreOptions.translating { () throws -> RetainCases.Outcome in
                let outcome = try RetainCases(store: store, program: program).run(
                    clock: work.clock, by: work.actor, dryRun: dryRun)
                if !dryRun { _ = try store.sweep() }
                return outcome
            }
            guard format == .text else {
                return try output.deliver(
                    ArchiveReport.retained(
                        captures: outcome.captures, cases: outcome.cases, returned: outcome.returnedSubmissions,
                        isDone: !dryRun))
            }
            let verb = dryRun ? "would be deleted" : "deleted"
            var lines = ["Captures of \(outcome.captures.count) cases \(verb)" + list(outcome.captures)]
            lines.append("Content of \(outcome.cases.count) cases \(verb)" + list(outcome.cases))
            if !dryRun { lines.append("\(outcome.returnedSubmissions) returned submissions deleted") }
            try output.deliver(lines.joined(separator: "\n") + "\n")
        }

        private func list(_ numbers: [String]) -> String {
            numbers.isEmpty ? "" : ": " + numbers.joined(separator: ", ")
        }
    }

    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erase",
            abstract: "Erases the content of cases or returned submissions now; numbers, times and the proof stay.")

        @Argument(help: "Numbers, such as CASE-000001 or SUBMISSION-000001.")
        var numbers: [String]

        @Option(help: "Why.")
        var reason: String

        @Option(help: "How to show what was erased: text or json.")
        var format = CheckFormat.text

        @OptionGroup var work: CaseOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect([work.choice.program])
            try work.clock.requireNotAhead()
            let store = try work.place.open(.deleting)
            var erased: [String] = []
            for number in numbers {
                try StoreOptions.translating {
                    if CaseWords.isSubmission(number) {
                        try store.eraseReturned(number, reason: reason, clock: work.clock, by: work.actor)
                        erased.append(try store.returned(number).number)
                    } else {
                        try store.erase(number, reason: reason, clock: work.clock, by: work.actor)
                        erased.append(try store.record(number).summary.number)
                    }
                }
                if format == .text, let last = erased.last {
                    try output.deliver("The content of \(Escaping.terminal(last, limit: 40)) is erased.\n")
                }
            }
            if format == .json { try output.deliver(ArchiveReport.erased(erased)) }
        }
    }
}
