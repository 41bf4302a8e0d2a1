import ArgumentParser
import CallVocabulary
import CaseWork
import Cases
import Escaping
import Reports
import SupportProgram

/// Where, by which program, by whom and when a case is worked on.
struct CaseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who does it (default: the user's name).", valueName: "name"))
    var by: String?

    @Option(help: ArgumentHelp("When it happens (default: now).", valueName: "RFC 3339"))
    var at: ReceiptTime?

    @OptionGroup var choice: ProgramOptions
    @OptionGroup var place: StoreOptions

    var now: CaptureTime { at?.time ?? ReceiptTime.now }

    var clock: CommandClock { CommandClock(at) }

    var actor: String { by ?? Terminal.environment("USER") ?? "" }

    /// Runs one step of the work, and says what state the case is in.
    func run(_ step: (CaseWorkflow) throws -> CaseSummary) throws {
        let store = try place.open()
        let program = try choice.load()
        let summary = try StoreOptions.translating {
            try step(CaseWorkflow(store: store, program: program, actor: actor, clock: clock))
        }
        let words = [summary.state.rawValue, summary.severity, summary.region].map { Escaping.terminal($0, limit: 80) }
        var text = "\(summary.number) is \(words.joined(separator: ", "))."
        if let clock = CaseClock(program: program).read(summary) {
            if clock.initialResponseMet == nil, let due = clock.initialResponseDue, !clock.isResolved {
                text += " First response due \(due)."
            }
            if let due = clock.nextUpdateDue { text += " Next update due \(due)." }
        }
        try Terminal.show(text + "\n")
    }
}
