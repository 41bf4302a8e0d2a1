import CallAnalysis
import CallVocabulary
import Testing

@testable import Findings

private func subject(_ isAffected: Bool, _ traits: CallTrait...) -> CallPatterns.Subject {
    CallPatterns.Subject(isAffected: isAffected, traits: Set(traits))
}

private let codec = CallTrait(.codec, "PCMU")

/// `affectedWith` of `affected` calls and `othersWith` of `others` go through one trunk; the rest through another.
private func trunks(_ affectedWith: Int, _ affected: Int, _ othersWith: Int, _ others: Int) -> [CallPatterns.Subject] {
    func calls(_ isAffected: Bool, _ with: Int, _ all: Int) -> [CallPatterns.Subject] {
        (0..<all).map { subject(isAffected, CallTrait(.trunk, $0 < with ? "192.0.2.1" : "192.0.2.2"), codec) }
    }
    return calls(true, affectedWith, affected) + calls(false, othersWith, others)
}

@Test func whatMostAffectedCallsShareAndFewOthersIsToldWithCounts() throws {
    let found = CallPatterns.find(trunks(4, 5, 1, 20))
    let pattern = try #require(found.first)
    #expect(found.count == 1)
    #expect(pattern.traits == [CallTrait(.trunk, "192.0.2.1")] && pattern.calls == [0, 1, 2, 3])
    #expect(pattern.summary == "signaling from 192.0.2.1: 4 of 5 affected calls, 1 of 20 others.")
    // (4.5 × 19.5) / (1.5 × 1.5)
    #expect(abs((pattern.oddsRatio ?? 0) - 39) < 0.001)
    #expect((pattern.oddsRatioAtLeast ?? 0) > 1)
}

@Test(arguments: [(2, 2, 0, 50), (3, 6, 10, 20), (3, 3, 0, 2), (5, 5, 20, 20), (0, 4, 9, 20)])
func nothingIsClaimedFromFewCallsOrWhatChanceExplains(a: Int, all: Int, c: Int, others: Int) {
    #expect(CallPatterns.find(trunks(a, all, c, others)).isEmpty)
}

@Test func withoutOtherCallsOnlyWhatAllShareIsTold() throws {
    let shared = CallPatterns.find(trunks(4, 4, 0, 0))
    let pattern = try #require(shared.first)
    #expect(pattern.traits == [CallTrait(.trunk, "192.0.2.1"), codec])
    #expect(pattern.oddsRatio == nil && pattern.summary.contains("no other call to compare with"))
    #expect(CallPatterns.find(trunks(3, 4, 0, 0)).map(\.traits) == [[codec]])
}

@Test func callsOfWhichNothingIsKnownProveNothing() {
    // Calls that were never answered have no codec; that those with audio all have one is no pattern.
    let answered = (0..<5).map { _ in subject(true, codec) } + (0..<4).map { _ in subject(false, codec) }
    let unanswered = (0..<40).map { _ in subject(false, CallTrait(.hour, "09:00–10:00")) }
    #expect(CallPatterns.find(answered + unanswered).isEmpty)
}

@Test func traitsOfTheSameCallsAreToldAsOne() throws {
    let calls = (0..<30).map { index in
        let isBad = index < 6
        return subject(
            isBad, CallTrait(.phoneModel, isBad ? "Example T1" : "Example T2"),
            CallTrait(.site, isBad ? "192.0.2.0/24" : "198.51.100.0/24"))
    }
    let found = CallPatterns.find(calls)
    #expect(found.count == 1)
    #expect(found.first?.traits.map(\.kind) == [.site, .phoneModel])
    #expect(found.first?.summary.contains("network 192.0.2.0/24, device Example T1: 6 of 6") == true)
}

@Test func patternsAndCallsAreBounded() {
    let calls = (0..<400).map { index in
        let traits = (0..<40).map { CallTrait(.number, "\($0)-\(index < 200 && index % 40 != $0 ? "a" : "b")") }
        return CallPatterns.Subject(isAffected: index < 200, traits: Set(traits))
    }
    let found = CallPatterns.find(calls)
    #expect(found.count == PatternLimits.patterns)
    #expect(found.allSatisfy { $0.calls.count == PatternLimits.callsPerPattern && $0.affectedWith == 195 })
}

@Test(arguments: [
    ("Example SIP-T46U 108.86.0.20", "Example SIP-T46U"), ("ExampleVVX-VVX_410-UA/5.9.0.12", "ExampleVVX-VVX_410-UA"),
    ("Example PBX v13.0 (Debian)", "Example PBX"), ("Example SPA504G 00:00:5E:00:53:01", "Example SPA504G"),
    ("Example\u{7}/2", "Example"), ("42", "42"), ("", ""),
])
func phoneModelsComeWithoutVersionAndSerialNumber(agent: String, model: String) {
    #expect(CallTraits.phoneModel(agent) == model)
}

@Test func callsOfAnAnalysisAreToldByTheirPropertiesAndFindings() throws {
    var result = CallAnalysisResult()
    var findings: [Finding] = []
    for index in 0..<24 {
        let isBad = index < 4
        var call = Call(
            id: "call-\(index + 1)", calling: CallParty(uri: "sip:a", number: "+4420794600\(10 + index)"),
            called: CallParty(uri: "sip:b", number: "+1212555014\(index)"),
            startedAt: CaptureTime(seconds: 1_795_000_000 + Int64(index) * 60))
        call.userAgents = [.calling: isBad ? "Example T1 1.2.3" : "Example T2 4.5", .called: "Gateway/1"]
        result.calls.append(call)
        if isBad {
            findings.append(
                Finding(
                    code: .oneWayAudio, severity: .fault, confidence: 0.9, call: index, summary: "", evidence: [],
                    remedy: ""))
        }
        findings.append(
            Finding(
                code: .captureEndsEarly, severity: .warning, confidence: 0.9, call: index, summary: "", evidence: [],
                remedy: ""))
    }
    #expect(CallPatterns.affectedCalls(result, findings: findings) == [0, 1, 2, 3])
    let pattern = try #require(CallPatterns.find(in: result, findings: findings).first)
    #expect(pattern.traits.map(\.value) == ["Example T1", "Example T1 1.2.3"])
    let stated = Dictionary(uniqueKeysWithValues: (0..<24).map { ($0, $0 < 4 ? "outgoing" : "incoming") })
    let directed = CallPatterns.find(in: result, findings: findings, directions: stated)
    #expect(directed.first?.traits.first == CallTrait(.direction, "outgoing"))
}
