import CallAnalysis
import Testing

@testable import Findings

private func verdict(_ code: FindingCode, _ summary: String, beside other: FindingCode? = nil) -> AnalysisVerdict {
    func finding(_ code: FindingCode, _ summary: String) -> Finding {
        Finding(code: code, severity: .warning, confidence: 0.95, summary: summary, evidence: [], remedy: "")
    }
    return AnalysisVerdict(
        CallAnalysisResult(),
        findings: [finding(code, summary)] + (other.map { [finding($0, "Another thing.")] } ?? []))
}

/// A capture without calls is not "no fault found".
@Test func nothingToAnalyzeIsSaidFirst() {
    let said = verdict(.captureNothingToAnalyze, "There is no call and no audio in 2 packets. It holds 1.")
    #expect(said.kind == .nothingToAnalyze)
    #expect(said.headline == "Nothing to analyze: there is no call and no audio in 2 packets.")
}

/// What is encrypted cannot be judged, which is no warning about a call.
@Test func encryptedSignalingCannotBeTold() {
    let said = verdict(.captureEncrypted, "The signaling is encrypted (TLS, 9 packets): who called cannot be told.")
    #expect(said.kind == .cannotTell)
    #expect(said.headline == "Cannot be told: the signaling is encrypted (TLS, 9 packets).")
}

/// Something else that is wrong leads.
@Test func anotherWarningLeads() {
    let said = verdict(.captureNothingToAnalyze, "There is no call.", beside: .registrationFailed)
    #expect(said.kind == .warning)
    #expect(said.headline == "No fault found, 2 things worth a look.")
}
