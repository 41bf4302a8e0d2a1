import CallAnalysis
import CallVocabulary
import Testing

@testable import Findings

/// Who hears whom, by what passes and what the ends report, each stretch by itself.
@Suite struct HearingTests {
    private typealias End = HearingTape.End
    private static let caller = "192.0.2.1"
    private static let callee = "198.51.100.2"
    private static let near = HearingTape.End(caller, 4_000)
    private static let far = HearingTape.End(callee, 6_000)

    private static func control(_ end: HearingTape.End) -> HearingTape.End { HearingTape.End(end.host, end.port + 1) }

    /// A call of twenty seconds in which both talk.
    private static func call(talks: Bool = true) -> HearingTape {
        var tape = HearingTape()
        tape.connect(caller: caller, callee: callee, asked: (near, far))
        if talks {
            tape.talk(near, far, ssrc: 7)
            tape.talk(far, near, ssrc: 8)
        }
        tape.hangUp(21_200, caller: caller, callee: callee)
        return tape
    }

    /// Reports of both sides, as those that hear send them.
    private static func report(
        _ tape: inout HearingTape, caller hearsCaller: (Int) -> UInt32 = { UInt32(1_000 + $0 * 50) }
    ) {
        for second in stride(from: 5, through: 20, by: 5) {
            let time = Double(1_000 + second * 1_000)
            let sent = second * 50
            tape.report(
                time, control(near), control(far), by: 7, sent: sent, about: 8, highest: UInt32(1_000 + sent))
            tape.report(time, control(far), control(near), by: 8, sent: sent, about: 7, highest: hearsCaller(second))
        }
    }

    // MARK: Reports

    @Test("Reports of progress from both sides make a clear verdict; none leave it open")
    func verdicts() throws {
        var tape = Self.call()
        let open = AnalysisVerdict(tape.result, findings: HearingTape.hearing(tape.result))
        #expect(open.kind == .cannotTell && open.headline.hasPrefix("Cannot be told"))
        Self.report(&tape)
        let result = tape.result
        #expect(HearingTape.hearing(result).isEmpty)
        #expect(AnalysisVerdict(result, findings: []).kind == .clear)
        #expect(SymptomAssessment.all(result, findings: [])[1].verdict == .notSeen)
    }

    @Test("A block about source 0 at number 0 says that nothing arrives")
    func nobodyHeard() throws {
        var tape = Self.call()
        for second in stride(from: 0, through: 20, by: 5) {
            tape.report(
                Double(1_040 + second * 1_000), Self.control(Self.far), Self.control(Self.near), by: 8,
                sent: second * 50, about: 0, highest: 0)
        }
        let result = tape.result
        let finding = try #require(HearingTape.hearing(result).first)
        #expect(finding.cannotHear == .called && finding.cause == .blockedBeyondCapture && finding.severity == .fault)
        #expect(HearingTape.hearing(result).count == 1)
    }

    @Test("Such blocks are no reception: audio that is nowhere was never sent, or lost")
    func nobodyHeardAndNothingHere() throws {
        var tape = Self.call(talks: false)
        tape.talk(Self.far, Self.near, ssrc: 8)
        for second in stride(from: 0, through: 20, by: 4) {
            tape.report(
                Double(1_040 + second * 1_000), Self.control(Self.far), Self.control(Self.near), by: 8,
                sent: second * 50, about: 0, highest: 0)
        }
        let finding = try #require(HearingTape.hearing(tape.result).first)
        #expect(finding.cannotHear == .called && finding.cause == .peerNeverSent && finding.severity == .fault)
    }

