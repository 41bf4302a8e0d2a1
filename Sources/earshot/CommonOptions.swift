import ArgumentParser
import Escaping
import Reports

/// When to colour text.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

/// What every command understands about its output.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the result to this file; - is standard output.", valueName: "file"))
    var output: String?

    @Flag(help: "No progress, no hints.")
    var quiet = false

    @Option(
        name: .customLong("color"),
        help: ArgumentHelp(
            "Colour text: auto, always or never (default: as set, else auto; NO_COLOR is respected).",
            valueName: "when"))
    var givenColor: ColorChoice?

    /// When to colour: as the flag says, else as it is set; settings that cannot be read are told where they are needed.
    var color: ColorChoice {
        givenColor ?? (try? Settings.text(.color)).flatMap { $0 }.flatMap { ColorChoice(rawValue: $0) } ?? .auto
    }

    /// How text is laid out for where it goes.
    var style: TextStyle { OutputOptions.style(color: color, toFile: output.map { $0 != "-" } ?? false) }

    /// How text is laid out on standard output, or in a file.
    static func style(color: ColorChoice, toFile: Bool) -> TextStyle {
        let isTerminal = !toFile && Terminal.isTerminal(1)
        let allowed = Terminal.environment("NO_COLOR").map(\.isEmpty) ?? true
        let usesColor: Bool
        switch color {
        case .always: usesColor = true
        case .never: usesColor = false
        case .auto: usesColor = isTerminal && allowed && Terminal.environment("TERM") != "dumb"
        }
        return TextStyle(width: Terminal.width, color: usesColor)
    }

    /// Writes the result where it belongs.
    func deliver(_ bytes: [UInt8]) throws { try OutputSink.write(bytes, to: output ?? "-") }

    /// Writes what `body` hands on piece by piece.
    func deliver(_ body: (@escaping ([UInt8]) -> Void) throws -> Void) throws {
        try OutputSink.write(to: output ?? "-", body)
    }

    /// Writes text where it belongs; nothing hidden in it gets through, whatever it was made from.
    func deliver(_ text: String) throws { try deliver(safe(text)) }

    /// Text as bytes in which nothing is hidden.
    func safe(_ text: String) -> [UInt8] { Array(Escaping.terminalLines(text, styled: style.color).utf8) }

    /// Throws if the result, or another of the files that are to be written, would destroy what is read, or another.
    func protect(_ inputs: [String?], alsoWriting others: [String?] = []) throws {
        try OutputProtection.check([output] + others, inputs: inputs.compactMap { $0 })
    }
}
