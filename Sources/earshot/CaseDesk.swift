import ArgumentParser
import CallVocabulary
import CaseWork
import Cases
import Escaping
import OutputFiles
import Reports
import SupportProgram

/// What a desk does beside the steps of single cases.
extension CaseCommand {
    struct Correct: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "correct",
            abstract:
                "Puts right what was written down wrongly: service, complaint, customer, contact, the time of an entry.",
            discussion: """
                The history keeps what it was. Entries are numbered as earshot case show numbers them; the clocks count with the
                time put right.

                EXAMPLES
                  earshot case correct CASE-000001 --service "Leeds depot" --contact-email b@example.com
                  earshot case correct CASE-000001 --entry 4 --happened-at 2026-11-23T15:00:00Z
                """)
        @Argument(help: "The case's number.") var number: String
        @Option(help: "The service as it has to be.") var service: String?
        @Option(help: "The complaint in one line.") var summary: String?
        @Option(help: "The customer.") var customer: String?
        @Option(help: "The contact's name.") var contactName: String?
        @Option(help: "The contact's e-mail address.") var contactEmail: String?
        @Option(help: "The contact's telephone number.") var contactPhone: String?
        @Option(help: "The entry of the history whose time is wrong, as it is numbered.") var entry: Int?
        @Option(help: ArgumentHelp("When that entry happened.", valueName: "RFC 3339")) var happenedAt: ReceiptTime?
        @Option(help: "Why.") var reason = ""
        @OptionGroup var step: StepOptions

        private var correction: CaseWorkflow.Correction {
            var correction = CaseWorkflow.Correction()
            correction.serviceIdentifier = service
            correction.summary = summary
            correction.customer = customer
            correction.name = contactName
            correction.email = contactEmail
            correction.phone = contactPhone
            return correction
        }

        func validate() throws {
            guard (entry == nil) == (happenedAt == nil) else {
                throw ValidationError("--entry and --happened-at go together")
            }
            guard entry != nil || correction != CaseWorkflow.Correction() else {
                throw ValidationError("say what has to be put right: --service, --customer, --contact-name, …")
            }
            guard entry == nil || correction == CaseWorkflow.Correction() else {
                throw ValidationError("the time of an entry is put right by itself")
            }
        }

        func run() throws {
            let correction = correction
            try step.run([number]) { workflow, number in
                if let entry, let happenedAt {
                    return try workflow.correct(number, entry: entry, to: happenedAt.time, because: reason)
                }
                return try workflow.correct(number, correction)
            }
        }
    }

    struct Link: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "link", abstract: "Says that cases belong together; both say so from then on.")
        @Argument(help: "The first case, and those that belong with it.") var numbers: [String]
        @OptionGroup var step: StepOptions

        func validate() throws {
            guard numbers.count > 1 else { throw ValidationError("give two cases or more") }
        }

        func run() throws {
            try step.run(Array(numbers.dropFirst())) { workflow, other in
                try workflow.link(numbers[0], with: other).1
            }
        }
    }

    struct Merge: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "merge",
            abstract: "Makes one case of two: calls and captures of the first go into the second; the first is closed.",
            discussion: """
                EXAMPLES
                  earshot case merge CASE-000009 --into CASE-000004
                """)
        @Argument(help: "The numbers of the cases that go into another.") var numbers: [String]
        @Option(help: ArgumentHelp("The case that goes on.", valueName: "number")) var into: String
        @OptionGroup var step: StepOptions

        func run() throws {
            try step.output.protect([step.work.choice.program])
            let store = try step.work.place.open()
            let program = try step.work.choice.load()
            var outcome = StepOutcome(program: program, zone: try step.zone.shown(program), now: step.work.now)
            var last: CaseSummary?
            for number in numbers {
                let merged = try CaseRun.analyzing(store, program: program, quiet: step.output.quiet) { analyze, _ in
                    try MergeCases(store: store, program: program, analyze: analyze).merge(
                        number, into: into, clock: step.work.clock, by: step.work.actor)
                }
                outcome.say(
                    "\(merged.from.number) went into \(merged.into.number): \(merged.samples) calls, \(merged.captures) captures."
                )
                last = merged.into
            }
            if let last { outcome.add(last) }
            try step.deliver(outcome)
        }
    }

    struct Duty: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "duty", abstract: "Says who is on duty, by the hours of the regions and of the ladder.")
        @Option(help: ArgumentHelp("When (default: now).", valueName: "RFC 3339")) var at: ReceiptTime?
        @Option(help: "How to show it: text or json.") var format = CheckFormat.text
        @OptionGroup var choice: ProgramOptions
        @OptionGroup var zone: ZoneOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect([choice.program])
            let program = try choice.load()
            let now = at?.time ?? ReceiptTime.now
            switch format {
            case .text:
                try output.deliver(
                    DutyReport.text(program, now: now, zone: try zone.shown(program), style: output.style))
            case .json: try output.deliver(DutyReport.json(program, now: now))
            }
        }
    }

    struct Report: ParsableCommand {
        enum Format: String, ExpressibleByArgument, CaseIterable {
            case text, csv, html, json
        }

        static let configuration = CommandConfiguration(
            commandName: "report",
            abstract:
                "The service of a month: targets met and missed by severity and region, what was returned and why.",
            discussion: """
                EXAMPLES
                  earshot case report --month 2026-11
                  earshot case report --month 2026-11 --format html -o november.html
                """)
        @Option(help: ArgumentHelp("The month (default: this one).", valueName: "YYYY-MM")) var month: String?
        @Option(help: "How to show it: text, csv, html or json.") var format = Format.text
        @OptionGroup var work: CaseOptions
        @OptionGroup var zone: ZoneOptions
        @OptionGroup var output: OutputOptions

        private var chosen: (year: Int, month: Int)? {
            guard let month else {
                let civil = CivilDateTime(work.now)
                return (civil.year, civil.month)
            }
            guard month.utf8.count == 7, CaptureTime(rfc3339: month + "-01T00:00:00Z") != nil,
                let year = Int(month.prefix(4)), let number = Int(month.suffix(2))
            else { return nil }
            return (year, number)
        }

        func validate() throws {
            guard chosen != nil else { throw ValidationError("--month takes a month such as 2026-11") }
        }

        func run() throws {
            try output.protect([work.choice.program])
            guard let chosen else { return }
            let program = try work.choice.load()
            let store = try work.place.open(.reading)
            let rules = try zone.rules()
            let report = try StoreOptions.translating {
                try MakeServiceReport(store: store, program: program).run(
                    year: chosen.year, month: chosen.month, zone: rules, now: work.now)
            }
            switch format {
            case .text: try output.deliver(report.text(style: output.style))
            case .csv: try output.deliver(Array(report.csv.utf8))
            case .html: try output.deliver(Array(report.html.utf8))
            case .json: try output.deliver(report.json)
            }
        }
    }

    struct Escalate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "escalate",
            abstract:
                "Escalates a case to whoever is on duty: by portal, if it was not answered in time, or by e-mail.",
            discussion: """
                Without --email the escalation is recorded and the next contact of the ladder named, once the portal offers it.
                With --email, at any time, the program's template is filled and written as a message file that mail programs
                open. It goes to somebody on duty, and to nobody twice within the time to answer.
                """)
        @Argument(help: "The case's number.") var number: String
        @Option(help: ArgumentHelp("Write the e-mail to this file (.eml).", valueName: "file")) var email: String?
        @Option(help: "The step you expect next.") var nextStep: String?
        @Option(help: "Who can be asked.") var contactName: String?
        @Option(help: "Their telephone number or e-mail address.") var contact: String?
        @Option(help: "Additional comments.") var comments: String?
        @Option(help: "How to show what came of it: text or json.") var format = CheckFormat.text
        @OptionGroup var work: CaseOptions
        @OptionGroup var zone: ZoneOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect([work.choice.program], alsoWriting: [email])
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
                if outcome.isOtherRegion { text += "; of another region" }
                if outcome.isOnDuty {
                    text += "; on duty now"
                } else {
                    let shown = try zone.shown(program)
                    text +=
                        "; nobody else is on duty"
                        + (outcome.onDutyFrom.map { ", they are from \(shown.words($0, region: contact.region))" } ?? "")
                }
            }
            text += "\n"
            if let email, let mail = outcome.mail {
                do {
                    try OutputSink.write(mail, to: email)
                    text += "E-mail: \(email)\n"
                } catch let failure as OutputFileError {
                    // The escalation stands; the mail must not be lost with the file.
                    try output.deliver(text + String(decoding: mail, as: UTF8.self).replacing("\r\n", with: "\n"))
                    throw failure
                }
            }
            switch format {
            case .text: try output.deliver(text)
            case .json:
                let summary = try StoreOptions.translating { try store.record(outcome.number).summary }
                try output.deliver(
                    CaseReport.escalationJSON(
                        CaseClock(program: program).standing(summary, now: work.now), role: outcome.role,
                        contact: outcome.contact, isOnDuty: outcome.isOnDuty, email: email))
            }
        }
    }
}