    @Test("Deaf for twelve seconds in the middle is said, with its span")
    func deafInTheMiddle() throws {
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far))
        tape.talk(Self.near, Self.far, ssrc: 7, seconds: 40)
        tape.talk(Self.far, Self.near, ssrc: 8, seconds: 40)
        tape.hangUp(41_200, caller: Self.caller, callee: Self.callee)
        for second in stride(from: 4, through: 40, by: 4) {
            let stands = (12...24).contains(second)
            tape.report(
                Double(1_000 + second * 1_000), Self.control(Self.far), Self.control(Self.near), by: 8,
                sent: second * 50, about: 7, highest: UInt32(1_000 + (stands ? 8 : second) * 50))
        }
        let finding = try #require(HearingTape.hearing(tape.result).first)
        #expect(finding.cause == .blockedBeyondCapture && finding.cannotHear == .called)
        #expect(finding.from == CaptureTime(nanoseconds: 9_000_000_000))
        #expect(finding.until == CaptureTime(nanoseconds: 29_000_000_000))
        #expect(finding.summary.contains("from 00:00:09 to 00:00:29"))
    }

    @Test("A report that cannot be true is no witness", arguments: [(0xDEAD_BEEF, 0), (1_250, 8_388_607)])
    func incredible(highest: UInt32, lost: Int) throws {
        var tape = Self.call()
        for second in stride(from: 4, through: 20, by: 4) {
            tape.report(
                Double(1_000 + second * 1_000), Self.control(Self.far), Self.control(Self.near), by: 8,
                sent: second * 50, about: 7, highest: highest, lost: lost)
        }
        let result = tape.result
        #expect(HearingTape.hearing(result).isEmpty)
        #expect(result.streams.first { $0.ssrc == 7 }?.rtcp?.isCredible == false)
    }

    @Test("After a change of path, reports count by the source they name")
    func changedPath() throws {
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far))
        let moved = End("203.0.113.9", 5_000)
        tape.talk(Self.near, Self.far, ssrc: 7, seconds: 10)
        tape.talk(moved, Self.far, ssrc: 7, begin: 11_050, seconds: 20, first: 1_500)
        tape.talk(Self.far, Self.near, ssrc: 8, seconds: 30)
        tape.hangUp(31_200, caller: Self.caller, callee: Self.callee)
        for second in stride(from: 5, through: 30, by: 5) {
            let time = Double(1_000 + second * 1_000)
            let sent = second * 50
            let own = second <= 10 ? Self.control(Self.near) : Self.control(moved)
            tape.report(time, own, Self.control(Self.far), by: 7, sent: sent, about: 8, highest: UInt32(1_000 + sent))
            // The called party goes on reporting to the old address, and hears nothing of the new path.
            tape.report(
                time + 10, Self.control(Self.far), Self.control(Self.near), by: 8, sent: sent, about: 7,
                highest: UInt32(1_000 + min(sent, 500)))
        }
        let found = HearingTape.hearing(tape.result)
        #expect(found.map(\.cannotHear) == [.called] && found.first?.cause == .blockedBeyondCapture)
        #expect(found.first?.from ?? CaptureTime(nanoseconds: 0) >= CaptureTime(nanoseconds: 10_000_000_000))
    }

    // MARK: Where it goes

    @Test(
        "Audio to the host of signaling is sent to the wrong host; to where the listener's audio comes from it is not")
    func wrongHost() throws {
        let proxy = "198.51.100.200"
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: proxy, asked: (Self.near, Self.far))
        tape.talk(Self.far, Self.near, ssrc: 8)
        tape.talk(Self.near, End(proxy, 6_000), ssrc: 7)
        tape.hangUp(21_200, caller: Self.caller, callee: proxy)
        let finding = try #require(HearingTape.hearing(tape.result).first)
        #expect(finding.cause == .mediaSentToWrongHost && finding.cannotHear == .called)
        #expect(finding.summary.contains(proxy) && finding.summary.contains(Self.callee))

        // A media server apart from its description, and a sender that answers to where audio comes from.
        let server = End("198.51.100.77", 6_100)
        var latched = HearingTape()
        latched.connect(caller: Self.caller, callee: proxy, asked: (Self.near, Self.far))
        latched.talk(server, Self.near, ssrc: 8)
        latched.talk(Self.near, server, ssrc: 7)
        latched.hangUp(21_200, caller: Self.caller, callee: proxy)
        #expect(HearingTape.hearing(latched.result).isEmpty)
        var obeyed = HearingTape()
        obeyed.connect(caller: Self.caller, callee: proxy, asked: (Self.near, Self.far))
        obeyed.talk(server, Self.near, ssrc: 8)
        obeyed.talk(Self.near, Self.far, ssrc: 7)
        obeyed.hangUp(21_200, caller: Self.caller, callee: proxy)
        #expect(HearingTape.hearing(obeyed.result).isEmpty)
    }

    @Test("The host of an early answer is the wrong one once another answers")
    func earlyHost() throws {
        let (early, final) = (End("198.51.100.101", 6_000), End("198.51.100.102", 7_000))
        var tape = HearingTape()
        tape.message(
            0, from: Self.caller, to: Self.callee, "INVITE sip:x@y SIP/2.0", "1 INVITE", tags: ("a", nil),
            body: HearingTape.description(Self.near))
        tape.message(
            300, from: Self.callee, to: Self.caller, "SIP/2.0 183 Session Progress", "1 INVITE", tags: ("a", "early"),
            body: HearingTape.description(early))
        tape.message(
            2_000, from: Self.callee, to: Self.caller, "SIP/2.0 200 OK", "1 INVITE", tags: ("a", "final"),
            body: HearingTape.description(final))
        tape.message(2_010, from: Self.caller, to: Self.callee, "ACK sip:x SIP/2.0", "1 ACK", tags: ("a", "final"))
        tape.talk(early, Self.near, ssrc: 5, begin: 350, seconds: 1.6)
        tape.talk(Self.near, early, ssrc: 7, begin: 400, seconds: 14)
        tape.talk(final, Self.near, ssrc: 8, begin: 2_050, seconds: 12)
        tape.hangUp(14_500, caller: Self.caller, callee: Self.callee)
        let finding = try #require(HearingTape.hearing(tape.result).first)
        #expect(finding.cause == .mediaSentToWrongHost && finding.cannotHear == .called)
    }

    @Test("A wrong port for the first twelve seconds, mended by a new offer, is one-way audio with its span")
    func wrongAtFirst() throws {
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far))
        tape.talk(Self.near, Self.far, ssrc: 7, seconds: 24)
        tape.talk(Self.far, End(Self.caller, 45_678), ssrc: 8, seconds: 12)
        tape.talk(Self.far, Self.near, ssrc: 8, begin: 13_050, seconds: 12, first: 1_600)
        tape.hangUp(25_200, caller: Self.caller, callee: Self.callee)
        let found = HearingTape.hearing(tape.result)
        let finding = try #require(found.first)
        #expect(found.count == 1 && finding.cause == .mediaSentToWrongPort && finding.cannotHear == .calling)
        #expect(finding.until ?? CaptureTime(nanoseconds: 0) < CaptureTime(nanoseconds: 13_100_000_000))
        #expect(finding.summary.contains("from 00:00:01 to 00:00:13"))
    }

    @Test("Refusals that begin when the listener has hung up are no deafness")
    func hungUp() throws {
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far))
        tape.talk(Self.near, Self.far, ssrc: 7, seconds: 13)
        tape.talk(Self.far, Self.near, ssrc: 8, seconds: 18)
        for second in stride(from: 14.2, to: 19, by: 0.5) { tape.refuse(second * 1_000, Self.far, Self.near) }
        #expect(HearingTape.hearing(tape.result).allSatisfy { $0.severity == .note })
        // One that never sent anything has no such excuse.
        var closed = HearingTape()
        closed.connect(caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far))
        closed.talk(Self.far, Self.near, ssrc: 8, seconds: 18)
        for second in stride(from: 1.2, to: 19, by: 0.5) { closed.refuse(second * 1_000, Self.far, Self.near) }
        #expect(HearingTape.hearing(closed.result).map(\.cause) == [.portUnreachable])
    }

    @Test("A second of refusals before another path is chosen is no deafness")
    func shortRefusal() {
        var tape = HearingTape()
        let elsewhere = End("192.0.2.77", 4_000)
        tape.connect(caller: Self.caller, callee: Self.callee, asked: (elsewhere, Self.far))
        tape.talk(Self.near, Self.far, ssrc: 7)
        tape.talk(Self.far, elsewhere, ssrc: 8, seconds: 1.3)
        for step in 0..<10 { tape.refuse(1_060 + Double(step) * 120, Self.far, elsewhere) }
        tape.talk(Self.far, Self.near, ssrc: 8, begin: 2_400, first: 1_065)
        tape.hangUp(22_600, caller: Self.caller, callee: Self.callee)
        #expect(HearingTape.hearing(tape.result).allSatisfy { $0.severity == .note })
    }

    // MARK: Legs

    @Test("A back-to-back user agent that leaves media between the parties is one call", arguments: [true, false])
    func directMedia(keepsCallID: Bool) throws {
        let middle = "203.0.113.50"
        let other = keepsCallID ? "one@example.com" : "two@example.com"
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: middle, asked: (Self.near, Self.far))
        tape.connect(
            10, caller: middle, callee: Self.callee, asked: (Self.near, Self.far), dialog: other, tags: ("m", "n"))
        tape.talk(Self.near, Self.far, ssrc: 7)
        tape.talk(Self.far, Self.near, ssrc: 8)
        tape.hangUp(21_200, caller: Self.caller, callee: middle)
        tape.hangUp(21_250, caller: middle, callee: Self.callee, dialog: other, tags: ("m", "n"))
        let result = tape.result
        let call = try #require(result.calls.first)
        #expect(result.calls.count == 1 && call.callIDs.count == (keepsCallID ? 1 : 2))
        #expect(HearingTape.hearing(result).isEmpty)
        #expect(result.streams.first { $0.ssrc == 7 }?.direction == .callingToCalled)
        #expect(result.streams.first { $0.ssrc == 8 }?.direction == .calledToCalling)
        #expect(result.streams.allSatisfy { $0.call == 0 })
    }

    @Test("Two calls one after another between the same ports are two, though no end was captured")
    func nextCall() {
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far))
        tape.connect(
            30_000, caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far), dialog: "two@example.com",
            tags: ("c", "d"))
        #expect(tape.result.calls.count == 2)
    }

    /// Caller and called party with a relay between them that has an address on each side; both legs are here.
    private static func relayed(forwards: Double) -> HearingTape {
        let (inside, outside) = ("203.0.113.10", "203.0.113.11")
        let (entry, exit) = (End(inside, 41_000), End(outside, 41_002))
        var tape = HearingTape()
        tape.message(
            0, from: caller, to: inside, "INVITE sip:x@y SIP/2.0", "1 INVITE", tags: ("a", nil),
            body: HearingTape.description(near))
        tape.message(
            5, from: outside, to: callee, "INVITE sip:x@y SIP/2.0", "1 INVITE", tags: ("a", nil),
            body: HearingTape.description(exit))
        tape.message(
            1_000, from: callee, to: outside, "SIP/2.0 200 OK", "1 INVITE", body: HearingTape.description(far))
        tape.message(
            1_005, from: inside, to: caller, "SIP/2.0 200 OK", "1 INVITE", body: HearingTape.description(entry))
        tape.message(1_010, from: caller, to: inside, "ACK sip:x SIP/2.0", "1 ACK")
        tape.talk(near, entry, ssrc: 7)
        tape.talk(exit, far, ssrc: 7, begin: 1_051)
        tape.talk(far, exit, ssrc: 8)
        if forwards > 0 { tape.talk(entry, near, ssrc: 8, begin: 1_052, seconds: forwards) }
        tape.hangUp(21_200, caller: caller, callee: inside)
        return tape
    }

    @Test("What goes into a relay and does not come out of it is named, from the start or from later on")
    func relay() throws {
        #expect(HearingTape.hearing(Self.relayed(forwards: 20).result).isEmpty)
        for seconds in [0, 8.0] {
            let found = HearingTape.hearing(Self.relayed(forwards: seconds).result)
            let finding = try #require(found.first)
            #expect(found.count == 1 && finding.cause == .relayDoesNotForward && finding.cannotHear == .calling)
            let begun = try #require(finding.from)
            #expect(abs(begun.seconds(since: CaptureTime(nanoseconds: 0)) - (1.05 + seconds)) < 0.2)
        }
    }

    @Test("A transfer links the calls before and after it")
    func transfer() throws {
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far))
        tape.message(
            6_000, from: Self.callee, to: Self.caller, "REFER sip:x SIP/2.0", "2 REFER", tags: ("b", "a"),
            headers: ["Refer-To: <sip:+13105550177@example.com>"])
        tape.message(
            6_050, from: Self.caller, to: "203.0.113.30", "INVITE sip:+13105550177@203.0.113.30 SIP/2.0", "1 INVITE",
            dialog: "two@example.com", tags: ("e", nil), target: "+13105550177",
            body: HearingTape.description(End(Self.caller, 4_002)))
        let calls = tape.result.calls
        #expect(calls.count == 2 && calls[0].linkedCalls == [1] && calls[1].linkedCalls == [0])
    }

    // MARK: Without a witness

    @Test("Audio that stops in mid-call without a witness is a note that names its last packet", arguments: [3, 15.0])
    func stops(seconds: Double) throws {
        var tape = Self.call(talks: false)
        tape.talk(Self.near, Self.far, ssrc: 7)
        tape.talk(Self.far, Self.near, ssrc: 8, seconds: seconds)
        let result = tape.result
        let finding = try #require(HearingTape.hearing(result).first)
        let last = try #require(result.streams.first { $0.ssrc == 8 }?.lastPacket)
        #expect(finding.severity == .note && finding.cannotHear == .calling && finding.cause == .notVisibleFromHere)
        #expect(finding.evidence.first?.packet == last && finding.summary.contains("(\(last.number))"))
        #expect(AnalysisVerdict(result, findings: [finding]).kind == .cannotTell)
    }

    @Test("Five packets and then nothing: no cliff, and no word that is untrue")
    func fewPackets() throws {
        var tape = Self.call(talks: false)
        tape.talk(Self.near, Self.far, ssrc: 7)
        tape.talk(Self.far, Self.near, ssrc: 8, seconds: 0.1)
        let finding = try #require(HearingTape.hearing(tape.result).first)
        #expect(finding.severity == .note && finding.summary.contains("only 5 packets"))
        #expect(!finding.summary.contains("not one packet"))
    }

    // MARK: Keys

    @Test("A handshake on the media ports that never ends is the reason for no audio")
    func handshake() throws {
        var tape = HearingTape()
        let print = "a=fingerprint:sha-256 00:11\r\na=setup:actpass\r\n"
        tape.connect(
            caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far), transport: "UDP/TLS/RTP/SAVP",
            extra: (print, print))
        // A ClientHello without extensions, sent again and again.
        let body: [UInt8] = [0xFE, 0xFD] + [UInt8](repeating: 9, count: 32) + [0, 0, 0, 2, 0xC0, 0x2B, 1, 0]
        let message: [UInt8] = [1, 0, 0, UInt8(body.count), 0, 0, 0, 0, 0, 0, 0, UInt8(body.count)] + body
        let record: [UInt8] = [22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0] + HearingTape.word(message.count) + message
        for second in [1.1, 2.1, 4.1, 8.1] { tape.send(second * 1_000, Self.near, Self.far, record) }
        tape.hangUp(15_000, caller: Self.caller, callee: Self.callee)
        let finding = try #require(HearingTape.hearing(tape.result).first)
        #expect(finding.code == .noAudio && finding.cause == .handshakeIncomplete && finding.severity == .fault)
    }

    @Test("A key that both descriptions agree on and that opens nothing is a mismatch, from one capture")
    func wrongKey() throws {
        let key = { (letter: String) in
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\(String(repeating: letter, count: 40))\r\n"
        }
        var tape = HearingTape()
        tape.connect(
            caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far), transport: "RTP/SAVP",
            extra: (key("A"), key("B")))
        tape.talk(Self.near, Self.far, ssrc: 7, payload: (0..<170).map { UInt8(($0 * 73 + 41) & 255) })
        tape.hangUp(21_200, caller: Self.caller, callee: Self.callee)
        // The called party sends nothing at all, so that neither hears.
        let found = HearingTape.hearing(tape.result)
        #expect(found.map(\.cause) == [.encryptionMismatch] && found.first?.severity == .fault)
    }

    @Test("The padding bit of a known stream may stand before ciphertext: no packet is dropped")
    func paddingBit() throws {
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far), transport: "RTP/SAVP")
        for number in 0..<500 {
            // Every fourth is padded; what its last byte holds is ciphertext.
            let header =
                [number % 4 == 3 ? 0xA0 : 0x80, 0] + HearingTape.word(number) + HearingTape.long(UInt32(number * 160))
                + HearingTape.long(7)
            let last: UInt8 = number % 8 == 3 ? 0 : 255
            tape.send(
                1_050 + Double(number) * 20, Self.near, Self.far, header + [UInt8](repeating: 0x33, count: 169) + [last]
            )
        }
        let stream = try #require(tape.result.streams.first)
        #expect(stream.counts.received == 500 && stream.counts.lost == 0)
    }

    // MARK: The gate

    @Test("A finding that the result contradicts is refused, and told")
    func gate() throws {
        var tape = Self.call()
        Self.report(&tape)
        let result = tape.result
        let gate = FindingGate(context: FindingContext(result: result, thresholds: FindingThresholds()))
        let stream = try #require(result.streams.firstIndex { $0.ssrc == 7 })
        func claim(_ cause: MediaFaultCause, packet: Int = 1, at: CaptureTime? = nil) -> Finding {
            Finding(
                code: .oneWayAudio, severity: .fault, cause: cause, cannotHear: .called, confidence: 1, call: 0,
                stream: stream, summary: "",
                evidence: [
                    Evidence(
                        packet: PacketReference(capture: 0, number: packet), at: at ?? result.streams[stream].startedAt,
                        text: "")
                ], remedy: "")
        }
        #expect(gate.objection(to: claim(.blockedBeyondCapture))?.contains("reports new packets") == true)
        #expect(gate.objection(to: claim(.peerNeverSent)) != nil)
        #expect(gate.objection(to: claim(.payloadNotNegotiated)) == nil)
        #expect(gate.objection(to: claim(.payloadNotNegotiated, packet: 1 << 40)) != nil)
        #expect(gate.objection(to: claim(.payloadNotNegotiated, at: CaptureTime(nanoseconds: -1))) != nil)
        #expect(FindingCatalog.judged(result).refused.isEmpty)
    }
}
