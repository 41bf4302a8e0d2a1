import ArgumentParser
import CallVocabulary
import CaseWork
import Findings
import Reports
import SampleIntake
import SupportProgram

/// Formats of a check's answer.
enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

extension SubmissionFormat: ExpressibleByArgument {}

/// `earshot check`: are these call samples good enough to submit?
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks whether call samples can be submitted, and says what to change.",
        discussion: """
            Reads tables (CSV, Excel .xlsx, OpenDocument .ods, HTML), e-mails (.eml with attachments, or pasted text) and
            JSON, also from standard input (-). Captures attached to an e-mail are read as with --capture.
            Status 1 means that a submission was returned.

            EXAMPLES
              earshot check samples.csv
              earshot check form.json --capture call.pcap    is the call in the capture?
              earshot check samples.csv --fix corrected.csv  the file with what to change beside each row
              earshot check --ask --save form.json           fill in the form here
              earshot check form.json --format json --received-at 2026-11-22T15:00:00Z
            """)

    @Argument(help: "Submissions, or - for standard input.")
    var files: [String] = []

    @Option(name: .customLong("capture"), help: "A capture to compare with (repeatable).")
    var captures: [String] = []

    @Option(help: ArgumentHelp("When the submission was received (default: now).", valueName: "RFC 3339"))
    var receivedAt: ReceiptTime?

    @Option(help: "The input's format: json, ndjson, csv, text, html, mail or workbook (default: recognised).")
    var input: SubmissionFormat?

    @OptionGroup var intake: IntakeOptions

    @Option(help: "How to show the answer: text or json; several answers are one array.")
    var format = CheckFormat.text

    @Option(
        help: ArgumentHelp(
            "Write the submission back with problems and replacements beside it; given values stay.", valueName: "file")
    )
    var fix: String?

    @Flag(help: "Ask for the form on the terminal, field by field.")
    var ask = false

    @Flag(help: "With --ask: the whole submission, not the samples alone.")
    var whole = false

    @Option(
        help: ArgumentHelp(
            "With --ask: keep the form in this file, answer by answer; a form that is there already is gone on with.",
            valueName: "file"))
    var save: String?

    @OptionGroup var choice: ProgramOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard ask || !files.isEmpty else {
            throw ValidationError("give a submission, - for standard input, or --ask to fill in the form")
        }
        guard !ask || files.isEmpty else { throw ValidationError("--ask asks for the form; leave the files out") }
        guard fix == nil || files.count == 1 else { throw ValidationError("--fix works on one submission") }
        guard fix != "-" || output.output != nil else {
            throw ValidationError("--fix - needs standard output for itself; give the report a file with -o")
        }
        guard save == nil || ask else { throw ValidationError("--save goes with --ask") }
    }

    func run() throws {
        try output.protect(files + captures + [choice.program], alsoWriting: [fix, save])
        let program = try choice.load()
        let received = receivedAt?.time ?? ReceiptTime.now
        if ask { return try runForm(program) }
        // An export of several tickets is several submissions.
        let submissions = try files.flatMap { file -> [(file: String, bytes: [UInt8])] in
            let bytes = try intake.read(file, program)
            let tickets = intake.ticket == nil && fix == nil ? SubmissionTicket.all(in: bytes) : []
            guard tickets.count > 1 else { return [(file, bytes)] }
            return tickets.map { (file: "\(file), ticket \($0.id)", bytes: Array($0.text.utf8)) }
        }
        let attached = try AttachedCaptures(submissions.map(\.bytes))
        defer { attached.remove() }
        let analysis = try analysis(program, captures + attached.paths)
        var isReturned = false
        try output.deliver { sink in isReturned = try check(submissions, program, received, analysis, sink) }
        if isReturned { throw ExitCode(1) }
    }

    /// Checks every submission and hands on its report; true if one is returned.
    private func check(
        _ submissions: [(file: String, bytes: [UInt8])], _ program: Program, _ received: CaptureTime,
        _ analysis: CaptureAnalysis?, _ sink: @escaping ([UInt8]) -> Void
    ) throws -> Bool {
        var isReturned = false
        var isUnchanged = false
        for (index, entry) in submissions.enumerated() {
            let (file, submission) = entry
            let answer = try answer(submission, format: input, received, .check, program, analysis)
            isReturned = isReturned || answer.verdict == .returned
            if let fix {
                let corrected = CorrectedSubmission.write(
                    submission, format: input, answer: answer, policy: SamplePolicy(program))
                isUnchanged = corrected == submission
                try OutputSink.write(corrected, to: fix)
            }
            switch format {
            case .json:
                // Several answers are one array, so that what is written is JSON for every reader.
                if submissions.count > 1 { sink(Array((index == 0 ? "[\n" : ",\n").utf8)) }
                CheckReport.json(answer, to: sink)
            case .text:
                if submissions.count > 1 { sink(output.safe((index > 0 ? "\n" : "") + file + "\n")) }
                sink(report(answer))
            }
        }
        if format == .json, submissions.count > 1 { sink(Array("]\n".utf8)) }
        if let fix, format == .text, !output.quiet {
            sink(
                output.safe(
                    isUnchanged
                        ? "\n\(fix) holds the submission as it came: nothing in it could be put right.\n"
                        : "\nCorrected file: \(fix)\n"))
        }
        return isReturned
    }

    private func analysis(_ program: Program, _ captures: [String]) throws -> CaptureAnalysis? {
        guard !captures.isEmpty else { return nil }
        return try CaptureRun.analyze(
            captures, hashesAll: false, thresholds: FindingThresholds(program), quiet: output.quiet)
    }

    private func answer(
        _ submission: [UInt8], format: SubmissionFormat?, _ received: CaptureTime, _ purpose: SampleChecker.Purpose,
        _ program: Program, _ analysis: CaptureAnalysis?
    ) throws -> CheckAnswer {
        SubmitSamples(program: program, known: try intake.known()).check(
            submission, format: format, receivedAt: received, purpose: purpose, analysis: analysis
        ).answer
    }

    private func report(_ answer: CheckAnswer) -> [UInt8] {
        switch format {
        case .json: return CheckReport.json(answer)
        case .text: return output.safe(CheckReport.text(answer, style: output.style))
        }
    }

    /// Asks, checks, and keeps what was entered.
    private func runForm(_ program: Program) throws {
        let begun = try save.flatMap {
            try OutputSink.exists($0) ? InputBytes.read($0, limit: program.criteria.maximumBytes) : nil
        }
        if let save, let begun, !begun.isEmpty, !FormDialogue.canResume(begun) {
            throw CommandFailure(
                "\(save) holds something else than a form that was begun. It was left as it is; keep the form in another file."
            )
        }
        var form = AskForm(
            program: program, isWhole: whole, resuming: begun.flatMap { $0.isEmpty ? nil : $0 },
            receivedAt: { receivedAt?.time ?? ReceiptTime.now },
            read: { readLine() }, show: { Terminal.writeError($0) },
            keep: { bytes in if let save { try OutputSink.write(bytes, to: save) } })
        let submission = try form.run()
        if let save { Terminal.writeError("\nThe form is in \(save).\n\n") }
        let answer = try answer(
            submission, format: .json, receivedAt?.time ?? ReceiptTime.now, whole ? .submit : .check, program,
            try analysis(program, captures))
        try output.deliver(report(answer))
        if answer.verdict == .returned { throw ExitCode(1) }
    }
}
