import ArgumentParser
import CaseWork
import Cases
import Reports
import SampleIntake

/// `earshot submit`: the main job.
struct SubmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Checks a submission, analyzes its captures, opens a case and attaches everything.",
        discussion: """
            A submission that lacks something is returned (status 1): no case is opened, and it is kept.

            EXAMPLES
              earshot submit form.json --capture call.pcap
              earshot submit form.json --capture a.pcap --capture b.pcap -o report.html
              earshot submit missing.json --complete SUBMISSION-000001   only what was missing
              earshot submit samples.csv --complete CASE-000012          samples for a case that is open
              earshot submit samples.csv --only-usable                   what can be used now; the rest is kept
              earshot submit form.json --channel phone --by "A. Example"
            """)

    @OptionGroup var submission: SubmitOptions

    func run() throws { try submission.run() }
}

/// Everything about handing in a submission.
struct SubmitOptions: ParsableArguments {
    @Argument(help: "The submission, or - for standard input.")
    var file: String

    @Option(name: .customLong("capture"), help: "A capture to analyze and attach (repeatable).")
    var captures: [String] = []

    @Option(help: ArgumentHelp("When the submission was received (default: now).", valueName: "RFC 3339"))
    var receivedAt: ReceiptTime?

    @Option(help: "The input's format: json, ndjson, csv, text, html, mail or workbook (default: recognised).")
    var input: SubmissionFormat?

    @OptionGroup var intake: IntakeOptions

    @Option(help: "How to show the answer: text or json.")
    var format = CheckFormat.text

    @Option(name: .shortAndLong, help: ArgumentHelp("Write the report as HTML to this file.", valueName: "file"))
    var output: String?

    @Flag(help: "No progress, no hints.")
    var quiet = false

    @Option(help: "Colour text: auto, always or never (NO_COLOR is respected).")
    var color = ColorChoice.auto

    @Option(help: "How it came: web, phone or status-alert.")
    var channel = "web"

    @Option(help: ArgumentHelp("The alert's or ticket's id it comes from.", valueName: "id"))
    var reference: String?

    @Option(
        help: ArgumentHelp(
            "Complete this returned submission (SUBMISSION-…), or add samples to a case (CASE-…): only what was missing is enough, in any format.",
            valueName: "number"))
    var complete: String?

    @Flag(
        help: "Where some calls cannot be used, open the case with those that can, and keep the rest to be completed.")
    var onlyUsable = false

    @Option(help: ArgumentHelp("Who hands it in (default: the user's name).", valueName: "name"))
    var by: String?

    @OptionGroup var choice: ProgramOptions
    @OptionGroup var place: StoreOptions

    func validate() throws {
        guard ["web", "phone", "status-alert"].contains(channel) else {
            throw ValidationError("--channel takes web, phone or status-alert")
        }
        guard (captures + [file]).filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("standard input (-) can be read only once")
        }
    }

    func run() throws {
        try OutputProtection.check([output], inputs: [file] + captures + [choice.program].compactMap { $0 })
        if let complete, complete.uppercased().hasPrefix("CASE-") {
            let style = OutputOptions.style(color: color, toFile: false)
            return try SampleAddition(
                number: complete, file: file, captures: captures, receivedAt: receivedAt, input: input, format: format,
                place: SampleAddition.Place(file: nil, quiet: quiet, style: style), by: by
            ).run(choice, place)
        }
        try CommandClock(receivedAt).requireNotAhead()
        let received = receivedAt?.time ?? ReceiptTime.now
        let program = try choice.load()
        let given = try intake.read(file, program)
        let attached = try AttachedCaptures([given])
        defer { attached.remove() }
        let captures = captures + attached.paths
        // The case keeps what it was opened with, so that it can be judged again.
        let bytes = SampleChecker(policy: SamplePolicy(program)).stating(
            try intake.known(), in: given, format: input)
        let written = bytes == given ? input : .json
        let store = try place.open()
        var origin = SubmitSamples.Origin()
        origin.channel = channel
        origin.reference = reference ?? intake.reference(given)
        origin.actor = by ?? Terminal.environment("USER") ?? ""
        origin.completes = complete
        origin.takesUsableOnly = onlyUsable
        let outcome = try CaseRun.analyzing(store, program: program, quiet: quiet) { analyze, take in
            let handover = SubmitSamples.Handover(
                submission: bytes, format: written, receivedAt: received, captures: try take(captures), origin: origin)
            return try SubmitSamples(program: program).submit(
                handover, store: store, analyze: analyze, clock: CommandClock(receivedAt)
            ) { analysis in
                guard !quiet, Terminal.isTerminal(2) else { return }
                // Told before anything is stored.
                let sensitive = SensitiveContent(analysis)
                if !sensitive.isEmpty { Terminal.writeError("The captures hold \(sensitive.words).\n") }
            }
        }
        let document = outcome.analyzed.document
        if let output {
            try OutputSink.write(to: output) { sink in
                SubmissionReport.html(
                    outcome.answer, document: document, reported: outcome.reportedSymptoms,
                    checklist: outcome.analyzed.checklist, to: sink)
            }
        }
        switch format {
        case .json:
            try OutputSink.write(to: "-") { sink in
                SubmissionReport.json(
                    outcome.answer, document: document, reported: outcome.reportedSymptoms,
                    checklist: outcome.analyzed.checklist, caseNumber: outcome.caseNumber, keptAs: outcome.keptAs,
                    duplicates: outcome.duplicates, to: sink)
            }
        case .text:
            var notes = ["Store: \(store.place)"]
            if let output { notes.insert("Report: \(output)", at: 0) }
            if let number = outcome.caseNumber {
                notes.append(
                    "See it with: earshot case show \(number)" + place.words(for: store.place))
            }
            if let number = outcome.caseNumber, let first = outcome.duplicates.first {
                notes.append(
                    "Link them with: earshot case link \(first) \(number), or merge: earshot case merge \(number) --into \(first)"
                )
            }
            if let kept = outcome.keptAs {
                notes.append(
                    "See what it lacks, and write it to the customer: earshot case show \(kept), earshot case respond \(kept) --email reminder.eml"
                )
            }
            let usable = outcome.answer.samples.count { $0.verdict != .returned }
            if outcome.caseNumber == nil, usable > 0, !onlyUsable,
                outcome.answer.problems.allSatisfy({ $0.severity == .advice || $0.sample != nil })
            {
                notes.append("Hand in what can be used now with: earshot submit … --only-usable")
            }
            let style = OutputOptions.style(color: color, toFile: false)
            try Terminal.show(
                SubmissionReport.text(
                    outcome.answer, document: document, reported: outcome.reportedSymptoms,
                    checklist: outcome.analyzed.checklist, caseNumber: outcome.caseNumber, keptAs: outcome.keptAs,
                    duplicates: outcome.duplicates, place: quiet ? [] : notes, style: style),
                styled: style.color)
        }
        if outcome.caseNumber == nil { throw ExitCode(1) }
    }
}
