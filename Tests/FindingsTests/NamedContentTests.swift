import CallAnalysis
import CallVocabulary
import Testing

@testable import Findings

private let near = HearingTape.End("192.0.2.10", 4_000)
private let far = HearingTape.End("198.51.100.20", 5_000)

private func result(_ make: (inout HearingTape) -> Void) -> CallAnalysisResult {
    var tape = HearingTape()
    make(&tape)
    return tape.result
}

/// Application data of DTLS between hosts that exchange no media is a tunnel, whatever it carries.
@Test func tunnelsByDTLSAreNamed() throws {
    let found = result { tape in
        for number in 0..<20 {
            let record: [UInt8] = [23, 1, 0, 0, 1, 0, 0, 0, 0, 0, UInt8(number), 0, 40]
            tape.send(
                Double(number) * 10, HearingTape.End(near.host, 50_000), HearingTape.End(far.host, 443),
                record + [UInt8](repeating: 7, count: 40))
        }
    }
    let finding = try #require(FindingCatalog.findings(in: found).first { $0.code == .captureEncrypted })
    #expect(finding.summary.contains("20 packets of 20") && finding.summary.contains("DTLS"))
    #expect(finding.evidence.first?.packet.number == 1)
}

/// Full frames of IAX2 begin like RTP, and mini frames like nothing.
@Test func exchangesOfAsteriskAreNamedAndAreNoStream() {
    let found = result { tape in
        let (one, other) = (HearingTape.End(near.host, 4_569), HearingTape.End(far.host, 4_569))
        for number in 0..<40 {
            let full: [UInt8] = [0x80, 1, 0, 0, 0, 0, 0, UInt8(number), UInt8(number), 0, 6, 1]
            tape.send(Double(number) * 40, one, other, full + [UInt8](repeating: 3, count: 20))
            tape.send(
                Double(number) * 40 + 20, other, one, [0, 2, 0, UInt8(number)] + [UInt8](repeating: 5, count: 160))
        }
    }
    #expect(found.otherSignalingNames == ["IAX2"] && found.streams.isEmpty)
    let nothing = FindingCatalog.findings(in: found).first { $0.code == .captureNothingToAnalyze }
    #expect(nothing?.summary.contains("IAX2") == true)
}

/// A stream under `payloadType` whose packets have `length` bytes every 20 ms.
private func stream(_ payloadType: UInt8, length: Int, ticks: Int = 160) -> CallAnalysisResult {
    result { tape in
        for number in 0..<200 {
            let header =
                [0x80, payloadType] + HearingTape.word(number) + HearingTape.long(UInt32(number * ticks))
                + HearingTape.long(77)
            let payload = (0..<length).map { UInt8(truncatingIfNeeded: ($0 &* 97 &+ number &* 31) ^ ($0 >> 1)) }
            tape.send(Double(number) * 20, near, far, header + payload)
        }
    }
}

/// Each packet longer by a tag of SRTP than its codec makes it, whatever the codec.
@Test(arguments: [(9 as UInt8, 170), (18, 30), (3, 43), (0, 164)])
func encryptionThatNobodyNamedIsNoticedByTheLengthOfPackets(payloadType: UInt8, length: Int) throws {
    let found = stream(payloadType, length: length)
    #expect(found.streams.first?.knowsEncryption == false)
    let finding = try #require(FindingCatalog.findings(in: found).first { $0.code == .codecMismatch })
    #expect(finding.summary.contains("SRTP") && finding.severity == .note)
    if case .rated = try #require(found.streams.first).quality { Issue.record("rated by a codec that does not fit") }
}

@Test(arguments: [(9 as UInt8, 160), (18, 20), (3, 33), (0, 160)])
func packetsOfTheirCodecsLengthArePlain(payloadType: UInt8, length: Int) {
    let found = stream(payloadType, length: length)
    #expect(found.streams.first?.knowsEncryption == true && found.streams.first?.encrypted == false)
    #expect(!FindingCatalog.findings(in: found).contains { $0.code == .codecMismatch })
}

/// Of a codec whose packets vary nothing tells whether it is encrypted.
@Test func withoutADescriptionEncryptionIsNotKnown() {
    #expect(stream(111, length: 90, ticks: 960).streams.first?.knowsEncryption == false)
}

// MARK: Fax

/// A packet of UDPTL with number, primary message and earlier ones.
private func fax(_ number: Int, repeating earlier: Int) -> [UInt8] {
    var bytes = HearingTape.word(number) + [6, 0xC0, 1, 0x80, 0, 0, 0xFF, 0, UInt8(earlier)]
    for _ in 0..<earlier { bytes += [6, 0xC0, 1, 0x80, 0, 0, 0xFE] }
    return bytes
}

private func faxCall(repeating: Int, without missing: Set<Int>, first: Int = 0) -> CallAnalysisResult {
    result { tape in
        tape.connect(caller: near.host, callee: far.host, asked: (near, far))
        tape.talk(near, far, ssrc: 1, seconds: 4)
        tape.talk(far, near, ssrc: 2, seconds: 4)
        for number in 0..<100 where !missing.contains(number) {
            tape.send(6_000 + Double(number) * 40, near, far, fax(first + number, repeating: min(repeating, number)))
        }
        tape.hangUp(12_000, caller: near.host, callee: far.host)
    }
}

