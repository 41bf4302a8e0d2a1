import ArgumentParser
import CallVocabulary
import CaseWork
import CivilTime
import Reports
import SupportProgram

/// `earshot program`: the support program and its response clocks.
struct ProgramCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "program",
        abstract: "Shows or checks the support program, and reads its response clocks.",
        discussion: """
            EXAMPLES
              earshot program show
              earshot program show --format json > ours.json     start a program file of your own
              earshot program validate ours.json
              earshot program clock --region us --severity S2 --opened 2026-11-24T01:30:00Z
            """,
        subcommands: [Show.self, Validate.self, Clock.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Shows the program: criteria, hours, targets, ladder.")

        @Option(help: "How to show it: text or json (a program file).")
        var format = CheckFormat.text

        @OptionGroup var choice: ProgramOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect([choice.program])
            let program = try choice.load()
            switch format {
            case .text:
                var text = ProgramReport.text(program, now: ReceiptTime.now, style: output.style)
                text += "\nTime zones: database \(ZoneRules.databaseVersion() ?? "of unknown version").\n"
                try output.deliver(text)
            case .json:
                let bytes = try choice.program.map { try InputBytes.read($0) } ?? Array(Program.builtInText.utf8)
                try output.deliver(ProgramReader.effectiveText(bytes) ?? [])
            }
        }
    }

    struct Validate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "validate", abstract: "Checks a program file; status 1 if something has to be put right.")

        @Argument(help: "The program file, or - for standard input.")
        var file: String

        @Option(help: "How to show what is wrong: text or json.")
        var format = CheckFormat.text

        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect([file])
            let bytes = try InputBytes.read(file, limit: ProgramLimits.bytes, what: "a program file")
            switch (ProgramReader.read(bytes), format) {
            case (.success(let program), .text):
                try output.deliver(
                    "✓ \(file) is valid: \(program.name), \(program.regions.count) regions, \(program.severities.count) severities.\n"
                )
            case (.success, .json): try output.deliver(ProgramReport.problemsJSON([]))
            case (.failure(let invalid), .text):
                try output.deliver(ProgramReport.problems(invalid, file: file, style: output.style))
                throw ExitCode(1)
            case (.failure(let invalid), .json):
                try output.deliver(ProgramReport.problemsJSON(invalid.problems))
                throw ExitCode(1)
            }
        }
    }

    struct Clock: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "clock", abstract: "Says when answers are due, and how that comes about.",
            discussion: """
                --events names a JSON list of what happened, oldest first or not:
                  [{"type":"response","at":"…","waitingForCustomer":true},{"type":"customer-message","at":"…"},
                   {"type":"severity","to":"S1","at":"…"},{"type":"region","to":"us","at":"…"},
                   {"type":"update","at":"…"},{"type":"note","at":"…"},{"type":"resolved","at":"…"},
                   {"type":"reopened","at":"…"}]
                """)

        @Option(help: "The support region, such as us or europe.")
        var region: String

        @Option(help: "The severity, such as S1.")
        var severity: String

        @Option(help: ArgumentHelp("When the case was opened.", valueName: "RFC 3339"))
        var opened: ReceiptTime

        @Option(help: ArgumentHelp("What happened since, as JSON.", valueName: "file"))
        var events: String?

        @Option(help: "How to show the answer: text or json.")
        var format = CheckFormat.text

        @OptionGroup var choice: ProgramOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.protect([choice.program, events])
            let program = try choice.load()
            let happened = try events.map { try ClockEventFile.read(try InputBytes.read($0), name: $0) } ?? []
            let reading: ResponseClock.Reading
            do {
                reading = try ResponseClock(program: program).read(
                    openedAt: opened.time, severity: severity, region: region, events: happened)
            } catch {
                throw CommandFailure(error.description)
            }
            switch format {
            case .json: try output.deliver(ProgramReport.clockJSON(reading, openedAt: opened.time, program: program))
            case .text:
                try output.deliver(
                    ProgramReport.clockText(reading, openedAt: opened.time, program: program, style: output.style))
            }
        }
    }
}
