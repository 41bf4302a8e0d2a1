import ArgumentParser
import CaseWork
import Cases
import Escaping
import OutputFiles
import Reports
import SupportProgram

/// The steps of working on a case.
extension CaseCommand {
    struct Attach: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "attach",
            abstract: "Analyzes further captures together with those the case has, and attaches them.")

        @Argument(help: "The case's number, such as CASE-000001.")
        var number: String

        @Option(name: .customLong("capture"), help: "A capture to attach (repeatable).")
        var captures: [String]

        @Option(help: "How to show the answer: text or json.")
        var format = CheckFormat.text

        @OptionGroup var work: CaseOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect(captures + [work.choice.program])
            try work.clock.requireNotAhead()
            let store = try work.place.open()
            let program = try work.choice.load()
            let outcome = try CaseRun.analyzing(store, program: program, quiet: output.quiet) { analyze, take in
                // A case that is not there, or over, is told before anything is read.
                _ = try store.record(number)
                return try AttachCaptures(store: store, analyze: analyze).attach(
                    try take(captures), to: number, clock: work.clock, by: work.actor)
            }
            guard format == .text else {
                let view = try StoreOptions.translating {
                    try ShowCase(store: store, program: program).view(number, now: work.now)
                }
                return try output.deliver(CaseReport.json(view))
            }
            let style = output.style
            var text = ""
            for (name, known) in outcome.skipped {
                let (name, known) = (Escaping.terminal(name, limit: 200), Escaping.terminal(known, limit: 200))
                text += "\(name) is attached to \(outcome.number) already"
                text += (name == known ? "" : ", as \(known)") + "; it is skipped.\n"
            }
            if !outcome.attached.isEmpty {
                let names = outcome.attached.map { Escaping.terminal($0, limit: 200) }.joined(separator: ", ")
                text += "\(names) attached to \(outcome.number).\n"
            }
            if let checked = outcome.analyzed?.checked {
                text +=
                    "\n"
                    + SubmissionReport.attachmentText(
                        checked.answer, document: outcome.analyzed?.document, reported: checked.symptoms,
                        checklist: outcome.analyzed?.checklist ?? [], style: style)
            } else if let document = outcome.analyzed?.document {
                text += "\n" + AnalysisReport.text(document, style: style)
            }
            try output.deliver(text)
        }

        func validate() throws {
            guard captures.filter({ $0 == "-" }).count <= 1 else {
                throw ValidationError("standard input (-) can be read only once")
            }
        }
    }

    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "assign", abstract: "Gives cases to somebody.")
        @Argument(help: "The numbers of the cases, and who works on them from now on.") var words: [String]
        @OptionGroup var step: StepOptions

        func run() throws {
            let given = try CaseWords(words, textNamed: "who works on it")
            try step.run(given.numbers) { try $0.assign($1, to: given.text) }
        }
    }

    struct Respond: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "respond",
            abstract: "Notes a message to the customer: the first is the response, the others are updates.",
            discussion: """
                With --email it is written as a message file that mail programs open. To a returned submission it is a reminder,
                which says what is missing.

                EXAMPLES
                  earshot case respond CASE-000001 "We are looking into it." --email answer.eml
                  earshot case respond SUBMISSION-000001 --email reminder.eml
                """)
        @Argument(help: "The numbers, and what was said.") var words: [String]
        @Flag(help: "The case waits for the customer from now on.") var waiting = false
        @Option(help: ArgumentHelp("Write the message to this file (.eml); one number.", valueName: "file"))
        var email: String?
        @OptionGroup var step: StepOptions

        func run() throws {
            let onlyReminders = words.allSatisfy { CaseWords.isSubmission($0) }
            let given =
                onlyReminders && !words.isEmpty
                ? try CaseWords(words, textNamed: nil) : try CaseWords(words, textNamed: "what was said")
            guard email == nil || given.numbers.count == 1 else {
                throw ValidationError("--email goes with one number")
            }
            guard email == nil || email != step.output.output else {
                throw ValidationError("--email and -o name the same file")
            }
            let waiting = waiting
            try step.run(
                given.numbers, { try $0.respond($1, given.text, waiting: waiting) },
                returned: { try $0.remind($1, given.text.isEmpty ? "Told what is missing." : given.text) })
            guard let email, let number = given.numbers.first else { return }
            let program = try step.work.choice.load()
            let store = try step.work.place.open(.reading)
            let shown = try step.zone.shown(program)
            let mail = try StoreOptions.translating { () throws -> [UInt8] in
                let cases = ShowCase(store: store, program: program)
                if CaseWords.isSubmission(number) {
                    let (returned, answer) = try cases.returned(number)
                    guard let answer else {
                        throw CaseStoreError(.submissionConflict, "the content of \(number) was erased.")
                    }
                    return CustomerLetter.reminder(
                        given.text.isEmpty ? nil : given.text, returned, answer: answer, program: program, zone: shown,
                        now: step.work.now)
                }
                var view = try cases.view(number, now: step.work.now)
                view.zone = shown
                return CustomerLetter.answer(given.text, view, now: step.work.now)
            }
            try OutputSink.write(mail, to: email)
            if step.format == .text, !step.output.quiet { try Terminal.show("E-mail: \(email)\n") }
        }
    }

    struct Hear: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hear", abstract: "Notes a message of the customer; a case that waited is open again.")
        @Argument(help: "The numbers, and what was said.") var words: [String]
        @Flag(help: "Open a resolved or closed case again.") var reopen = false
        @OptionGroup var step: StepOptions

        func run() throws {
            let given = try CaseWords(words, textNamed: "what was said")
            let reopen = reopen
            try step.run(
                given.numbers, { try $0.hear($1, given.text, reopening: reopen) },
                returned: { try $0.hear($1, given.text) },
                hint: { summary in
                    guard summary.state == .resolved || summary.state == .closed else { return nil }
                    return
                        "The customer wrote to a case that is over. If the fault is back: earshot case reopen \(summary.number) REASON"
                })
        }
    }

    struct Note: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "note", abstract: "Adds a word inside the team; it is no response.")
        @Argument(help: "The numbers, and the note.") var words: [String]
        @OptionGroup var step: StepOptions

        func run() throws {
            let given = try CaseWords(words, textNamed: "the note")
            try step.run(given.numbers, { try $0.note($1, given.text) }, returned: { try $0.note($1, given.text) })
        }
    }

    struct Wait: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "wait", abstract: "Lets cases wait for the customer: no update is due until the answer.")
        @Argument(help: "The numbers, and for what.") var words: [String]
        @OptionGroup var step: StepOptions

        func run() throws {
            let given = try CaseWords(
                words + (words.allSatisfy(CaseWords.isNumber) ? ["Waiting for the customer."] : []),
                textNamed: "for what")
            try step.run(given.numbers) { try $0.wait($1, given.text) }
        }
    }

    struct Severity: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "severity", abstract: "Changes the severity of cases.")
        @Argument(help: "The numbers, and the new severity, such as S1.") var words: [String]
        @Option(help: "Why.") var reason = ""
        @OptionGroup var step: StepOptions

        func run() throws {
            let given = try CaseWords(words, textNamed: "the new severity")
            try step.run(given.numbers) { try $0.change(severity: given.text, of: $1, because: reason) }
        }
    }

    struct Region: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "region", abstract: "Hands cases to another region: the time used stays used.")
        @Argument(help: "The numbers, and the new region, such as us.") var words: [String]
        @Option(help: "Why.") var reason = ""
        @OptionGroup var step: StepOptions

        func run() throws {
            let given = try CaseWords(words, textNamed: "the new region")
            try step.run(given.numbers) { try $0.change(region: given.text, of: $1, because: reason) }
        }
    }

    struct Resolve: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "resolve", abstract: "Marks cases as resolved.")
        @Argument(help: "The numbers, and how.") var words: [String]
        @OptionGroup var step: StepOptions

        func run() throws {
            let given = try CaseWords(words, textNamed: "how it was resolved")
            try step.run(given.numbers) { try $0.resolve($1, given.text) }
        }
    }

    struct Close: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "close", abstract: "Closes cases, or gives up waiting for returned submissions.")
        @Argument(help: "The numbers, and why.") var words: [String]
        @OptionGroup var step: StepOptions

        func run() throws {
            let given = try CaseWords(
                words + (words.allSatisfy(CaseWords.isNumber) ? ["Closed."] : []), textNamed: "why")
            try step.run(given.numbers, { try $0.close($1, given.text) }, returned: { try $0.close($1, given.text) })
        }
    }

    struct Reopen: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reopen", abstract: "Opens resolved or closed cases again: the update clock starts anew.")
        @Argument(help: "The numbers, and why.") var words: [String]
        @OptionGroup var step: StepOptions

        func run() throws {
            let given = try CaseWords(words, textNamed: "why")
            try step.run(given.numbers, { try $0.reopen($1, given.text) }, returned: { try $0.reopen($1, given.text) })
        }
    }
}
