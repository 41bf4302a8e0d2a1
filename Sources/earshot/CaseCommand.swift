import ArgumentParser
import CallVocabulary
import CaseStore
import CaseWork
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
            List.self, Show.self, Open.self, Attach.self, Assign.self, Respond.self, Hear.self, Note.self, Wait.self,
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

        @Option(help: "How to show the list: text or json.")
        var format = CheckFormat.text

        @OptionGroup var work: CaseOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            let states = ["new", "open", "waiting-for-customer", "resolved", "closed"]
            guard state.map({ states.contains($0) }) != false else {
                throw ValidationError("--state takes \(states.joined(separator: ", "))")
            }
        }

        func run() throws {
            let store = try work.place.open()
            let program = try work.choice.load()
            let now = work.now
            var rows = try StoreOptions.translating { try store.list(search: search) }
                .map { CaseDocument.Row($0, program: program, now: now) }
            if let state { rows = rows.filter { $0.state == state } }
            if overdue {
                rows = rows.filter { !$0.overdue.isEmpty }
                    .sorted { ($0.overdue.min() ?? now) < ($1.overdue.min() ?? now) }
            }
            switch format {
            case .json: try output.deliver(CaseReport.listJSON(rows))
            case .text: try output.deliver(CaseReport.listText(rows, now: now, style: output.style))
            }
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
            let store = try work.place.open()
            let record = try StoreOptions.translating { try store.record(number) }
            let document = CaseDocument(record, program: try work.choice.load(), now: work.now)
            switch format {
            case .json: try output.deliver(CaseReport.json(document))
            case .text: try output.deliver(CaseReport.text(document, now: work.now, style: output.style))
            case .markdown: try output.deliver(CaseReport.markdown(document))
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
                "The archive (default: the number and .tar); a name without .tar is a new folder.", valueName: "file"))
        var output: String?

        @OptionGroup var work: CaseOptions

        func run() throws {
            let store = try work.place.open()
            let program = try work.choice.load()
            let (target, name) = try StoreOptions.translating { () throws -> (String, String) in
                let record = try store.record(number)
                let target = output ?? "\(record.summary.number).tar"
                let files = CaseExport.files(record, program: program, now: work.now)
                if target.hasSuffix(".tar") {
                    try store.export(number, to: target, files: files)
                } else {
                    try store.exportFolder(number, to: target, files: files)
                }
                return (target, record.summary.number)
            }
            Terminal.write(Array("\(name) written to \(target)\n".utf8), to: 1)
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
            let number = try StoreOptions.translating {
                try store.importCase(from: file, at: work.now, by: work.actor)
            }
            Terminal.write(Array("Imported as \(number)\n".utf8), to: 1)
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
            let store = try work.place.open()
            let program = try work.choice.load()
            let outcome = try StoreOptions.translating {
                try RetainCases(store: store, program: program).run(now: work.now, by: work.actor, dryRun: dryRun)
            }
            let verb = dryRun ? "would be deleted" : "deleted"
            var lines = ["Captures of \(outcome.captures.count) cases \(verb)" + list(outcome.captures)]
            lines.append("Content of \(outcome.cases.count) cases \(verb)" + list(outcome.cases))
            if !dryRun { lines.append("\(outcome.returnedSubmissions) returned submissions deleted") }
            Terminal.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: 1)
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
            let store = try work.place.open()
            try StoreOptions.translating {
                try store.erase(number, reason: reason, at: work.now, by: work.actor)
            }
            Terminal.write(Array("The content of \(number.uppercased()) is erased.\n".utf8), to: 1)
        }
    }
}
