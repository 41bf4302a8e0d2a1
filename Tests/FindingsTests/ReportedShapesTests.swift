import AudioLevels
import CallAnalysis
import CallVocabulary
import TestSupport
import Testing

@testable import Findings

extension HearingTape {
    /// Audio of any payload type: packets `every` ms apart whose timestamps step by `step`, and jump on by `jump` at each
    /// `period`th packet from the `from`th on.
    mutating func play(
        _ from: End, _ to: End, ssrc: UInt32, type: Int = 0, begin: Double = 1_050, packets: Int = 1_000,
        every: Double = 20, step: Int = 160, bytes: Int = 160, first: Int = 1_000, jump: Int = 0, period: Int = 50,
        since start: Int = 0
    ) {
        var stamp = first * step
        for number in 0..<packets {
            if jump > 0, number > start, number % period == 0 { stamp += jump }
            send(
                begin + Double(number) * every, from, to,
                Wire.rtp(
                    first + number, timestamp: stamp, ssrc: ssrc, type: UInt8(type),
                    payload: (0..<bytes).map { UInt8(0x40 + ($0 * 7 + number) % 32) }))
            stamp += step
        }
    }

    /// A description with the payload types written as in the media line, and their maps.
    static func description(_ end: End, types: String, maps: [String] = []) -> String {
        let listed = types.split(separator: " ")
        let named = maps.filter { map in listed.contains { map.hasPrefix("\($0) ") } }
        return description(end, extra: named.map { "a=rtpmap:\($0)\r\n" }.joined())
            .replacing(" RTP/AVP 0\r\n", with: " RTP/AVP \(types)\r\n")
    }

    /// A request within the call by one of its hosts and the response to it.
    mutating func ask(
        _ at: Double, from: String, to: String, _ sequence: Int, method: String = "INVITE", tags: (String, String),
        dialog: String = "one@example.com", body: String, status: String = "200 OK", answer: String = ""
    ) {
        message(
            at, from: from, to: to, "\(method) sip:x SIP/2.0", "\(sequence) \(method)", dialog: dialog, tags: tags,
            body: body)
        message(
            at + 30, from: to, to: from, "SIP/2.0 \(status)", "\(sequence) \(method)", dialog: dialog, tags: tags,
            body: answer)
        message(at + 40, from: from, to: to, "ACK sip:x SIP/2.0", "\(sequence) ACK", dialog: dialog, tags: tags)
    }
}

/// Shapes of calls that public reports tell of, each with a sound counterpart.
@Suite struct ReportedShapesTests {
    private typealias End = HearingTape.End
    private static let caller = "192.0.2.1"
    private static let callee = "198.51.100.2"
    private static let near = HearingTape.End(caller, 4_000)
    private static let far = HearingTape.End(callee, 6_000)

    private static func connected(_ types: (String, String)? = nil, maps: [String] = []) -> HearingTape {
        var tape = HearingTape()
        guard let types else {
            tape.connect(caller: caller, callee: callee, asked: (near, far))
            return tape
        }
        tape.message(
            0, from: caller, to: callee, "INVITE sip:x SIP/2.0", "1 INVITE", tags: ("a", nil),
            body: HearingTape.description(near, types: types.0, maps: maps))
        tape.message(
            1_000, from: callee, to: caller, "SIP/2.0 200 OK", "1 INVITE",
            body: HearingTape.description(far, types: types.1, maps: maps))
        tape.message(1_010, from: caller, to: callee, "ACK sip:x SIP/2.0", "1 ACK")
        return tape
    }

    private static func found(_ tape: HearingTape, _ codes: FindingCode...) -> [Finding] {
        FindingCatalog.findings(in: tape.result).filter { codes.contains($0.code) }
    }

    // MARK: Direct media

    @Test("A stream between two phones is of both legs of their PBX", arguments: [4_000, 4_002])
    func directMedia(port: Int) throws {
        let (pbx, one, two) = ("203.0.113.5", "192.0.2.1", "192.0.2.2")
        let (old, new, other) = (End(one, 4_000), End(one, port), End(two, 5_004))
        var tape = HearingTape()
        tape.connect(caller: one, callee: pbx, asked: (old, End(pbx, 7_000)))
        tape.connect(
            100, caller: pbx, callee: two, asked: (End(pbx, 7_100), other), dialog: "two@example.com", tags: ("c", "d"))
        tape.ask(
            1_300, from: pbx, to: one, 2, tags: ("b", "a"), body: HearingTape.description(other),
            answer: HearingTape.description(new))
        tape.ask(
            1_310, from: pbx, to: two, 2, tags: ("c", "d"), dialog: "two@example.com",
            body: HearingTape.description(old), answer: HearingTape.description(other))
        tape.play(other, old, ssrc: 8, begin: 1_400)
        tape.play(new, other, ssrc: 7, begin: 1_400)
        tape.hangUp(21_500, caller: one, callee: pbx)
        tape.hangUp(21_520, caller: pbx, callee: two, dialog: "two@example.com", tags: ("c", "d"))
        let findings = Self.found(tape, .oneWayAudio, .noAudio)
        guard port != 4_000 else {
            #expect(findings.isEmpty)
            return
        }
        let finding = try #require(findings.first)
        #expect(findings.count == 1)
        #expect(finding.cannotHear == .calling && finding.cause == .mediaSentToWrongPort)
    }

