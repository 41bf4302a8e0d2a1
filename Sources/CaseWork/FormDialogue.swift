import CallVocabulary
import JSONText
import SampleIntake
import SupportProgram

/// The form as a conversation without a terminal: one question after the other, every answer checked as it is given.
///
/// ```swift
/// var dialogue = FormDialogue(program: program, isWhole: true)
/// while let question = dialogue.question { reply = dialogue.answer(text, at: now) }
/// ```
public struct FormDialogue: Sendable {
    /// What is asked now.
    public struct Question: Equatable, Sendable {
        /// The question.
        public var label: String
        /// The answers there are, or an example; `nil` if any text is one.
        public var hint: String?
        /// What stands there already.
        public var given: String?
        /// The call it is about, from 1; `nil` for questions about the whole.
        public var call: Int?
    }

    /// What became of an answer.
    public enum Reply: Equatable, Sendable {
        /// It was taken; what is said is advice.
        case taken([Problem])
        /// It cannot be used, and the question stays. A suggestion among the problems is taken by answering `=`.
        case refused([Problem])
        /// The field, or the call, was left out.
        case leftOut
        /// The question before is asked again.
        case back
        /// There is no question before.
        case atTheBeginning
    }

    /// A line of the summary.
    public struct Entry: Equatable, Sendable {
        /// The question.
        public var label: String
        /// The answer.
        public var value: String
        /// The call it is about, from 1.
        public var call: Int?
        fileprivate var cursor: Cursor
    }

    /// A place among the questions.
    fileprivate struct Cursor: Equatable, Sendable {
        /// The call, from 0; `nil` for questions about the whole.
        var call: Int?
        /// The question.
        var step: Int
    }

    /// One question of the form.
    private struct Step: Sendable {
        var path: [String]
        var label: String
        var hint: String?
        /// The pointer its problems have; empty if it is checked with a later one.
        var pointer: String
        var question: CaseRequirements.Question?
        var isTruth = false
        var isList = false
    }

    /// What takes the suggestion that was offered, and what goes back.
    public static let takeSuggestion = "="
    /// What asks the question before again.
    public static let goBack = "<"

    private let checker: SampleChecker
    private let isWhole: Bool
    private let steps: [Step]
    private let callSteps: [Step]
    private(set) var root: JSONValue
    private var cursor: Cursor?
    private var history: [Cursor] = []
    private var offered: String?
    private var wasEmpty = false
    /// True while one answer is being changed from the summary.
    private var isChanging = false

    /// Whether these bytes are a form that was begun, and not some other file which continuing it would replace.
    public static func canResume(_ bytes: [UInt8]) -> Bool {
        guard let read = try? JSONReader.read(bytes), case .object = read else { return false }
        return true
    }

    /// A form of `program`, the whole submission or calls alone; `resumed` is one that was begun, as ``canResume(_:)`` says.
    public init(program: Program, isWhole: Bool, resuming resumed: [UInt8]? = nil) {
        let policy = SamplePolicy(program)
        checker = SampleChecker(policy: policy)
        self.isWhole = isWhole
        steps = FormDialogue.steps(program, policy, isWhole: isWhole)
        callSteps = FormDialogue.callSteps
        root = .object([])
        if let resumed, let read = try? JSONReader.read(resumed), case .object = read { root = read }
        cursor = firstOpen()
    }

    // MARK: Questions

