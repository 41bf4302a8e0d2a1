import CallAnalysis
import CallVocabulary

/// An answer to the call quality checklist against what a capture shows.
///
/// The question about the symptom is ``SymptomComparison``'s. Where the capture cannot tell, as with checks that were run,
/// it says so.
public struct ChecklistComparison: Sendable, Equatable {
    /// What the capture says about an answer.
    public enum Verdict: String, Sendable {
        /// It shows what was answered.
        case agrees
        /// It shows something else.
        case contradicts
        /// It cannot tell.
        case cannotTell = "cannot-tell"
    }

    /// The field of the checklist, such as `frequency`.
    public var field: String
    /// The answer as understood.
    public var answer: String
    /// What the capture says.
    public var verdict: Verdict
    /// Why, in one sentence.
    public var because: String

    /// Compares answers, by field, with an analysis. `directions` are the customer's, by the call's place, and `offset` the
    /// seconds of the customer's clock east of UTC at an instant.
    public static func all(
        answers: [(field: String, text: String)], _ result: CallAnalysisResult, findings: [Finding],
        directions: [Int: String] = [:], offset: (CaptureTime) -> Int = { _ in 0 }
    ) -> [ChecklistComparison] {
        let evidence = ChecklistEvidence(result, findings, directions)
        return answers.compactMap { field, text in
            let answer = text.lowercased()
            guard answer != "unknown" else { return nil }
            let found: (Verdict, String)?
            switch field {
            case "frequency": found = evidence.frequency(answer)
            case "phonesAffected": found = evidence.phones(answer)
            case "triedAnotherPhone": found = evidence.anotherPhone(answer)
            case "directionsAffected": found = evidence.directions(answer)
            case "internalCallsAffected": found = evidence.internalCalls(answer)
            case "phoneDisplayDuring": found = evidence.display(answer, isAfter: false)
            case "phoneDisplayAfter": found = evidence.display(answer, isAfter: true)
            case "pattern": found = evidence.pattern(answer, offset)
            case "internetStable": found = evidence.internet(answer)
            case "internetChecksRun": found = (.cannotTell, "A capture does not show which checks were run.")
            default: found = nil
            }
            return found.map { ChecklistComparison(field: field, answer: text, verdict: $0.0, because: $0.1) }
        }
    }
}

/// What an analysis knows of calls, phones and directions.
private struct ChecklistEvidence {
    typealias Outcome = (ChecklistComparison.Verdict, String)

    private let result: CallAnalysisResult
    private let findings: [Finding]
    private let directions: [Int: String]
    /// Answered calls whose audio can be judged.
    private let judged: [Int]
    /// Of those the ones with trouble that can be heard.
    private let affected: [Int]
    private var spared: [Int] { judged.filter { !affected.contains($0) } }

    init(_ result: CallAnalysisResult, _ findings: [Finding], _ directions: [Int: String]) {
        self.result = result
        self.findings = findings
        self.directions = directions
        let heard = findings.filter { $0.symptom != nil }
        let troubled = CallPatterns.affectedCalls(result, findings: heard)
        judged = result.calls.indices.filter {
            result.calls[$0].answeredAt != nil && (!result.calls[$0].streams.isEmpty || troubled.contains($0))
        }
        affected = judged.filter { troubled.contains($0) }
    }

    private func calls(_ count: Int) -> String { count == 1 ? "1 call" : "\(count) calls" }
    private let nothing: Outcome = (.cannotTell, "The capture shows no answered call with the fault.")

    func frequency(_ answer: String) -> Outcome? {
        guard !affected.isEmpty else { return nothing }
        let counts = "\(affected.count) of \(judged.count) answered calls in the capture"
        switch answer {
        case "all-calls":
            guard judged.count > 1 else { return (.cannotTell, "The capture holds one answered call.") }
            return spared.isEmpty
                ? (.agrees, "\(counts) show it.") : (.contradicts, "\(counts) show it; the others do not.")
        case "intermittent":
            guard judged.count > 2 else {
                return (.cannotTell, "The capture holds \(calls(judged.count)) that were answered.")
            }
            return spared.isEmpty
                ? (.contradicts, "All \(judged.count) answered calls show it.") : (.agrees, "\(counts) show it.")
        default: return nil
        }
    }

    /// The customer's side of a call: who called, or who was called where the call came in; `nil` if it is not known.
    private func phone(_ call: Int) -> String? {
        guard let direction = directions[call] else { return nil }
        let party = direction == "incoming" ? result.calls[call].called : result.calls[call].calling
        return party.number
    }

