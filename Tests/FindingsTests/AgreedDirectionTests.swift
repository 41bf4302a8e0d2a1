import CallAnalysis
import CallVocabulary
import Testing

@testable import Findings

/// Calls in which only one party was to send are no sign of a capture of one direction.
@Test(arguments: [("recvonly", "sendonly", false), ("sendrecv", "sendrecv", true)])
func audioThatWasAgreedToGoOneWayIsNoFaultOfTheCapture(offer: String, answer: String, isSaid: Bool) {
    var tape = HearingTape()
    for call in 0..<4 {
        let at = Double(call) * 10_000
        let near = HearingTape.End("198.51.100.7", 4_000 + 2 * call)
        let far = HearingTape.End("203.0.113.9", 6_000 + 2 * call)
        let dialog = "\(call)-one@example.com"
        tape.message(
            at, from: near.host, to: far.host, "INVITE sip:x@\(far.host) SIP/2.0", "1 INVITE", dialog: dialog,
            tags: ("a", nil), body: HearingTape.description(near, offer))
        tape.message(
            at + 1_000, from: far.host, to: near.host, "SIP/2.0 200 OK", "1 INVITE", dialog: dialog,
            body: HearingTape.description(far, answer))
        tape.message(at + 1_010, from: near.host, to: far.host, "ACK sip:x SIP/2.0", "1 ACK", dialog: dialog)
        for number in 0..<300 {
            let header = [0x80, 0] + HearingTape.word(number) + HearingTape.long(UInt32(number * 160))
            tape.send(
                at + 1_020 + Double(number) * 20, far, near,
                header + HearingTape.long(UInt32(70 + call)) + [UInt8](repeating: 0x55, count: 160))
        }
        tape.message(at + 8_000, from: near.host, to: far.host, "BYE sip:x SIP/2.0", "2 BYE", dialog: dialog)
        tape.message(at + 8_010, from: far.host, to: near.host, "SIP/2.0 200 OK", "2 BYE", dialog: dialog)
    }
    let found = FindingCatalog.findings(in: tape.result)
    #expect(found.contains { $0.code == .captureOneDirectionOnly } == isSaid, "\(found.map(\.summary))")
    if !isSaid { #expect(found.allSatisfy { $0.severity == .note }) }
}
