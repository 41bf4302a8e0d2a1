import ArgumentParser
import CallVocabulary
import CaseWork
import Cases
import Escaping
import Reports
import SampleIntake
import SupportProgram

extension CaseCommand {
    /// `earshot case add-samples`.
    struct AddSamples: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add-samples",
            abstract: "Adds call samples to a case, or completes those it has.",
            discussion: """
                Samples that cannot be used are sent back (status 1), and nothing is changed. submit --complete with a case's
                number does the same.

                EXAMPLES
                  earshot case add-samples CASE-000012 samples.csv
                """)

        @Argument(help: "The case's number, such as CASE-000001.")
        var number: String

        @Argument(help: "The samples in any format, or - for standard input.")
        var file: String

        @Option(name: .customLong("capture"), help: "A capture to attach with them (repeatable).")
        var captures: [String] = []

        @Option(help: ArgumentHelp("When they were received (default: now).", valueName: "RFC 3339"))
        var receivedAt: ReceiptTime?

        @Option(help: "The input's format (default: recognised).")
        var input: SubmissionFormat?

        @Option(help: "How to show the answer: text or json.")
        var format = CheckFormat.text

        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("Who adds them (default: the user's name).", valueName: "name"))
        var by: String?

        @OptionGroup var choice: ProgramOptions
        @OptionGroup var place: StoreOptions

        func run() throws {
            try SampleAddition(
                number: number, file: file, captures: captures, receivedAt: receivedAt, input: input, format: format,
                place: SampleAddition.Place(file: output.output, quiet: output.quiet, style: output.style), by: by
            ).run(choice, place)
        }
    }
}

/// Samples on their way into a case that is open.
struct SampleAddition {
    /// Where the answer goes.
    struct Place {
        /// The file; `nil` is standard output.
        var file: String?
        var quiet: Bool
        var style: TextStyle
    }

    var number: String
    var file: String
    var captures: [String]
    var receivedAt: ReceiptTime?
    var input: SubmissionFormat?
    var format: CheckFormat
    var place: Place
    var by: String?

    func run(_ choice: ProgramOptions, _ folder: StoreOptions) throws {
        try OutputProtection.check([place.file], inputs: ([file] + captures + [choice.program]).compactMap { $0 })
        try CommandClock(receivedAt).requireNotAhead()
        let received = receivedAt?.time ?? ReceiptTime.now
        let program = try choice.load()
        let bytes = try InputBytes.read(file, limit: program.criteria.maximumBytes)
        let store = try folder.open()
        let actor = by ?? Terminal.environment("USER") ?? ""
        let clock = CommandClock(receivedAt)
        let outcome = try CaseRun.analyzing(store, program: program, quiet: place.quiet) { analyze, take in
            _ = try store.record(number)
            if !captures.isEmpty {
                _ = try AttachCaptures(store: store, analyze: analyze).attach(
                    try take(captures), to: number, clock: clock, by: actor)
            }
            return try CaseWork.AddSamples(store: store, program: program, analyze: analyze).add(
                bytes, format: input, to: number, receivedAt: received, clock: clock, by: actor)
        }
        switch format {
        case .json: try OutputSink.write(CheckReport.json(outcome.answer), to: place.file ?? "-")
        case .text:
            let count = outcome.added == 1 ? "1 sample" : "\(outcome.added) samples"
            let first =
                outcome.added > 0
                ? "\(count) added to \(outcome.number) or completed there.\n\n"
                : "\(outcome.number) stays as it is.\n\n"
            try OutputSink.write(
                Array(
                    Escaping.terminalLines(
                        first + CheckReport.text(outcome.answer, style: place.style), styled: place.style.color
                    ).utf8), to: place.file ?? "-")
        }
        if outcome.added == 0 { throw ExitCode(1) }
    }
}