    private func phones(of calls: [Int]) -> Set<String> { Set(calls.compactMap { phone($0) }) }

    func phones(_ answer: String) -> Outcome? {
        let (troubled, free) = (phones(of: affected), phones(of: spared))
        guard !troubled.isEmpty else {
            return (.cannotTell, "It is not known which phones the calls with the fault were on.")
        }
        switch answer {
        case "one":
            return troubled.count > 1
                ? (.contradicts, "\(troubled.count) numbers of the customer have calls with the fault.")
                : (.agrees, "The calls with the fault are of one number.")
        case "several", "all":
            let untouched = free.subtracting(troubled)
            if troubled.count == 1, affected.count > 1, !untouched.isEmpty {
                return (
                    .contradicts,
                    "All \(affected.count) calls with the fault are of one number, and \(calls(spared.count)) of others are without."
                )
            }
            if answer == "all", !untouched.isEmpty {
                return (.contradicts, "Calls of \(untouched.count) other numbers are without the fault.")
            }
            return troubled.count > 1
                ? (.agrees, "\(troubled.count) numbers of the customer have calls with the fault.")
                : (.cannotTell, "The capture holds calls of one number of the customer.")
        default: return nil
        }
    }

    func anotherPhone(_ answer: String) -> Outcome? {
        let all = phones(of: judged)
        guard all.count > 1 else {
            return (.cannotTell, "The capture holds calls of one phone, or it is not known of which.")
        }
        if answer == "no" {
            return phones(of: affected).count > 1
                ? (.contradicts, "The capture holds calls with the fault from \(phones(of: affected).count) phones.")
                : (.cannotTell, "Calls of \(all.count) phones are in the capture; which were tries is not known.")
        }
        return (.agrees, "The capture holds calls of \(all.count) phones.")
    }

    func directions(_ answer: String) -> Outcome? {
        let known = affected.compactMap { directions[$0] }.filter { $0 != "internal" }
        guard !known.isEmpty else { return (.cannotTell, "It is not known which way the calls with the fault went.") }
        let ways = Set(known)
        switch answer {
        case "incoming", "outgoing":
            let others = known.count { $0 != answer }
            return others == 0
                ? (.agrees, "Every call with the fault is \(answer).")
                : (.contradicts, "\(calls(others)) with the fault \(others == 1 ? "goes" : "go") the other way.")
        case "both":
            if ways.count > 1 { return (.agrees, "Calls of both directions show it.") }
            let free = Set(spared.compactMap { directions[$0] }).subtracting(ways).subtracting(["internal"])
            return free.isEmpty
                ? (.cannotTell, "The capture holds calls of one direction.")
                : (.contradicts, "Only \(known[0]) calls show it; those of the other direction do not.")
        default: return nil
        }
    }

    func internalCalls(_ answer: String) -> Outcome? {
        func isInternal(_ call: Int) -> Bool { directions[call] == "internal" }
        let (troubled, free) = (affected.count(where: isInternal), spared.count(where: isInternal))
        guard troubled + free > 0 else { return (.cannotTell, "The capture holds no internal call.") }
        if answer == "yes" {
            return troubled > 0
                ? (.agrees, "\(calls(troubled)) with the fault \(troubled == 1 ? "is" : "are") internal.")
                : (
                    .contradicts,
                    "\(calls(free)) in the capture \(free == 1 ? "is" : "are") internal, and without the fault."
                )
        }
        return troubled > 0
            ? (.contradicts, "\(calls(troubled)) with the fault \(troubled == 1 ? "is" : "are") internal.")
            : (.agrees, "The internal calls are without the fault.")
    }

