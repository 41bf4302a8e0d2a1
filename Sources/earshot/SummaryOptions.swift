import ArgumentParser
import JSONText
import Reports

/// How a command that writes a file of its own says what it wrote: to standard error as text, or to standard output as JSON.
struct SummaryOptions: ParsableArguments {
    /// Formats of a summary.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(help: "How to show the summary: text, or json on standard output.")
    var format = Format.text

    @Flag(help: "No progress and no summary.")
    var quiet = false

    @Option(
        name: .customLong("color"),
        help: ArgumentHelp("Colour text: auto, always or never; the summary has none.", valueName: "when"))
    var givenColor: ColorChoice?

    /// Shows the summary where it belongs; JSON not where the file itself goes to standard output.
    func show(_ text: String, file: String, _ members: (inout JSONWriter) -> Void) throws {
        guard !quiet else { return }
        guard format == .json else { return Terminal.writeError(text) }
        guard file != "-" else {
            throw CommandFailure(
                "the file goes to standard output, where the summary would stand in it; give it a name.")
        }
        var json = JSONWriter(pretty: true)
        json.object(members)
        try Terminal.show(String(decoding: json.bytes, as: UTF8.self) + "\n")
    }
}