    // MARK: Keep-alives

    @Test("Packets without a payload are no audio", arguments: [true, false])
    func keepAlives(talksBack: Bool) throws {
        var tape = Self.connected()
        tape.play(Self.far, Self.near, ssrc: 8, packets: 5, every: 4_000, step: 32_000, bytes: 0)
        if talksBack { tape.play(Self.near, Self.far, ssrc: 7) }
        tape.hangUp(21_200, caller: Self.caller, callee: Self.callee)
        let findings = Self.found(tape, .oneWayAudio, .noAudio)
        #expect(findings.count == 1)
        if talksBack {
            #expect(findings.first?.cannotHear == .calling && findings.first?.cause == .peerNeverSent)
        } else {
            #expect(findings.first?.code == .noAudio)
        }
    }

    // MARK: Refusals by ICMP

    @Test("What went before the first refusal met none: a port that closes is deaf from then on", arguments: [9.5, 20])
    func closedLate(until: Double) throws {
        var tape = Self.connected()
        tape.play(Self.near, Self.far, ssrc: 7, packets: Int((until - 1) * 50))
        tape.play(Self.far, Self.near, ssrc: 8)
        for time in stride(from: 9_000.0, to: until * 1_000, by: until > 10 ? 1_000 : 100) {
            tape.refuse(time, Self.near, Self.far)
        }
        if until < 10 {
            let moved = End(Self.callee, 6_100)
            tape.ask(
                9_500, from: Self.callee, to: Self.caller, 2, tags: ("b", "a"), body: HearingTape.description(moved),
                answer: HearingTape.description(Self.near))
            tape.play(Self.near, moved, ssrc: 7, begin: 9_560, packets: 570, first: 1_426)
        }
        tape.hangUp(21_200, caller: Self.caller, callee: Self.callee)
        let findings = Self.found(tape, .oneWayAudio, .noAudio)
        guard until > 10 else {
            #expect(findings.isEmpty)
            return
        }
        let finding = try #require(findings.first)
        #expect(finding.cause == .portUnreachable && finding.cannotHear == .called)
        #expect(finding.from == CaptureTime(nanoseconds: 9_000_000_000))
    }

    // MARK: The point of capture

    @Test(
        "Of audio that goes past the host of the capture nothing can be told",
        arguments: ["203.0.113.22", "203.0.113.21"])
    func pastTheCapture(back: String) throws {
        let proxy = "203.0.113.21"
        let (relay, out) = (End(proxy, 30_000), End(proxy, 30_040))
        var tape = HearingTape()
        let hops = [
            (Self.caller, proxy, HearingTape.description(Self.near)),
            (proxy, Self.callee, HearingTape.description(End(back, 34_200))),
        ]
        for (place, hop) in hops.enumerated() {
            tape.message(
                Double(place) * 10, from: hop.0, to: hop.1, "INVITE sip:x SIP/2.0", "1 INVITE", tags: ("a", nil),
                headers: place == 0 ? [] : ["Via: SIP/2.0/UDP \(Self.caller);branch=z9hG4bKorigin"], body: hop.2)
        }
        tape.message(
            1_000, from: Self.callee, to: proxy, "SIP/2.0 200 OK", "1 INVITE", body: HearingTape.description(Self.far))
        tape.message(
            1_010, from: proxy, to: Self.caller, "SIP/2.0 200 OK", "1 INVITE", body: HearingTape.description(relay))
        tape.message(1_020, from: Self.caller, to: proxy, "ACK sip:x SIP/2.0", "1 ACK")
        tape.message(1_030, from: proxy, to: Self.callee, "ACK sip:x SIP/2.0", "1 ACK")
        tape.play(Self.near, relay, ssrc: 7)
        tape.play(out, Self.far, ssrc: 7, begin: 1_050.2)
        tape.hangUp(21_200, caller: Self.caller, callee: proxy)
        let finding = try #require(Self.found(tape, .oneWayAudio, .noAudio).first)
        #expect(finding.cannotHear == .calling)
        #expect((finding.cause == .notVisibleFromHere) == (back != proxy))
        #expect((finding.severity == .note) == (back != proxy))
    }

    // MARK: Timestamps

