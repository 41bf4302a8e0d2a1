import ArgumentParser
import CaseStore
import CaseWork
import Reports

/// `earshot case`: the cases so far.
struct CaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "Lists, shows and exports cases.",
        subcommands: [List.self, Show.self, Export.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all cases, newest first.")

        @Option(help: "How to show the list: text or json.")
        var format = CheckFormat.text

        @OptionGroup var place: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let store = try place.open()
            let cases = try StoreOptions.translating { try store.list() }
            switch format {
            case .json: try output.deliver(CaseReport.listJSON(cases.map(CaseDocument.Row.init)))
            case .text: try output.deliver(CaseReport.listText(cases.map(CaseDocument.Row.init), style: output.style))
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one case with what belongs to it.")

        @Argument(help: "The case's number, such as CASE-000001.")
        var number: String

        @Option(help: "How to show the case: text or json.")
        var format = CheckFormat.text

        @OptionGroup var place: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let store = try place.open()
            let record = try StoreOptions.translating { try store.record(number) }
            let document = CaseDocument(record)
            switch format {
            case .json: try output.deliver(CaseReport.json(document))
            case .text: try output.deliver(CaseReport.text(document, style: output.style))
            }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes a case with its captures and report into a new folder.")

        @Argument(help: "The case's number, such as CASE-000001.")
        var number: String

        @Option(
            name: .shortAndLong, help: ArgumentHelp("The new folder (default: the case's number).", valueName: "folder")
        )
        var output: String?

        @OptionGroup var place: StoreOptions

        func run() throws {
            let store = try place.open()
            let record = try StoreOptions.translating { try store.record(number) }
            let target = output ?? record.summary.number
            try StoreOptions.translating {
                try store.export(number, to: target, caseJSON: CaseReport.json(CaseDocument(record)))
            }
            Terminal.write(Array("\(record.summary.number) written to \(target)\n".utf8), to: 1)
        }
    }
}

extension CaseDocument.Row {
    /// The row of a stored case.
    init(_ summary: CaseSummary) {
        self.init(
            number: summary.number, openedAt: summary.openedAt, state: summary.state, severity: summary.severity,
            region: summary.region, serviceIdentifier: summary.serviceIdentifier, summary: summary.summary,
            mainFinding: summary.mainFinding)
    }
}

extension CaseDocument {
    /// The document of a stored case.
    init(_ record: CaseRecord) {
        self.init(
            row: Row(record.summary), program: record.program,
            findings: record.findings.map {
                Finding(code: $0.code, severity: $0.severity, cause: $0.cause, summary: $0.summary)
            },
            captures: record.captures.map { Capture(name: $0.name, sha256: $0.sha256, bytes: $0.bytes) },
            events: record.events.map { Event(at: $0.at, kind: $0.kind, text: $0.text) })
    }
}
