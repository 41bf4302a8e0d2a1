import CallAnalysis
import CallVocabulary
import Foundation
import Testing

@testable import Findings

private let phone = HearingTape.End("192.0.2.10", 4_000)
private let other = HearingTape.End("198.51.100.20", 5_000)

/// A call of which both directions pass, with what `add` puts into it.
private func findings(extra: (String, String) = ("", ""), _ add: (inout HearingTape) -> Void) -> [Finding] {
    var tape = HearingTape()
    tape.connect(caller: phone.host, callee: other.host, asked: (phone, other), extra: extra)
    tape.talk(phone, other, ssrc: 1)
    tape.talk(other, phone, ssrc: 2)
    add(&tape)
    tape.hangUp(22_000, caller: phone.host, callee: other.host)
    return FindingCatalog.findings(in: tape.result)
}

/// A request with a digit, and its answer.
private func digit(_ tape: inout HearingTape, _ status: String, headers: [String], body: String, method: String) {
    let head = headers + (body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"])
    let dialog = "Call-ID: one@example.com\r\nCSeq: 5 \(method)"
    let ends = "From: <sip:+442079460018@example.com>;tag=a\r\nTo: <sip:+12125550142@example.com>;tag=b"
    let via = "Via: SIP/2.0/UDP \(phone.host);branch=z9hG4bKdigit"
    let request = ["\(method) sip:x SIP/2.0", via, ends, dialog] + head + ["", body]
    tape.send(
        5_000, HearingTape.End(phone.host, 5_060), HearingTape.End(other.host, 5_060),
        Array(request.joined(separator: "\r\n").utf8))
    tape.send(
        5_010, HearingTape.End(other.host, 5_060), HearingTape.End(phone.host, 5_060),
        Array((["SIP/2.0 \(status)", via, ends, dialog, "", ""]).joined(separator: "\r\n").utf8))
}

@Test(arguments: [
    ("NOTIFY", ["Event: telephone-event"], "1234"),
    ("INFO", ["Content-Type: application/dtmf-relay"], "Signal=5\r\nDuration=160"),
    ("NOTIFY", ["Event: kpml", "Content-Type: application/kpml-response+xml"], "<kpml-response digits=\"4\"/>"),
])
func refusedDigitsAreSaidWithBothPackets(method: String, headers: [String], body: String) throws {
    let refused = findings { digit(&$0, "403 Forbidden", headers: headers, body: body, method: method) }
    let finding = try #require(refused.first { $0.code == .digitsNotTaken })
    #expect(finding.severity == .warning && finding.call == 0)
    #expect(finding.summary.contains("403 Forbidden") && finding.evidence.count == 2)
    let taken = findings { digit(&$0, "200 OK", headers: headers, body: body, method: method) }
    #expect(!taken.contains { $0.code == .digitsNotTaken })
}

/// A subscription to keys that ends is refused all the time, and carries no key.
@Test func endedSubscriptionsToKeysAreNoDigits() {
    let ended = findings {
        digit(
            &$0, "481 Subscription does not exist",
            headers: ["Event: kpml", "Content-Type: application/kpml-response+xml"],
            body: "<kpml-response code=\"487\" digits=\"\"/>", method: "NOTIFY")
    }
    #expect(!ended.contains { $0.code == .digitsNotTaken })
}

/// Three events of a key, under a number that one side, or nobody, has described.
private func key(_ tape: inout HearingTape) {
    for number in 0..<6 {
        let rtp =
            [0x80, 101] + HearingTape.word(2_000 + number) + HearingTape.long(320_000) + HearingTape.long(1)
        tape.send(21_100 + Double(number) * 20, phone, other, rtp + [5, number > 2 ? 0x8A : 0x0A, 0, 160])
    }
}

@Test func digitsUnderANumberNobodyDescribedAreSaid() throws {
    let found = findings { key(&$0) }
    let finding = try #require(found.first { $0.code == .digitsNotTaken })
    #expect(finding.severity == .warning && finding.summary.contains("payload type 101"))
    let described = "a=rtpmap:101 telephone-event/8000\r\n"
    #expect(!findings(extra: (described, described)) { key(&$0) }.contains { $0.code == .digitsNotTaken })
    #expect(!findings(extra: ("", described)) { key(&$0) }.contains { $0.code == .digitsNotTaken })
}

/// What stands behind the announced length is read by nobody who keeps to it.
@Test func descriptionsCutByTheirOwnLengthAreSaid() throws {
    var tape = HearingTape()
    let body = HearingTape.description(phone)
    let length = body.components(separatedBy: "m=audio").first?.utf8.count ?? 0
    func invite(_ announced: Int) -> [UInt8] {
        let lines = [
            "INVITE sip:+12125550142@example.com SIP/2.0", "Via: SIP/2.0/UDP \(phone.host);branch=z9hG4bK1",
            "From: <sip:+442079460018@example.com>;tag=a", "To: <sip:+12125550142@example.com>",
            "Call-ID: cut@example.com",
            "CSeq: 1 INVITE", "Content-Type: application/sdp", "Content-Length: \(announced)", "", body,
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }
    tape.send(0, HearingTape.End(phone.host, 5_060), HearingTape.End(other.host, 5_060), invite(length))
    let finding = try #require(FindingCatalog.findings(in: tape.result).first { $0.code == .descriptionCut })
    #expect(finding.severity == .warning && finding.call == 0 && finding.evidence.first?.packet.number == 1)
    #expect(finding.summary.contains("among them the media line"))
    var whole = HearingTape()
    whole.send(0, HearingTape.End(phone.host, 5_060), HearingTape.End(other.host, 5_060), invite(body.utf8.count))
    #expect(!FindingCatalog.findings(in: whole.result).contains { $0.code == .descriptionCut })
    // Line ends behind a body are no part of a description.
    var padded = HearingTape()
    padded.send(
        0, HearingTape.End(phone.host, 5_060), HearingTape.End(other.host, 5_060), invite(body.utf8.count) + [13, 10])
    #expect(!FindingCatalog.findings(in: padded.result).contains { $0.code == .descriptionCut })
}

/// Over UDP an INVITE is repeated until something comes back: one alone says that the capture lacks the rest.
@Test func oneInviteAloneIsNotSaidToBeUnanswered() throws {
    func placed(_ copies: Int) -> Finding? {
        var tape = HearingTape()
        for copy in 0..<copies {
            tape.message(
                [0, 500, 1_500, 3_500, 7_500][copy], from: phone.host, to: other.host,
                "INVITE sip:+12125550142@example.com SIP/2.0", "1 INVITE", tags: ("a", nil),
                body: HearingTape.description(phone))
        }
        tape.talk(other, HearingTape.End("192.0.2.99", 6_000), ssrc: 9, begin: 0, seconds: 70)
        return FindingCatalog.findings(in: tape.result).first { $0.code == .callFailed }
    }
    let alone = try #require(placed(1))
    #expect(alone.severity == .warning && alone.confidence < 0.7 && !alone.summary.contains("no answer at all"))
    let repeated = try #require(placed(5))
    #expect(repeated.severity == .fault && repeated.summary.contains("no answer at all: the INVITE was sent 5 times"))
}
