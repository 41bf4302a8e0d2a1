import ArgumentParser
import Reports

/// `earshot explain`: what a code means and what clears it.
struct ExplainCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, markdown, json
    }

    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says what a problem, finding or cause means, and what to do.",
        usage: "earshot explain [<words> ...] [--list] [<options>]",
        discussion: """
            Without a code, or with --list, all codes are listed. Words find the codes that are about them.

            EXAMPLES
              earshot explain sample.call-too-old
              earshot explain media.one-way-audio
              earshot explain packet loss
              earshot explain --list --format json
            """)

    @Argument(help: "A code, such as sample.call-too-old, or words.")
    var words: [String] = []

    @Flag(help: "List all codes.")
    var list = false

    @Option(help: "text, markdown or json.")
    var format = Format.text

    @OptionGroup var output: OutputOptions

    func run() throws {
        let pages = ExplanationPage.all()
        let text = words.joined(separator: " ")
        let found = list || words.isEmpty ? pages : ExplanationPage.matching(text, in: pages)
        guard !found.isEmpty else {
            throw CommandFailure("nothing here is called \"\(text)\"; earshot explain lists all codes.")
        }
        switch format {
        case .json: try output.deliver(ExplanationReport.json(found))
        case .markdown:
            try output.deliver(
                found.map { ExplanationReport.markdown($0, samples: "Samples/calls") }.joined(separator: "\n"))
        case .text where found.count == 1:
            try output.deliver(ExplanationReport.text(found[0], style: output.style))
        case .text:
            try output.deliver(ExplanationReport.list(found, style: output.style))
        }
    }
}
