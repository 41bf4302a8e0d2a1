import CallAnalysis
import CallVocabulary
import CaseWork
import Cases
import Findings
import Foundation
import Reports
import SupportProgram
import Testing

/// Twelve calls at one time; the first four have one-way audio, and their phones are of one model.
private func analysis() -> CaptureAnalysis {
    var result = CallAnalysisResult()
    result.captures = [CaptureSummary(name: "office.pcap")]
    var findings: [Finding] = []
    for index in 0..<16 {
        var call = Call(
            id: "call-\(index + 1)", calling: CallParty(uri: "sip:a", number: "+44207946\(1_000 + index)"),
            called: CallParty(uri: "sip:b", number: "+1212555\(1_000 + index)"),
            startedAt: CaptureTime(seconds: 1_795_000_000))
        call.userAgents = [.calling: index < 4 ? "Example T1 1.2" : "Example T2 1.2"]
        result.calls.append(call)
        guard index < 4 else { continue }
        findings.append(
            Finding(
                code: .oneWayAudio, severity: .fault, confidence: 0.9, call: index, summary: "One way.", evidence: [],
                remedy: "Look."))
    }
    return CaptureAnalysis(files: [], result: result, findings: findings)
}

@Test func aCaseTellsWhatItsAffectedCallsShare() throws {
    let place = try CasePlace()
    let capture = try place.file("office.pcap", [1])
    let form = try JSONSerialization.data(withJSONObject: [
        "serviceIdentifier": "London HQ", "severity": "s2", "region": "Europe", "summary": "One-way audio",
        "country": "GB", "representative": ["name": "A. Example", "email": "a@example.com"],
        "checklist": ["symptoms": ["one-way-audio"]],
        "responsibilities": ["equipmentChecked": true, "firstLevelDiagnosticsDone": true],
    ])
    let now = CaptureTime(seconds: 1_795_000_600)
    var origin = SubmitSamples.Origin()
    origin.channel = "status-alert"
    let outcome = try place.submit(
        Array(form), at: now, captures: [capture], origin: origin, giving: analysis())
    let number = try #require(outcome.caseNumber)
    let view = try ShowCase(store: place.store, program: .builtIn).view(number, now: now)
    let text = CaseReport.text(view, now: now, style: TextStyle(width: 100, color: false))
    #expect(text.contains("What the affected calls share\n  Device Example T1"))
    #expect(text.contains("4 of 4 affected calls, 0 of 12 others."))
    let json = try #require(try JSONSerialization.jsonObject(with: Data(CaseReport.json(view))) as? [String: Any])
    let pattern = try #require((json["patterns"] as? [[String: Any]])?.first)
    #expect(pattern["affectedWith"] as? Int == 4 && pattern["others"] as? Int == 12)
    #expect(pattern["calls"] as? [String] == ["call-1", "call-2", "call-3", "call-4"])
    // The analysis says the same, in text and in JSON.
    let analyzed = AnalysisDocument(analysis(), toolVersion: "test")
    #expect(
        AnalysisReport.text(analyzed, style: TextStyle(width: 100, color: false)).contains(
            "What the affected calls share\n  Device Example T1"))
    #expect(PatternReport.patterns(inAnalysis: AnalysisReport.json(analyzed)) == view.patterns)
}

@Test func aCaseWithoutAnAnalysisKnowsOfNoPatterns() {
    #expect(PatternReport.patterns(inAnalysis: Array("{}".utf8)) == nil)
    #expect(PatternReport.patterns(inAnalysis: Array("no JSON".utf8)) == nil)
    #expect(PatternReport.patterns(inAnalysis: Array(#"{"patterns":[]}"#.utf8)) == [])
}