    private static func steps(_ program: Program, _ policy: SamplePolicy, isWhole: Bool) -> [Step] {
        var steps = [
            Step(
                path: ["timeZone"], label: "Time zone of the times you write", hint: "such as Europe/London",
                pointer: "/timeZone"),
            Step(
                path: ["country"], label: "Country of numbers without country code", hint: "such as GB or US",
                pointer: "/country"),
        ]
        guard isWhole else { return steps }
        steps += [
            Step(
                path: ["serviceIdentifier"], label: "Service", hint: "site name, address or telephone number",
                pointer: "/serviceIdentifier"),
            Step(path: ["representative", "name"], label: "Your name", pointer: ""),
            Step(path: ["representative", "email"], label: "Your e-mail address", pointer: ""),
            Step(path: ["representative", "phone"], label: "Your telephone", pointer: "/representative"),
            Step(
                path: ["severity"], label: "Severity",
                hint: program.severities.map { "\($0.id): \($0.name)" }.joined(separator: ", "), pointer: "/severity"),
            Step(
                path: ["region"], label: "Region", hint: program.regions.map(\.id).joined(separator: ", "),
                pointer: "/region"),
            Step(path: ["summary"], label: "The complaint in one line", pointer: "/summary"),
        ]
        for question in policy.caseRequirements.checklist {
            for field in question.fields {
                let part = question.fields.count > 1 ? " (\(words(field)))" : ""
                let answers = question.answers.isEmpty ? nil : (question.answers + ["unknown"]).joined(separator: ", ")
                steps.append(
                    Step(
                        path: ["checklist", field], label: question.question + part, hint: answers,
                        pointer: "/checklist/\(field)", question: question, isList: field == "symptoms"))
            }
        }
        for one in program.responsibilities where one.id == "equipmentChecked" || one.id == "firstLevelDiagnosticsDone"
        {
            steps.append(
                Step(
                    path: ["responsibilities", one.id], label: "\(one.statement) Done?", hint: "yes, no",
                    pointer: "/responsibilities/\(one.id)", isTruth: true))
        }
        return steps
    }

    private static let callSteps = [
        Step(path: ["callingNumber"], label: "Number calling", hint: "or withheld", pointer: "callingNumber"),
        Step(path: ["calledNumber"], label: "Number called", pointer: "calledNumber"),
        Step(path: ["startedAt"], label: "Date and time of call", pointer: "startedAt"),
        Step(path: ["endedAt"], label: "End time", hint: "if the call was long", pointer: "endedAt"),
        Step(
            path: ["direction"], label: "Call direction", hint: "incoming, outgoing, internal", pointer: "direction"),
    ]

    /// `phone display during` of `phoneDisplayDuring`.
    private static func words(_ field: String) -> String {
        field.reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
    }

    /// The question to be answered; `nil` when all were asked.
    public var question: Question? {
        guard let cursor else { return nil }
        let step = step(cursor)
        var hint = step.hint
        if cursor.call != nil, step.pointer == "callingNumber", cursor.call != 0 {
            hint = "or withheld; an empty line ends the list"
        }
        return Question(
            label: step.label, hint: hint, given: text(at: path(cursor), call: cursor.call),
            call: cursor.call.map { $0 + 1 })
    }

    private func step(_ cursor: Cursor) -> Step { cursor.call == nil ? steps[cursor.step] : callSteps[cursor.step] }

    private func path(_ cursor: Cursor) -> [String] { step(cursor).path }

    // MARK: Answers

    /// Answers the question at hand; the age of calls is counted to `now`.
    public mutating func answer(_ written: String, at now: CaptureTime) -> Reply {
        guard let cursor else { return .atTheBeginning }
        var text = written.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if text == FormDialogue.goBack { return goBack() }
        if text == FormDialogue.takeSuggestion, let offered { text = offered }
        offered = nil
        if text.isEmpty { return leaveOut(cursor, now) }
        wasEmpty = false
        var candidate = self
        candidate.set(cursor, candidate.value(text, step(cursor)))
        let problems = candidate.problems(cursor, now)
        if problems.contains(where: { $0.severity == .blocking }) {
            offered = problems.compactMap { $0.suggestion?[step(cursor).path.last ?? ""] }.first
            return .refused(problems)
        }
        self = candidate
        advance(from: cursor)
        return .taken(problems)
    }