    @Test("Timestamps of G.722 at half speed are wrong, and the sound is whole")
    func halfSpeed() throws {
        var tape = Self.connected(("9", "9"), maps: ["9 G722/8000"])
        tape.play(Self.near, Self.far, ssrc: 7, type: 9, step: 80)
        tape.play(Self.far, Self.near, ssrc: 8, type: 9)
        let findings = Self.found(tape, .breakUp, .senderClock, .jitter, .delayStep)
        let finding = try #require(findings.first)
        #expect(findings.count == 1 && finding.code == .senderClock && finding.severity == .warning)
        #expect(finding.summary.contains("0.50 times") && finding.summary.contains("nothing is missing"))
    }

    @Test("What a packet holds and how seldom it comes tell how much is missing")
    func quarterOfTheSound() throws {
        var tape = Self.connected(("9", "9"), maps: ["9 G722/8000"])
        tape.play(Self.near, Self.far, ssrc: 7, type: 9, packets: 250, every: 77, step: 320)
        tape.play(Self.far, Self.near, ssrc: 8, type: 9)
        let findings = Self.found(tape, .breakUp, .jitter)
        let finding = try #require(findings.first)
        #expect(findings.count == 1 && finding.code == .breakUp && finding.summary.contains("74 %"))
    }

    @Test("Packets of another length than most, or in pauses, are no wrong timestamps")
    func honestLengths() throws {
        var tape = Self.connected()
        // 20 ms, then 40 ms; and 20 ms in talkspurts.
        tape.play(Self.near, Self.far, ssrc: 7, packets: 400)
        tape.play(
            Self.near, Self.far, ssrc: 7, begin: 9_050, packets: 250, every: 40, step: 320, bytes: 320, first: 1_400)
        for spurt in 0..<8 {
            tape.play(
                Self.far, Self.near, ssrc: 8, begin: 1_050 + Double(spurt) * 2_000, packets: 50,
                first: 1_000 + spurt * 50,
                since: 0)
        }
        #expect(Self.found(tape, .senderClock).allSatisfy { !$0.summary.contains("times the speed") })
    }

    @Test("A clock that goes wrong in mid-call is found, from when on", arguments: [0, 400])
    func clockGoneWrong(start: Int) throws {
        var tape = Self.connected()
        tape.play(Self.near, Self.far, ssrc: 7, packets: 1_800, jump: 800, since: start)
        tape.play(Self.far, Self.near, ssrc: 8, packets: 1_800)
        let finding = try #require(Self.found(tape, .senderClock).first)
        #expect(finding.severity == .warning && finding.summary.contains("fast by"))
        #expect(finding.summary.contains(" from ") == (start > 0))
    }

    // MARK: Two voices at one port

    @Test(
        "Two streams of one port to one listener are two voices, unless several were agreed", arguments: [true, false])
    func twoVoices(isPlain: Bool) throws {
        var tape = HearingTape()
        tape.connect(
            caller: Self.caller, callee: Self.callee, asked: (Self.near, Self.far),
            transport: isPlain ? "RTP/AVP" : "RTP/SAVP")
        tape.play(Self.near, Self.far, ssrc: 7)
        tape.play(Self.far, Self.near, ssrc: 8)
        tape.play(Self.far, Self.near, ssrc: 9, begin: 1_060, packets: 450)
        tape.hangUp(21_200, caller: Self.caller, callee: Self.callee)
        #expect(Self.found(tape, .crosstalk).isEmpty != isPlain)
    }

    @Test("One source after the other, and a packet that strays in, are no two voices")
    func oneAfterTheOther() throws {
        var tape = Self.connected()
        tape.play(Self.near, Self.far, ssrc: 7)
        tape.play(Self.far, Self.near, ssrc: 9, packets: 450)
        tape.play(Self.far, Self.near, ssrc: 9, begin: 18_000, packets: 1, first: 1_450)
        tape.play(Self.far, Self.near, ssrc: 8, begin: 10_000, packets: 550)
        tape.hangUp(21_200, caller: Self.caller, callee: Self.callee)
        #expect(Self.found(tape, .crosstalk).isEmpty)
    }

    @Test("Who is on hold hears both who holds and the music", arguments: [true, false])
    func musicBesideTheHolder(goesOn: Bool) throws {
        let music = End("203.0.113.7", 18_000)
        var tape = Self.connected()
        tape.play(Self.near, Self.far, ssrc: 7, packets: 400)
        tape.play(Self.far, Self.near, ssrc: 8, packets: goesOn ? 1_000 : 400)
        tape.ask(
            9_000, from: Self.callee, to: Self.caller, 2, tags: ("b", "a"),
            body: HearingTape.description(Self.far, "sendonly"),
            answer: HearingTape.description(Self.near, "recvonly"))
        tape.play(music, Self.near, ssrc: 9, begin: 9_100, packets: 600)
        tape.hangUp(21_200, caller: Self.caller, callee: Self.callee)
        #expect(Self.found(tape, .crosstalk).isEmpty != goesOn)
    }

