import ArgumentParser
import CallVocabulary
import CaseWork
import Cases
import CivilTime
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
}

/// The zone in which times are shown.
struct ZoneOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Show times in this zone: a name, local or utc (default: the region's own).", valueName: "Europe/London"))
    var zone: String?

    /// The zone that was chosen; `nil` if none was.
    func rules() throws -> ZoneRules? {
        guard let zone else { return nil }
        let name = zone.lowercased() == "local" ? ZoneOptions.localName : zone.lowercased() == "utc" ? "UTC" : zone
        guard let rules = ZoneRules(name) else {
            throw CommandFailure("the zone \(zone) is not known; write a name such as Europe/London, local or utc.")
        }
        return rules
    }

    func shown(_ program: Program) throws -> ShownZone { ShownZone(program, chosen: try rules()) }

    /// The machine's zone: `TZ`, else where its clock is linked to; UTC if neither says.
    private static var localName: String {
        if let name = Terminal.environment("TZ"), !name.isEmpty {
            return name.first == ":" ? String(name.dropFirst()) : name
        }
        guard let link = Terminal.link("/etc/localtime"), let place = link.range(of: "zoneinfo/") else { return "UTC" }
        return String(link[place.upperBound...])
    }
}

/// What every step of the work understands.
struct StepOptions: ParsableArguments {
    @Option(help: "How to show what came of it: text or json.")
    var format = CheckFormat.text

    @OptionGroup var work: CaseOptions
    @OptionGroup var zone: ZoneOptions
    @OptionGroup var output: OutputOptions

    /// Runs one step with each of several cases and returned submissions, each in a transaction of its own. Those that fail are
    /// named, the others are done all the same; status 2 then.
    func run(
        _ numbers: [String], _ step: (CaseWorkflow, String) throws -> CaseSummary,
        returned: ((ReturnedWork, String) throws -> ReturnedSummary)? = nil,
        hint: (CaseSummary) -> String? = { _ in nil }
    ) throws {
        try output.protect([work.choice.program])
        let store = try work.place.open()
        let program = try work.choice.load()
        let workflow = CaseWorkflow(store: store, program: program, actor: work.actor, clock: work.clock)
        let submissions = ReturnedWork(store: store, actor: work.actor, clock: work.clock)
        var outcome = StepOutcome(program: program, zone: try zone.shown(program), now: work.now)
        for number in numbers {
            do {
                try StoreOptions.translating {
                    guard CaseWords.isSubmission(number) else {
                        let summary = try step(workflow, number)
                        outcome.add(summary, hint: output.quiet ? nil : hint(summary))
                        return
                    }
                    guard let returned else {
                        throw CaseStoreError(
                            .submissionConflict, "\(number) is a returned submission, with which this cannot be done.")
                    }
                    outcome.add(try returned(submissions, number))
                }
            } catch let failure as CommandFailure where numbers.count > 1 {
                outcome.failures.append("\(number): \(failure.description)")
            }
        }
        try deliver(outcome)
    }

    /// Shows what came of steps; throws status 2 if one failed.
    func deliver(_ outcome: StepOutcome) throws {
        switch format {
        case .text: try output.deliver(outcome.text)
        case .json: try output.deliver(outcome.json)
        }
        for failure in outcome.failures { Terminal.writeError("earshot: \(failure)\n") }
        if !outcome.failures.isEmpty { throw ExitCode(2) }
    }
}

/// What came of steps with cases and returned submissions.
struct StepOutcome {
    let program: Program
    let zone: ShownZone
    let now: CaptureTime
    private var standings: [CaseStanding] = []
    private var returned: [ReturnedSummary] = []
    private var lines: [String] = []
    var failures: [String] = []

    init(program: Program, zone: ShownZone, now: CaptureTime) {
        self.program = program
        self.zone = zone
        self.now = now
    }

    mutating func add(_ summary: CaseSummary, hint: String? = nil) {
        let standing = CaseClock(program: program).standing(summary, now: now)
        standings.append(standing)
        lines.append(CaseReport.stepText(standing, zone: zone))
        if let hint { lines.append(hint) }
    }

    mutating func add(_ summary: ReturnedSummary) {
        returned.append(summary)
        lines.append("\(summary.number) is \(summary.state.rawValue), reminded \(summary.reminders.count) ×.")
    }

    /// A line of its own.
    mutating func say(_ line: String) { lines.append(line) }

    var text: String { lines.map { $0 + "\n" }.joined() }

    var json: [UInt8] {
        standings.isEmpty && !returned.isEmpty
            ? ReturnedReport.listJSON(returned, next: nil, total: returned.count) : CaseReport.listJSON(standings)
    }
}

/// Numbers of cases and returned submissions, and a text behind them, as they are typed.
struct CaseWords {
    var numbers: [String] = []
    var text = ""

    /// The numbers in front, and the rest as the text.
    init(_ words: [String], textNamed name: String?) throws {
        numbers = Array(words.prefix { CaseWords.isNumber($0) })
        text = words.dropFirst(numbers.count).joined(separator: " ")
        // A text may be a number: the last one, where there has to be a text.
        if name != nil, text.isEmpty, numbers.count > 1, let last = numbers.last, last.allSatisfy(\.isNumber) {
            numbers.removeLast()
            text = last
        }
        guard !numbers.isEmpty else {
            throw ValidationError("give the number of a case first, such as CASE-000001, or of several")
        }
        if name == nil, !text.isEmpty { throw ValidationError("\(text) is no number of a case, such as CASE-000001") }
        if let name, text.isEmpty { throw ValidationError("give \(name) behind the number") }
    }

    /// `CASE-000012`, `SUBMISSION-000003`, `12`.
    static func isNumber(_ word: String) -> Bool {
        let upper = word.uppercased()
        let digits =
            upper.hasPrefix("CASE-")
            ? upper.dropFirst(5) : upper.hasPrefix("SUBMISSION-") ? upper.dropFirst(11) : upper[...]
        return !digits.isEmpty && digits.utf8.count <= 18 && digits.allSatisfy { ("0"..."9").contains($0) }
    }

    static func isSubmission(_ number: String) -> Bool { number.uppercased().hasPrefix("SUBMISSION-") }
}
