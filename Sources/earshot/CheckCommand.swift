import ArgumentParser
import CallVocabulary
import CaseStore
import CaseWork
import Reports
import SampleIntake

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
            Reads JSON, NDJSON, CSV (comma, semicolon, tab) and pasted e-mail text, also from standard input (-).
            Status 1 means that a submission was returned.

            EXAMPLES
              earshot check samples.csv
              earshot check form.json --capture call.pcap    is the call in the capture?
              earshot check form.json --format json --received-at 2026-11-22T15:00:00Z
            """)

    @Argument(help: "Submissions, or - for standard input.")
    var files: [String]

    @Option(name: .customLong("capture"), help: "A capture to compare with (repeatable).")
    var captures: [String] = []

    @Option(help: ArgumentHelp("When the submission was received (default: now).", valueName: "RFC 3339"))
    var receivedAt: ReceiptTime?

    @Option(help: "The input's format: json, ndjson, csv or text (default: recognised).")
    var input: SubmissionFormat?

    @Option(help: "How to show the answer: text or json.")
    var format = CheckFormat.text

    @OptionGroup var output: OutputOptions

    func run() throws {
        let received = receivedAt?.time ?? ReceiptTime.now
        let analysis = captures.isEmpty ? nil : try CaptureRun.analyze(captures, hashesAll: false, quiet: output.quiet)
        var bytes: [UInt8] = []
        var isReturned = false
        for (index, file) in files.enumerated() {
            let answer = SubmitSamples().check(
                try InputBytes.read(file), format: input, receivedAt: received, purpose: .check, analysis: analysis
            ).answer
            isReturned = isReturned || answer.verdict == .returned
            switch format {
            case .json: bytes += CheckReport.json(answer)
            case .text:
                if files.count > 1 { bytes += Array(((index > 0 ? "\n" : "") + file + "\n").utf8) }
                bytes += Array(CheckReport.text(answer, style: output.style).utf8)
            }
        }
        try output.deliver(bytes)
        if isReturned { throw ExitCode(1) }
    }
}
