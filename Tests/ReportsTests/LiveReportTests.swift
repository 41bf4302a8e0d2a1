import CallAnalysis
import CallVocabulary
import Findings
import Testing

@testable import Reports

private func result(calls: Int) -> CallAnalysisResult {
    var result = CallAnalysisResult()
    for index in 0..<calls {
        var call = Call(
            id: "call-\(index + 1)", calling: CallParty(uri: "sip:\u{1B}[2J@192.0.2.1"),
            called: CallParty(uri: "sip:b@192.0.2.2"), startedAt: CaptureTime(seconds: 1_795_000_000))
        if index % 2 == 0 { call.answeredAt = call.startedAt }
        result.calls.append(call)
    }
    return result
}

@Test(arguments: [0, 1, 5, 1_000], [1, 10, 24, 60])
func thePictureOfTheMomentFitsTheTerminal(calls: Int, lines: Int) {
    let status = LiveReport.Status(interface: "eth0\u{1B}", seconds: 61, packets: 12_345, drops: 3)
    let text = LiveReport.text(result(calls: calls), status: status, lines: lines, style: TextStyle(width: 60))
    let shown = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(shown.count <= max(9, lines))
    #expect(shown.allSatisfy { PlainText.columns(String($0)) <= 60 })
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    #expect(text.hasPrefix("eth0"))
    #expect(text.contains("12345 packets, \(calls) calls"))
    if calls > 0 { #expect(text.contains("call-\(calls)") && text.contains("talking")) }
}

@Test func theNewestFindingStandsAboveTheTables() {
    func finding(_ code: FindingCode, _ severity: FindingSeverity, at seconds: Int64, _ summary: String) -> Finding {
        Finding(
            code: code, severity: severity, confidence: 1, call: 0, summary: summary,
            evidence: [
                Evidence(
                    packet: PacketReference(capture: 0, number: 1), at: CaptureTime(seconds: seconds), text: "Seen.")
            ], remedy: "None.")
    }
    let findings = [
        finding(.packetLoss, .fault, at: 100, "Old loss."), finding(.jitter, .warning, at: 200, "New jitter.\u{1B}"),
        finding(.captureEndsEarly, .note, at: 300, "Goes on."),
    ]
    let status = LiveReport.Status(interface: "eth0", seconds: 61, packets: 5, drops: nil)
    let text = LiveReport.text(
        result(calls: 40), findings: findings, status: status, lines: 20, style: TextStyle(width: 60))
    let shown = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(shown.count <= 20)
    #expect(shown.allSatisfy { PlainText.columns(String($0)) <= 60 })
    #expect(text.contains("Warning (the newest of 2)  call-1: New jitter."))
    #expect(!text.contains("Old loss") && !text.contains("\u{1B}"))
}
