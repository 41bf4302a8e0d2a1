import ArgumentParser
import Reports

/// When to colour text.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

/// What every command understands about its output.
struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("Write the result to this file.", valueName: "file"))
    var output: String?

    @Flag(help: "No progress, no hints.")
    var quiet = false

    @Option(help: "Colour text: auto, always or never (NO_COLOR is respected).")
    var color = ColorChoice.auto

    /// How text is laid out for where it goes.
    var style: TextStyle { OutputOptions.style(color: color, toFile: output != nil) }

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
    func deliver(_ bytes: [UInt8]) throws {
        guard let output else {
            // A reader that went away (head, less) is no failure.
            Terminal.write(bytes, to: 1)
            return
        }
        try OutputFile.write(bytes, to: output)
    }

    /// Writes what `body` hands on piece by piece.
    func deliver(_ body: (@escaping ([UInt8]) -> Void) throws -> Void) throws {
        guard let output else { return try body { Terminal.write($0, to: 1) } }
        try OutputFile.write(to: output, body)
    }

    func deliver(_ text: String) throws { try deliver(Array(text.utf8)) }
}