    // MARK: A relay

    @Test("A relay that does not follow a new port is found, one that follows is not", arguments: [true, false])
    func relayAfterAMove(follows: Bool) throws {
        let (outside, inside) = (End("203.0.113.9", 10_010), End("10.13.12.11", 10_012))
        let (pbx, moved) = (End("10.13.12.40", 17_000), End(Self.caller, 4_100))
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: outside.host, asked: (Self.near, outside))
        tape.connect(
            10, caller: inside.host, callee: pbx.host, asked: (inside, pbx), dialog: "two@example.com", tags: ("c", "d")
        )
        tape.play(Self.near, outside, ssrc: 7, packets: 400)
        tape.play(moved, outside, ssrc: 7, begin: 9_050, packets: 600, first: 1_400)
        tape.play(inside, pbx, ssrc: 7, begin: 1_050.2, packets: follows ? 1_000 : 400)
        tape.play(pbx, inside, ssrc: 8)
        tape.play(outside, Self.near, ssrc: 8, begin: 1_050.2, packets: 400)
        tape.play(outside, moved, ssrc: 8, begin: 9_050.2, packets: 600, first: 1_400)
        tape.ask(
            9_000, from: Self.caller, to: outside.host, 2, tags: ("a", "b"), body: HearingTape.description(moved),
            answer: HearingTape.description(outside))
        tape.hangUp(21_200, caller: Self.caller, callee: outside.host)
        tape.hangUp(21_210, caller: inside.host, callee: pbx.host, dialog: "two@example.com", tags: ("c", "d"))
        let findings = Self.found(tape, .oneWayAudio, .noAudio).filter { $0.severity != .note }
        #expect(findings.isEmpty == follows)
        #expect(findings.allSatisfy { $0.cause == .relayDoesNotForward && $0.cannotHear == .called })
    }

    // MARK: What was agreed

    @Test("Who answers sends what its answer names", arguments: ["18", "18 8"])
    func besideTheAnswer(answer: String) throws {
        var tape = Self.connected(("8 18", answer), maps: ["8 PCMA/8000", "18 G729/8000"])
        tape.play(Self.far, Self.near, ssrc: 8, type: 8)
        tape.play(Self.near, Self.far, ssrc: 7, type: 18, bytes: 20)
        tape.hangUp(21_200, caller: Self.caller, callee: Self.callee)
        let findings = Self.found(tape, .codecMismatch)
        #expect(findings.isEmpty == (answer == "18 8"))
        #expect(findings.allSatisfy { $0.severity == .warning && $0.summary.contains("its own answer left out") })
    }

    @Test("A change of codec in mid-call is followed, or said", arguments: [true, false])
    func followedChange(follows: Bool) throws {
        let maps = ["0 PCMU/8000", "8 PCMA/8000"]
        var tape = Self.connected(("0 8", "0 8"), maps: maps)
        tape.play(Self.near, Self.far, ssrc: 7)
        tape.play(Self.far, Self.near, ssrc: 8, packets: follows ? 400 : 1_000)
        if follows { tape.play(Self.far, Self.near, ssrc: 8, type: 8, begin: 9_050, packets: 600, first: 1_400) }
        tape.ask(
            9_000, from: Self.caller, to: Self.callee, 2, tags: ("a", "b"),
            body: HearingTape.description(Self.near, types: "8", maps: maps),
            answer: HearingTape.description(Self.far, types: "0 8", maps: maps))
        tape.hangUp(21_200, caller: Self.caller, callee: Self.callee)
        let findings = Self.found(tape, .codecMismatch).filter { $0.summary.contains("no longer asks") }
        #expect(findings.isEmpty == follows)
    }

    // MARK: Late media

    @Test("Time counts from when there was an address for audio", arguments: [6_100.0, 9_500])
    func withoutAnAddress(begin: Double) throws {
        var tape = HearingTape()
        tape.connect(caller: Self.caller, callee: Self.callee, asked: (End("0.0.0.0", 9), Self.far))
        tape.ask(
            6_000, from: Self.caller, to: Self.callee, 2, tags: ("a", "b"), body: HearingTape.description(Self.near),
            answer: HearingTape.description(Self.far))
        tape.play(Self.near, Self.far, ssrc: 7, begin: begin, packets: 700)
        tape.play(Self.far, Self.near, ssrc: 8, begin: 6_100, packets: 800)
        tape.hangUp(23_200, caller: Self.caller, callee: Self.callee)
        let late = Self.found(tape, .lateMedia)
        #expect(late.isEmpty == (begin < 7_000))
        #expect(late.allSatisfy { $0.summary.contains("3.5 s after both had an address") })
    }
}