    private mutating func leaveOut(_ cursor: Cursor, _ now: CaptureTime) -> Reply {
        let step = step(cursor)
        // What stands there already stays.
        if text(at: path(cursor), call: cursor.call) != nil {
            advance(from: cursor)
            return .taken([])
        }
        if let call = cursor.call, step.pointer == "callingNumber", call > 0 || !isWhole {
            end()
            return .leftOut
        }
        let blocking = problems(cursor, now).filter { $0.severity == .blocking }
        if !blocking.isEmpty, !wasEmpty {
            wasEmpty = true
            return .refused(blocking)
        }
        wasEmpty = false
        // A call that is too old, and whose end does not make it younger, is of no use.
        if let call = cursor.call, step.pointer == "endedAt", !blocking.isEmpty {
            remove(call: call)
            self.cursor = Cursor(call: call, step: 0)
            return .leftOut
        }
        advance(from: cursor)
        return .leftOut
    }

    private mutating func goBack() -> Reply {
        guard let before = history.popLast() else { return .atTheBeginning }
        offered = nil
        wasEmpty = false
        cursor = before
        return .back
    }

    private mutating func advance(from cursor: Cursor) {
        history.append(cursor)
        guard !isChanging else { return end() }
        let count = cursor.call == nil ? steps.count : callSteps.count
        if cursor.step + 1 < count {
            self.cursor = Cursor(call: cursor.call, step: cursor.step + 1)
        } else {
            let next = (cursor.call ?? -1) + 1
            self.cursor = next < WorkLimits.callsPerForm ? Cursor(call: next, step: 0) : nil
        }
    }

    private mutating func end() {
        isChanging = false
        cursor = nil
    }

    /// What the check says about the answer, and about those that were checked with it.
    private func problems(_ cursor: Cursor, _ now: CaptureTime) -> [Problem] {
        let step = step(cursor)
        guard !step.pointer.isEmpty else { return [] }
        if step.pointer == "/timeZone" {
            return text(at: step.path).flatMap { SampleChecker.problem(zone: $0) }.map { [$0] } ?? []
        }
        if step.pointer == "/country" {
            return text(at: step.path).flatMap { SampleChecker.problem(country: $0) }.map { [$0] } ?? []
        }
        var whole = root
        let pointers: [String]
        if let call = cursor.call {
            let samples = calls
            whole = FormDialogue.setting(
                whole, ["samples"], .array(samples.indices.contains(call) ? [samples[call]] : [.object([])]))
            let base = "/samples/0/"
            // Whether a call is young enough is judged when its end is known.
            pointers =
                step.pointer == "endedAt"
                ? ["startedAt", "endedAt"].map { base + $0 }
                : step.pointer == "calledNumber" ? [base + "calledNumber"] : [base + step.pointer]
        } else {
            whole = FormDialogue.setting(whole, ["samples"], .array([]))
            pointers = [step.pointer]
        }
        var json = JSONWriter(pretty: false)
        json.value(whole)
        let answer = checker.check(
            answers: json.bytes, receivedAt: now, purpose: cursor.call == nil && isWhole ? .submit : .check)
        let found = answer.problems.filter { problem in problem.field.map { pointers.contains($0) } ?? false }
        guard cursor.call != nil else { return found }
        return found.filter { $0.code != .callTooOld || step.pointer == "endedAt" }
    }

    private func value(_ text: String, _ step: Step) -> JSONValue {
        if step.isTruth {
            let folded = text.lowercased()
            if ["yes", "y", "true", "done"].contains(folded) { return .bool(true) }
            if ["no", "n", "false"].contains(folded) { return .bool(false) }
        }
        guard step.isList else { return .string(text) }
        // Several answers with commas between them, or blanks where each word is one.
        let parts = text.split { ",;/".contains($0) }.map { String($0).trimmingEnds }.filter { !$0.isEmpty }
        if parts.count == 1, let question = step.question, question.answer(text) == nil {
            let words = text.split(separator: " ").map(String.init)
            if words.allSatisfy({ question.answer($0) != nil }) { return .array(words.map { .string($0) }) }
        }
        return .array(parts.map { .string($0) })
    }

    // MARK: The document