@Test func faxIsMeasuredAsPartOfItsCall() throws {
    let found = faxCall(repeating: 0, without: [20, 21, 50])
    let stream = try #require(found.faxStreams.first)
    #expect(found.faxStreams.count == 1 && stream.call == 0 && stream.direction == .callingToCalled)
    #expect(stream.received == 97 && stream.lost == 3 && stream.recovered == 0 && stream.redundancy == 0)
    let finding = try #require(FindingCatalog.findings(in: found).first { $0.code == .faxLoss })
    #expect(finding.call == 0 && finding.evidence.first?.packet == stream.firstGap)
}

/// From 32,768 to 49,151 numbers of fax begin like RTP.
@Test(arguments: [32_700, 32_760, 65_480], [0, 3])
func numbersOfFaxRunThroughAllOfThem(first: Int, repeating: Int) throws {
    let found = faxCall(repeating: repeating, without: [20, 21, 50], first: first)
    let stream = try #require(found.faxStreams.first)
    #expect(found.faxStreams.count == 1 && found.streams.count == 2)
    #expect(stream.received == 97 && stream.lost == 3 && stream.recovered == repeating)
}

@Test func whatRedundancyBringsBackIsNoLoss() throws {
    let repaired = faxCall(repeating: 3, without: [20, 21, 50])
    let stream = try #require(repaired.faxStreams.first)
    #expect(stream.lost == 3 && stream.recovered == 3 && stream.redundancy == 3)
    #expect(!FindingCatalog.findings(in: repaired).contains { $0.code == .faxLoss })
    let worse = try #require(faxCall(repeating: 1, without: [20, 21, 50]).faxStreams.first)
    #expect(worse.lost == 3 && worse.recovered == 2)
}

// MARK: Parties

@Test(arguments: [
    ("sip:anonymous@anonymous.invalid", true, "withheld"),
    ("sip:192.0.2.77", false, "no number (192.0.2.77)"),
    ("sip:unknown@192.0.2.77", false, "no number (192.0.2.77)"),
    ("sip:alice@example.com", false, "sip:alice@example.com"),
])
func onlySuppressedNumbersAreWithheld(uri: String, isWithheld: Bool, label: String) throws {
    let found = result { tape in
        let lines = [
            "INVITE sip:+12125550142@example.com SIP/2.0", "Via: SIP/2.0/UDP \(near.host);branch=z9hG4bK1",
            "From: <\(uri)>;tag=a", "To: <sip:+12125550142@example.com>", "Call-ID: who@example.com", "CSeq: 1 INVITE",
            "",
            "",
        ]
        tape.send(
            0, HearingTape.End(near.host, 5_060), HearingTape.End(far.host, 5_060),
            Array(lines.joined(separator: "\r\n").utf8))
    }
    let call = try #require(found.calls.first)
    #expect(call.calling.withheld == isWithheld && call.calling.label == label && call.calling.number == nil)
}

/// A local number with its context is the global one (RFC 3966 §5.1.5).
@Test(arguments: [
    ("tel:5550142;phone-context=+1-212", "+12125550142"), ("tel:5550142;phone-context=example.com", "5550142"),
    ("sip:5550142;phone-context=+1212@example.com;user=phone", "+12125550142"), ("tel:+12125550142", "+12125550142"),
])
func localNumbersAreReadWithTheirContext(uri: String, number: String) throws {
    let found = result { tape in
        let lines = [
            "INVITE sip:+12125550142@example.com SIP/2.0", "Via: SIP/2.0/UDP \(near.host);branch=z9hG4bK1",
            "From: <\(uri)>;tag=a", "To: <sip:+12125550142@example.com>", "Call-ID: who@example.com", "CSeq: 1 INVITE",
            "",
            "",
        ]
        tape.send(
            0, HearingTape.End(near.host, 5_060), HearingTape.End(far.host, 5_060),
            Array(lines.joined(separator: "\r\n").utf8))
    }
    #expect(try #require(found.calls.first).calling.number == number)
}

// MARK: Encrypted numbers

/// A secured call whose caller begins anew; `describes` says whether it announces a key before it does.
private func restarted(at first: Int, describes: Bool) -> [Finding] {
    let key = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"
    let found = result { tape in
        tape.connect(
            caller: near.host, callee: far.host, asked: (near, far), transport: "RTP/SAVP", extra: (key, key))
        tape.talk(near, far, ssrc: 1, seconds: 8, first: 20_000)
        tape.talk(far, near, ssrc: 2, seconds: 20)
        if describes {
            tape.message(
                9_300, from: near.host, to: far.host, "INVITE sip:x SIP/2.0", "2 INVITE",
                body: HearingTape.description(near, transport: "RTP/SAVP", extra: key))
            tape.message(
                9_350, from: far.host, to: near.host, "SIP/2.0 200 OK", "2 INVITE",
                body: HearingTape.description(far, transport: "RTP/SAVP", extra: key))
            tape.message(9_360, from: near.host, to: far.host, "ACK sip:x SIP/2.0", "2 ACK")
        }
        tape.talk(near, far, ssrc: 1, begin: 9_500, seconds: 10, first: first)
        tape.hangUp(22_000, caller: near.host, callee: far.host)
    }
    return FindingCatalog.findings(in: found).filter { $0.code == .securedRestart }
}

@Test func encryptedNumbersThatGoBackUnderTheSameKeyAreSaid() throws {
    let finding = try #require(restarted(at: 3_000, describes: false).first)
    #expect(finding.severity == .warning && finding.evidence.count == 2)
    #expect(finding.summary.contains("17399 lower"))
    #expect(restarted(at: 3_000, describes: true).isEmpty)
    #expect(restarted(at: 45_000, describes: false).isEmpty)
}
