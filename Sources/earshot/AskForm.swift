import CallVocabulary
import CaseWork
import JSONText
import Reports
import SampleIntake
import SupportProgram

/// The form as a conversation on a terminal: every answer is checked at once and asked again until it can be used.
///
/// An empty line leaves a field out; end of input ends the form with what was entered.
struct AskForm {
    let program: Program
    let receivedAt: () -> CaptureTime
    let style: TextStyle
    /// The next line typed; `nil` at the end of input.
    let read: () -> String?
    /// Shows text without a line end.
    let show: (String) -> Void

    private var members: [JSONValue.Member] = []
    private var samples: [[JSONValue.Member]] = []
    private var isOver = false
    /// Samples asked for at most.
    private static let maximumSamples = 200

    init(
        program: Program, style: TextStyle, receivedAt: @escaping () -> CaptureTime, read: @escaping () -> String?,
        show: @escaping (String) -> Void
    ) {
        self.program = program
        self.style = style
        self.receivedAt = receivedAt
        self.read = read
        self.show = show
    }

    /// Asks everything and returns the submission as JSON.
    mutating func run(whole: Bool) -> [UInt8] {
        show("\(program.name): \(whole ? "a submission" : "call samples"). An empty line leaves a field out.\n\n")
        askText("timeZone", "Time zone of the times you write, such as Europe/London")
        askText("country", "Country of numbers without country code, such as GB or US")
        if whole { askCase() }
        while samples.count < Self.maximumSamples, !isOver {
            show(
                "\n" + "Call \(samples.count + 1)"
                    + (samples.isEmpty ? "\n" : " (an empty calling number ends the list)\n"))
            guard askSample() else { break }
        }
        var json = JSONWriter(pretty: true)
        json.value(document)
        return json.bytes + [0x0A]
    }

    private var document: JSONValue {
        .object(members + [.init(name: "samples", value: .array(samples.map { .object($0) }))])
    }

    // MARK: Asking

    private mutating func ask(_ question: String) -> String? {
        guard !isOver else { return nil }
        show("\(question): ")
        guard let line = read() else {
            isOver = true
            show("\n")
            return nil
        }
        let text = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.isEmpty ? nil : text
    }

    private mutating func askText(_ name: String, _ question: String) {
        if let text = ask(question) { members.append(.init(name: name, value: .string(text))) }
    }

    private mutating func askCase() {
        askText("serviceIdentifier", "Service: site name, address or telephone number")
        var person: [JSONValue.Member] = []
        for (name, question) in [("name", "Your name"), ("email", "Your e-mail address"), ("phone", "Your telephone")] {
            if let text = ask(question) { person.append(.init(name: name, value: .string(text))) }
        }
        members.append(.init(name: "representative", value: .object(person)))
        let severities = program.severities.map { "  \($0.id)  \($0.name): \($0.definition)" }
        show(severities.joined(separator: "\n") + "\n")
        askText("severity", "Severity (\(program.severities.map(\.id).joined(separator: ", ")))")
        askText("region", "Region (\(program.regions.map(\.id).joined(separator: ", ")))")
        askText("summary", "The complaint in one line")
        var answers: [JSONValue.Member] = []
        for question in program.checklist {
            let hint = question.answers.isEmpty ? "" : " (\(question.answers.joined(separator: ", ")), unknown)"
            for field in question.fields {
                let label = question.fields.count > 1 ? "\(question.question) [\(field)]" : question.question
                guard let text = ask(label + hint) else { continue }
                answers.append(.init(name: field, value: value(field, text)))
            }
        }
        members.append(.init(name: "checklist", value: .object(answers)))
        var done: [JSONValue.Member] = []
        for one in program.responsibilities where one.id == "equipmentChecked" || one.id == "firstLevelDiagnosticsDone"
        {
            if let text = ask("\(one.statement) Done? (yes, no)") {
                done.append(.init(name: one.id, value: .bool(text.lowercased().hasPrefix("y"))))
            }
        }
        members.append(.init(name: "responsibilities", value: .object(done)))
    }

    private func value(_ field: String, _ text: String) -> JSONValue {
        guard field == "symptoms" else { return .string(text) }
        return .array(text.split(whereSeparator: { ",; ".contains($0) }).map { .string(String($0)) })
    }

    /// One call; false if there is none any more.
    private mutating func askSample() -> Bool {
        var sample: [JSONValue.Member] = []
        for (name, question, isFirst) in [
            ("callingNumber", "  Number calling (or withheld)", true), ("calledNumber", "  Number called", false),
            ("startedAt", "  Date and time", false), ("endedAt", "  End, if the call was long", false),
            ("direction", "  Direction (incoming, outgoing, internal)", false),
        ] {
            while true {
                guard let text = ask(question) else {
                    if isFirst { return false }
                    break
                }
                let candidate = sample + [.init(name: name, value: .string(text))]
                let problems = problems(with: candidate, about: name)
                for problem in problems { show("    \(problem.message)\n    → \(problem.remedy)\n") }
                // What blocks is asked again; what is advice is kept.
                if problems.contains(where: { $0.severity == .blocking }) { continue }
                sample = candidate
                break
            }
            if isOver { break }
        }
        samples.append(sample)
        return !isOver
    }

    /// What the check says about one field of a call.
    private func problems(with sample: [JSONValue.Member], about field: String) -> [Problem] {
        var json = JSONWriter(pretty: false)
        json.value(.object(members + [.init(name: "samples", value: .array([.object(sample)]))]))
        let answer = SampleChecker(policy: SamplePolicy(program))
            .check(json.bytes, format: .json, receivedAt: receivedAt())
        return answer.problems.filter { $0.field == "/samples/0/\(field)" }
    }
}