    /// What phones show, in words that are in most of their messages.
    func display(_ answer: String, isAfter: Bool) -> Outcome? {
        let subject = directions.isEmpty ? Array(result.calls.indices) : directions.keys.sorted()
        let calls = subject.filter { result.calls.indices.contains($0) }.map { result.calls[$0] }
        guard !calls.isEmpty else { return (.cannotTell, "The capture holds no call.") }
        func says(_ words: [String]) -> Bool { words.contains { answer.contains($0) } }
        let statuses = calls.compactMap(\.finalStatus).filter { $0 >= 300 }.map(String.init)
        let answered = calls.count { $0.answeredAt != nil }
        let busy = calls.contains { [486, 600].contains($0.finalStatus) }
        if says(["busy", "engaged"]) {
            if busy { return (.agrees, "A call was answered with busy.") }
            return (
                .contradicts,
                "No call was answered with busy"
                    + (statuses.isEmpty ? "." : ", but with \(statuses.joined(separator: ", ")).")
            )
        }
        if says(["fail", "error", "unavailable", "not found", "rejected", "declined", "no service", "cannot"]) {
            if answered == calls.count { return (.contradicts, "Every call in question was answered.") }
            return statuses.isEmpty
                ? (.cannotTell, "The capture shows no refusal.")
                : (.agrees, "Calls were refused with \(statuses.joined(separator: ", ")).")
        }
        if says(["connected", "in call", "on call", "talking", "call ended", "ended normally", "call in progress"]) {
            guard answered < calls.count else { return (.agrees, "Every call in question was answered.") }
            guard answered == 0 else { return (.cannotTell, "\(answered) of \(calls.count) calls were answered.") }
            return (
                .contradicts,
                "No call in question was answered"
                    + (statuses.isEmpty ? "." : ", they were refused with \(statuses.joined(separator: ", ")).")
            )
        }
        return (.cannotTell, "What a phone shows is not in a capture, and these words name nothing that is.")
    }

    private static let spans: [(words: [String], hours: Range<Int>, name: String)] = [
        (["morning"], 5..<12, "in the morning"), (["lunch", "midday", "noon"], 11..<15, "around noon"),
        (["afternoon"], 12..<18, "in the afternoon"), (["evening"], 17..<24, "in the evening"),
    ]
    private static let crowd = [
        "lots of", "many people", "all agents", "everyone", "everybody", "busy", "peak", "lot of calls", "many calls",
    ]

    func pattern(_ answer: String, _ offset: (CaptureTime) -> Int) -> Outcome? {
        guard !affected.isEmpty else { return nothing }
        func hour(_ call: Int) -> Int {
            let at = result.calls[call].startedAt
            let local = at.nanoseconds / 1_000_000_000 + Int64(offset(at))
            return Int(((local % 86_400) + 86_400) % 86_400 / 3_600)
        }
        for span in Self.spans where span.words.contains(where: { answer.contains($0) }) {
            let outside = affected.count { !span.hours.contains(hour($0)) }
            guard outside > 0 else { return (.agrees, "Every call with the fault began \(span.name).") }
            return outside == affected.count
                ? (.contradicts, "No call with the fault began \(span.name).")
                : (.contradicts, "\(outside) of \(affected.count) calls with the fault did not begin \(span.name).")
        }
        if Self.crowd.contains(where: { answer.contains($0) }) {
            let (troubled, free) = (affected.map(others), spared.map(others))
            guard let most = (troubled + free).max(), most > 0 else {
                return (.cannotTell, "The capture never holds two calls at once.")
            }
            return troubled.allSatisfy { $0 == 0 }
                ? (
                    .contradicts,
                    "No other call was on while a call had the fault, and up to \(most) were at other times."
                )
                : (.agrees, "Up to \((troubled.max() ?? 0)) other calls were on while a call had the fault.")
        }
        return (.cannotTell, "These words name no time of the day and no number of calls.")
    }

    /// Other calls on at some time of a call.
    private func others(_ call: Int) -> Int {
        func span(_ index: Int) -> (CaptureTime, CaptureTime)? {
            let one = result.calls[index]
            return one.answeredAt.flatMap { from in one.endedAt.map { (from, $0) } }
        }
        guard let own = span(call) else { return 0 }
        return judged.count { index in
            guard index != call, !result.calls[call].linkedCalls.contains(index), let other = span(index) else {
                return false
            }
            return other.0 < own.1 && own.0 < other.1
        }
    }

    private static let networkCodes: Set<FindingCode> = [.packetLoss, .jitter, .requirementNotMet, .delay, .delayStep]

    func internet(_ answer: String) -> Outcome? {
        let shown = findings.first { $0.severity != .note && Self.networkCodes.contains($0.code) }
        if answer == "yes" {
            if let shown { return (.contradicts, shown.summary) }
            return result.streams.isEmpty
                ? (.cannotTell, "The capture holds no audio.")
                : (.agrees, "Neither loss nor jitter nor delay stands out in the audio that passes this point.")
        }
        if let shown { return (.agrees, shown.summary) }
        return (.cannotTell, "Nothing stands out at this point; what happens elsewhere it does not show.")
    }
}
