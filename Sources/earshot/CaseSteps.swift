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

        @Flag(help: "No progress, no hints.")
        var quiet = false

        @OptionGroup var work: CaseOptions

        func run() throws {
            let store = try work.place.open()
            let program = try work.choice.load()
            let outcome = try CaseRun.analyzing(store, program: program, quiet: quiet) { analyze, take in
                // A case that is not there, or over, is told before anything is read.
                _ = try store.record(number)
                return try AttachCaptures(store: store, analyze: analyze).attach(
                    try take(captures), to: number, clock: work.clock, by: work.actor)
            }
            let style = OutputOptions.style(color: .auto, toFile: false)
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
                        checked.answer, document: outcome.analyzed?.document, reported: checked.symptoms, style: style)
            } else if let document = outcome.analyzed?.document {
                text += "\n" + AnalysisReport.text(document, style: style)
            }
            try Terminal.show(text, styled: style.color)
        }

        func validate() throws {
            guard captures.filter({ $0 == "-" }).count <= 1 else {
                throw ValidationError("standard input (-) can be read only once")
            }
        }
    }

    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "assign", abstract: "Gives a case to somebody.")
        @Argument(help: "The case's number.") var number: String
        @Argument(help: "Who works on it from now on.") var owner: String
        @OptionGroup var work: CaseOptions

        func run() throws { try work.run { try $0.assign(number, to: owner) } }
    }

    struct Respond: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "respond",
            abstract: "Notes a message to the customer: the first is the response, the others are updates.")
        @Argument(help: "The case's number.") var number: String
        @Argument(help: "What was said.") var text: String
        @Flag(help: "The case waits for the customer from now on.") var waiting = false
        @OptionGroup var work: CaseOptions

        func run() throws { try work.run { try $0.respond(number, text, waiting: waiting) } }
    }

    struct Hear: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hear", abstract: "Notes a message of the customer; a case that waited is open again.")
        @Argument(help: "The case's number.") var number: String
        @Argument(help: "What was said.") var text: String
        @OptionGroup var work: CaseOptions

        func run() throws { try work.run { try $0.hear(number, text) } }
    }

    struct Note: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "note", abstract: "Adds a word inside the team; it is no response.")
        @Argument(help: "The case's number.") var number: String
        @Argument(help: "The note.") var text: String
        @OptionGroup var work: CaseOptions

        func run() throws { try work.run { try $0.note(number, text) } }
    }

    struct Wait: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "wait", abstract: "Lets a case wait for the customer: no update is due until the answer.")
        @Argument(help: "The case's number.") var number: String
        @Argument(help: "What for.") var text = ""
        @OptionGroup var work: CaseOptions

        func run() throws { try work.run { try $0.wait(number, text) } }
    }

    struct Severity: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "severity", abstract: "Changes the severity of a case.")
        @Argument(help: "The case's number.") var number: String
        @Argument(help: "The new severity, such as S1.") var severity: String
        @Option(help: "Why.") var reason = ""
        @OptionGroup var work: CaseOptions

        func run() throws { try work.run { try $0.change(severity: severity, of: number, because: reason) } }
    }

    struct Region: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "region", abstract: "Hands a case to another region: the time used stays used.")
        @Argument(help: "The case's number.") var number: String
        @Argument(help: "The new region, such as us.") var region: String
        @Option(help: "Why.") var reason = ""
        @OptionGroup var work: CaseOptions

        func run() throws { try work.run { try $0.change(region: region, of: number, because: reason) } }
    }

    struct Resolve: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "resolve", abstract: "Marks a case as resolved.")
        @Argument(help: "The case's number.") var number: String
        @Argument(help: "How.") var text: String
        @OptionGroup var work: CaseOptions

        func run() throws { try work.run { try $0.resolve(number, text) } }
    }

    struct Close: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "close", abstract: "Closes a case.")
        @Argument(help: "The case's number.") var number: String
        @Argument(help: "Why.") var text = "Closed."
        @OptionGroup var work: CaseOptions

        func run() throws { try work.run { try $0.close(number, text) } }
    }

    struct Reopen: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reopen", abstract: "Opens a resolved or closed case again: the update clock starts anew.")
        @Argument(help: "The case's number.") var number: String
        @Argument(help: "Why.") var text: String
        @OptionGroup var work: CaseOptions

        func run() throws { try work.run { try $0.reopen(number, text) } }
    }

    struct Escalate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "escalate",
            abstract: "Escalates a case that was not answered in time: by portal, or by e-mail.",
            discussion: """
                Without --email the escalation is recorded and the next contact of the ladder named. With --email the
                program's template is filled and written as a message file that mail programs open.
                """)
        @Argument(help: "The case's number.") var number: String
        @Option(help: ArgumentHelp("Write the e-mail to this file (.eml).", valueName: "file")) var email: String?
        @Option(help: "The step you expect next.") var nextStep: String?
        @Option(help: "Who can be asked.") var contactName: String?
        @Option(help: "Their telephone number or e-mail address.") var contact: String?
        @Option(help: "Additional comments.") var comments: String?
        @OptionGroup var work: CaseOptions

        func run() throws {
            let store = try work.place.open()
            let program = try work.choice.load()
            var values: [String: String] = [:]
            values["expectedNextStep"] = nextStep
            values["pointOfContact"] = contactName
            values["contactDetails"] = contact
            values["comments"] = comments
            let outcome = try StoreOptions.translating {
                try CaseWorkflow(store: store, program: program, actor: work.actor, clock: work.clock)
                    .escalate(number, method: email == nil ? "portal" : "email", values: values)
            }
            var text = "\(outcome.number) escalated to: \(outcome.role)"
            if let contact = outcome.contact {
                text += ", \(contact.name ?? "name not filled in")"
                text += contact.phone.map { ", \($0)" } ?? ""
                text += contact.email.map { ", \($0)" } ?? ""
                text += " (\(contact.region), \(contact.hours))"
                if outcome.isOtherRegion { text += "; the case's own region has no such contact" }
            }
            text += "\n"
            if let email, let mail = outcome.mail {
                do {
                    try OutputSink.write(mail, to: email)
                    text += "E-mail: \(email)\n"
                } catch let failure as OutputFileError {
                    // The escalation stands; the mail must not be lost with the file.
                    try Terminal.show(text + String(decoding: mail, as: UTF8.self).replacing("\r\n", with: "\n"))
                    throw failure
                }
            }
            try Terminal.show(text)
        }
    }
}
