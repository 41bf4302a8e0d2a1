import CallAnalysis
import CallVocabulary
import CaseWork
import Foundation
import SampleIntake
import TestSupport
import Testing

/// A capture that holds the calls given.
private func analysis(_ calls: [(from: String, to: String, at: String)], from: String, until: String) throws
    -> CaptureAnalysis
{
    var result = CallAnalysisResult()
    var summary = CaptureSummary(name: "call.pcap")
    summary.firstPacketAt = CaptureTime(rfc3339: from)
    summary.lastPacketAt = CaptureTime(rfc3339: until)
    result.captures = [summary]
    for (index, entry) in calls.enumerated() {
        func party(_ uri: String) -> CallParty {
            let user = uri.replacing("sip:", with: "").prefix { $0 != "@" }
            return CallParty(uri: uri, number: String(user))
        }
        var call = Call(
            id: "call-\(index + 1)", calling: party(entry.from), called: party(entry.to),
            startedAt: try #require(CaptureTime(rfc3339: entry.at)))
        call.callIDs = [SIPCallID(rawValue: "id-\(index + 1)")]
        result.calls.append(call)
    }
    return CaptureAnalysis(files: [], result: result, findings: [])
}

private func check(_ sample: String, _ analysis: CaptureAnalysis, at: String = "2026-11-23T12:00:00Z") throws
    -> CheckAnswer
{
    let received = try #require(CaptureTime(rfc3339: at))
    let form = "{\"country\":\"GB\",\"timeZone\":\"Europe/London\",\"samples\":[\(sample)]}"
    return SubmitSamples().check(
        Array(form.utf8), format: nil, receivedAt: received, purpose: .check, analysis: analysis
    ).answer
}

private let london = "+442079460018"
private let newYork = "+12125550142"
private let sample =
    #"{"callingNumber":"+442079460018","calledNumber":"+12125550142","startedAt":"2026-11-23T11:00:00Z","direction":"outgoing"}"#

@Test func dialledBehindAPrefixAndFourSecondsOff() throws {
    let capture = try analysis(
        [("sip:+442079460018@pbx.example", "sip:912125550142@sbc.example", "2026-11-23T11:00:04Z")],
        from: "2026-11-23T10:58:00Z", until: "2026-11-23T11:05:00Z")
    let answer = try check(sample, capture)
    #expect(answer.verdict == .accepted)
    #expect(answer.samples.first?.match?.call == "call-1")
    #expect(answer.samples.first?.match?.clockOffsetSeconds == 4)
}

@Test func aWholeHourIsAZoneMistake() throws {
    let capture = try analysis(
        [(london, newYork, "2026-11-23T10:00:00Z")], from: "2026-11-23T09:58:00Z", until: "2026-11-23T10:05:00Z")
    let answer = try check(sample, capture)
    #expect(answer.verdict == .acceptedWithAdvice)
    #expect(answer.problems.map(\.code.rawValue) == ["sample.differs-from-capture"])
    #expect(answer.problems.first?.field == "/samples/0/startedAt")
    #expect(answer.problems.first?.suggestion == ["startedAt": "2026-11-23T10:00:00Z"])
}

@Test func twoCallsFitAMinute() throws {
    let capture = try analysis(
        [(london, newYork, "2026-11-23T10:59:30Z"), (london, newYork, "2026-11-23T11:00:30Z")],
        from: "2026-11-23T10:58:00Z", until: "2026-11-23T11:05:00Z")
    let answer = try check(sample.replacing("11:00:00Z", with: "11:00Z"), capture)
    #expect(answer.problems.map(\.code.rawValue) == ["sample.ambiguous-in-capture"])
    #expect(answer.problems.first?.field == "/samples/0")
}

@Test func theCallIDDecides() throws {
    let capture = try analysis(
        [(london, newYork, "2026-11-23T11:00:00Z"), (london, newYork, "2026-11-23T11:00:01Z")],
        from: "2026-11-23T10:58:00Z", until: "2026-11-23T11:05:00Z")
    let named = sample.replacing("\"direction\"", with: "\"callID\":\"id-2\",\"direction\"")
    #expect(try check(named, capture).samples.first?.match?.call == "call-2")
}

@Test func missingFieldsAreOfferedNotFilled() throws {
    let capture = try analysis(
        [("sip:+442079460018@pbx.example", "sip:+12125550142@sbc.example", "2026-11-23T11:00:04Z")],
        from: "2026-11-23T10:58:00Z", until: "2026-11-23T11:05:00Z")
    let answer = try check(#"{"callingNumber":"+442079460018","startedAt":"2026-11-23T11:00:00Z"}"#, capture)
    #expect(answer.verdict == .returned)
    #expect(answer.problems.map(\.code.rawValue) == ["sample.missing-called-number", "sample.missing-direction"])
    #expect(answer.problems.first?.completion?.value == newYork)
    #expect(answer.samples.first?.calledNumber.number == nil)
}

@Test func swappedOtherAndAbsentCalls() throws {
    let span = ("2026-11-23T10:58:00Z", "2026-11-23T11:05:00Z")
    let swapped = try analysis([(newYork, london, "2026-11-23T11:00:00Z")], from: span.0, until: span.1)
    let answer = try check(sample, swapped)
    #expect(answer.problems.map(\.code.rawValue) == ["sample.differs-from-capture"])
    #expect(answer.verdict == .returned)
    let other = try analysis([(london, "+12125550199", "2026-11-23T11:00:00Z")], from: span.0, until: span.1)
    #expect(try check(sample, other).problems.first?.field == "/samples/0/calledNumber")
    let none = try analysis([], from: span.0, until: span.1)
    #expect(try check(sample, none).problems.map(\.code.rawValue) == ["sample.not-in-capture"])
}

@Test func aWithheldCallerThatIsFoundCostsNothing() throws {
    let capture = try analysis(
        [("anonymous", london, "2026-11-23T11:00:00Z"), ("anonymous", london, "2026-11-23T11:10:00Z")],
        from: "2026-11-23T10:58:00Z", until: "2026-11-23T11:15:00Z")
    let withheld =
        #"{"callingNumber":"withheld","calledNumber":"+442079460018","startedAt":"2026-11-23T11:00:00Z","direction":"incoming"}"#
    let both = withheld + "," + withheld.replacing("11:00:00", with: "11:10:00")
    let answer = try check(both, capture)
    #expect(answer.samples.map { $0.match?.call } == ["call-1", "call-2"])
    #expect(!answer.problems.contains { $0.code.rawValue == "submission.too-many-withheld" })
}

private let intakeCases = Places.reference("intake-cases.json")

/// What the reference says of matching, where it is beside the project.
@Test(.enabled(if: intakeCases != nil, "the corpus of reference cases is not here"))
func referenceMatches() throws {
    let whole = try JSONSerialization.jsonObject(with: Data(contentsOf: try #require(intakeCases))) as? [String: Any]
    let cases = try #require(whole?["cases"] as? [[String: Any]])
    for one in cases {
        guard let capture = one["capture"] as? [String: Any], let id = one["id"] as? String,
            let calls = capture["calls"] as? [[String: String]], let submission = one["submission"],
            let expected = one["expected"] as? [String: Any], let receivedText = one["receivedAt"] as? String
        else { continue }
        let analysis = try analysis(
            calls.map { ($0["from_"] ?? "", $0["to"] ?? "", $0["startedAt"] ?? "") },
            from: capture["firstPacketAt"] as? String ?? "", until: capture["lastPacketAt"] as? String ?? "")
        let received = try #require(CaptureTime(rfc3339: receivedText))
        let bytes = Array(try JSONSerialization.data(withJSONObject: submission))
        let answer = SubmitSamples().check(
            bytes, format: nil, receivedAt: received, purpose: .check, analysis: analysis
        ).answer
        #expect(answer.verdict.rawValue == expected["verdict"] as? String, "\(id)")
        let problems = expected["problems"] as? [[String: Any]] ?? []
        #expect(answer.problems.map(\.code.rawValue) == problems.map { $0["code"] as? String }, "\(id)")
        #expect(
            answer.problems.map { $0.field } == problems.map { ($0["at"] as? String).map { "/samples/\($0)" } }, "\(id)"
        )
    }
}
