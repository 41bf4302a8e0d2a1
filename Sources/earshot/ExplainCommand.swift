import ArgumentParser
import Findings
import Reports
import SampleIntake

/// `earshot explain`: what a code means and what clears it.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says what a problem, finding or cause means, and what to do.",
        discussion: """
            Without a code, all codes are listed.

            EXAMPLES
              earshot explain sample.call-too-old
              earshot explain media.one-way-audio
            """)

    @Argument(help: "A code, such as sample.call-too-old.")
    var code: String?

    @Option(help: "How to show it: text or json.")
    var format = CheckFormat.text

    @OptionGroup var output: OutputOptions

    func run() throws {
        guard let code else {
            let problems = ProblemCatalog.entries.map { (code: $0.code, meaning: $0.meaning) }
            let findings = FindingExplanations.entries.map { (code: $0.code, meaning: $0.meaning) }
            guard format == .text else {
                let all =
                    ProblemCatalog.entries.map { ($0.code, $0.meaning, $0.remedy) }
                    + FindingExplanations.entries.map { ($0.code, $0.meaning, $0.remedy) }
                return try output.deliver(ExplanationReport.json(all))
            }
            return try output.deliver(ExplanationReport.list(problems + findings, style: output.style))
        }
        if format == .json {
            if let entry = ProblemCatalog.entry(code) {
                return try output.deliver(ExplanationReport.json([(entry.code, entry.meaning, entry.remedy)]))
            }
            if let entry = FindingExplanations.entry(code) {
                return try output.deliver(ExplanationReport.json([(entry.code, entry.meaning, entry.remedy)]))
            }
        }
        if let entry = ProblemCatalog.entry(code) {
            return try output.deliver(
                ExplanationReport.text(entry.code, entry.meaning, entry.remedy, style: output.style))
        }
        if let entry = FindingExplanations.entry(code) {
            return try output.deliver(
                ExplanationReport.text(entry.code, entry.meaning, entry.remedy, style: output.style))
        }
        throw CommandFailure("there is no code \(code); earshot explain lists them all.")
    }
}