    /// The form as far as it is filled in.
    public var document: [UInt8] {
        var json = JSONWriter(pretty: true)
        let filled = calls.filter {
            if case .object(let members) = $0 { return !members.isEmpty } else { return false }
        }
        json.value(FormDialogue.setting(root, ["samples"], .array(filled)))
        return json.bytes + [0x0A]
    }

    private var calls: [JSONValue] {
        if case .array(let samples)? = root["samples"] { return samples }
        return []
    }

    private mutating func remove(call: Int) {
        var samples = calls
        if samples.indices.contains(call) { samples.remove(at: call) }
        root = FormDialogue.setting(root, ["samples"], .array(samples))
        history.removeAll { $0.call == call }
    }

    private mutating func set(_ cursor: Cursor, _ value: JSONValue) {
        guard let call = cursor.call else {
            root = FormDialogue.setting(root, path(cursor), value)
            return
        }
        var samples = calls
        while samples.count <= call { samples.append(.object([])) }
        samples[call] = FormDialogue.setting(samples[call], path(cursor), value)
        root = FormDialogue.setting(root, ["samples"], .array(samples))
    }

    private func text(at path: [String], call: Int? = nil) -> String? {
        var value: JSONValue = root
        if let call {
            guard calls.indices.contains(call) else { return nil }
            value = calls[call]
        }
        for name in path {
            guard let next = value[name] else { return nil }
            value = next
        }
        switch value {
        case .string(let text): return text.isEmpty ? nil : text
        case .bool(let truth): return truth ? "yes" : "no"
        case .number(let text): return text
        case .array(let values):
            let texts = values.compactMap { value -> String? in
                if case .string(let text) = value { return text }
                return nil
            }
            return texts.isEmpty ? nil : texts.joined(separator: ", ")
        case .object, .null: return nil
        }
    }

    private static func setting(_ value: JSONValue, _ path: [String], _ new: JSONValue) -> JSONValue {
        guard let name = path.first else { return new }
        var members: [JSONValue.Member] = []
        if case .object(let given) = value { members = given }
        let inner = setting(value[name] ?? .null, Array(path.dropFirst()), new)
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = inner
        } else {
            members.append(JSONValue.Member(name: name, value: inner))
        }
        return .object(members)
    }

    // MARK: Resuming and changing

    /// The first question that a form begun earlier leaves open.
    private func firstOpen() -> Cursor? {
        // Answers may have been left out on purpose: a form goes on behind the last one that was given.
        let last = steps.indices.last { text(at: steps[$0].path) != nil }
        guard calls.isEmpty else {
            for (call, _) in calls.enumerated() {
                let open = callSteps.indices.first {
                    text(at: callSteps[$0].path, call: call) == nil && callSteps[$0].pointer != "endedAt"
                }
                if let open { return Cursor(call: call, step: open) }
            }
            return Cursor(call: calls.count, step: 0)
        }
        guard let last else { return Cursor(step: 0) }
        return last + 1 < steps.count ? Cursor(step: last + 1) : Cursor(call: 0, step: 0)
    }

    /// Everything that was answered, in the order of the questions.
    public var summary: [Entry] {
        var entries = steps.indices.compactMap { index in
            text(at: steps[index].path).map {
                Entry(label: steps[index].label, value: $0, cursor: Cursor(call: nil, step: index))
            }
        }
        for call in calls.indices {
            entries += callSteps.indices.compactMap { index in
                text(at: callSteps[index].path, call: call).map {
                    Entry(
                        label: callSteps[index].label, value: $0, call: call + 1,
                        cursor: Cursor(call: call, step: index))
                }
            }
        }
        return entries
    }

    /// Asks the question of an entry of the summary again; when it is answered, all is answered.
    public mutating func change(_ entry: Entry) {
        isChanging = true
        cursor = entry.cursor
        wasEmpty = false
        offered = nil
    }

    /// Asks for a further call.
    public mutating func addCall() {
        guard calls.count < WorkLimits.callsPerForm else { return }
        cursor = Cursor(call: calls.count, step: 0)
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmingEnds: String {
        let body = drop(while: \.isWhitespace)
        guard let last = body.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(body[...last])
    }
}
