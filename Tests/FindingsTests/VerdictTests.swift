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

private let caller = HearingTape.End("192.0.2.10", 4_000)
private let callee = HearingTape.End("198.51.100.20", 5_000)

private func headline(_ make: (inout HearingTape) -> Void) -> (kind: AnalysisVerdict.Kind, text: String) {
    var tape = HearingTape()
    make(&tape)
    let said = AnalysisVerdict(tape.result, findings: FindingCatalog.findings(in: tape.result))
    return (said.kind, said.headline)
}

/// A call of which nothing but the INVITE is here is not in order.
@Test func whatBecameOfACallHasToBeThereForAGreenTick() {
    let said = headline { tape in
        tape.message(
            0, from: caller.host, to: callee.host, "INVITE sip:+12125550142@example.com SIP/2.0", "1 INVITE",
            tags: ("a", nil), body: HearingTape.description(caller))
    }
    #expect(said.kind == .cannotTell && said.text.contains("what became of its call"))
}

/// Keyed digits alone are no audio, and a video is none either.
@Test func whatIsThereIsNamedByWhatItIs() {
    let digits = headline { tape in
        for number in 0..<8 {
            let rtp = [0x80, 101] + HearingTape.word(2_000 + number) + HearingTape.long(320_000) + HearingTape.long(1)
            tape.send(Double(number) * 20, caller, callee, rtp + [5, number > 5 ? 0x8A : 0x0A, 0, UInt8(number * 20)])
        }
    }
    #expect(digits.kind == .cannotTell && digits.text.contains("holds keyed digits without its signaling"))
    let audio = headline { $0.talk(caller, callee, ssrc: 1, begin: 0, seconds: 4) }
    #expect(audio.text.contains("holds audio without its signaling"))
}

/// Control packets are named where the media they speak of is not here.
@Test func controlPacketsWithoutTheirMediaAreNamed() {
    let said = headline { tape in
        for number in 0..<5 {
            tape.report(
                Double(number) * 5_000, caller, callee, by: 1, sent: number * 250, about: 2, highest: UInt32(number))
        }
    }
    #expect(said.kind == .nothingToAnalyze)
    var tape = HearingTape()
    tape.report(0, caller, callee, by: 1, sent: 5, about: 2, highest: 9)
    #expect(FindingCatalog.findings(in: tape.result).first?.summary.contains("1 control packet (RTCP)") == true)
}
