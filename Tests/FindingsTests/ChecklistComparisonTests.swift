import CallAnalysis
import CallVocabulary
import Findings
import Testing

/// Calls of two phones: which are affected, which way they went.
private struct Made {
    var result = CallAnalysisResult()
    var findings: [Finding] = []
    var directions: [Int: String] = [:]

    mutating func call(
        _ own: String, _ direction: String = "outgoing", at hour: Int = 10, bad: Bool = false, answered: Bool = true,
        status: Int? = nil
    ) {
        let start = CaptureTime(seconds: 1_795_392_000 + Int64(hour) * 3_600)
        let isIn = direction == "incoming"
        var call = Call(
            id: "call-\(result.calls.count + 1)", calling: CallParty(uri: "", number: isIn ? "+12125550142" : own),
            called: CallParty(uri: "", number: isIn ? own : "+12125550142"), startedAt: start)
        if answered {
            call.answeredAt = start
            call.endedAt = start.advanced(byNanoseconds: 60_000_000_000)
            call.streams = [0]
        }
        call.finalStatus = status
        directions[result.calls.count] = direction
        if bad {
            findings.append(
                Finding(
                    code: .breakUp, severity: .fault, symptom: .breakUp,
                    cause: nil, confidence: 1, call: result.calls.count, stream: nil, summary: "It breaks up.",
                    evidence: [], excluded: [], remedy: ""))
        }
        result.calls.append(call)
    }

    func verdict(_ field: String, _ answer: String) -> String? {
        ChecklistComparison.all(
            answers: [(field, answer)], result, findings: findings, directions: directions
        ).first?.verdict.rawValue
    }
}

@Test func answersToTheChecklistAreHeldAgainstTheCapture() {
    var some = Made()
    some.call("+442079460018", bad: true)
    some.call("+442079460018", at: 11, bad: true)
    some.call("+442079460019", "incoming", at: 15)
    some.call("+442079460019", "internal", at: 16)
    #expect(some.verdict("frequency", "all-calls") == "contradicts")
    #expect(some.verdict("frequency", "intermittent") == "agrees")
    #expect(some.verdict("phonesAffected", "one") == "agrees")
    #expect(some.verdict("phonesAffected", "all") == "contradicts")
    #expect(some.verdict("phonesAffected", "several") == "contradicts")
    #expect(some.verdict("triedAnotherPhone", "yes") == "agrees")
    #expect(some.verdict("directionsAffected", "outgoing") == "agrees")
    #expect(some.verdict("directionsAffected", "incoming") == "contradicts")
    #expect(some.verdict("directionsAffected", "both") == "contradicts")
    #expect(some.verdict("internalCallsAffected", "yes") == "contradicts")
    #expect(some.verdict("internalCallsAffected", "no") == "agrees")
    #expect(some.verdict("phoneDisplayDuring", "Connected") == "agrees")
    #expect(some.verdict("phoneDisplayAfter", "Busy") == "contradicts")
    #expect(some.verdict("phoneDisplayAfter", "a green light") == "cannot-tell")
    #expect(some.verdict("pattern", "always in the morning") == "agrees")
    #expect(some.verdict("pattern", "In the afternoon") == "contradicts")
    #expect(some.verdict("pattern", "on Tuesdays") == "cannot-tell")
    #expect(some.verdict("internetChecksRun", "yes") == "cannot-tell")
    #expect(some.verdict("internetStable", "no") == "cannot-tell")
    #expect(some.verdict("frequency", "unknown") == nil)

    var all = Made()
    for hour in 9...11 { all.call("+44207946001\(hour % 9)", at: hour, bad: true) }
    all.call("+442079460018", answered: false, status: 486)
    #expect(all.verdict("frequency", "intermittent") == "contradicts")
    #expect(all.verdict("phonesAffected", "one") == "contradicts")
    #expect(all.verdict("triedAnotherPhone", "no") == "contradicts")
    #expect(all.verdict("phoneDisplayAfter", "Line busy") == "agrees")
    #expect(Made().verdict("frequency", "all-calls") == "cannot-tell")

    var failed = Made()
    failed.call("+442079460018", answered: false, status: 503)
    #expect(failed.verdict("phoneDisplayDuring", "Connected") == "contradicts")
    #expect(failed.verdict("phoneDisplayAfter", "Call failed") == "agrees")
}
