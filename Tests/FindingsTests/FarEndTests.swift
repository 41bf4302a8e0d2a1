import CallAnalysis
import CallVocabulary
import Testing

@testable import Findings

/// A call between two documentation addresses, built message by message, with RTCP and quality reports.
struct Conversation {
    static let caller = IPAddress(v4: 0xC000_0201)
    static let callee = IPAddress(v4: 0xC633_6402)
    private(set) var packets: [(milliseconds: Double, bytes: [UInt8])] = []

    private static func word(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 255), UInt8(value & 255)] }
    static func long(_ value: UInt32) -> [UInt8] { word(Int(value >> 16)) + word(Int(value & 0xFFFF)) }

    mutating func send(fromCaller: Bool, port: Int, at milliseconds: Double, _ payload: [UInt8]) {
        let source: UInt32 = fromCaller ? 0xC000_0201 : 0xC633_6402
        let destination: UInt32 = fromCaller ? 0xC633_6402 : 0xC000_0201
        var packet: [UInt8] = [0x45, 0] + Self.word(28 + payload.count) + Self.word(packets.count + 1)
        packet += [0, 0, 64, 17, 0, 0] + Self.long(source) + Self.long(destination)
        packet += Self.word(port) + Self.word(port) + Self.word(8 + payload.count) + [0, 0]
        packets.append((milliseconds, packet + payload))
    }

    mutating func signal(
        fromCaller: Bool, at milliseconds: Double, _ start: String, _ cseq: String, tag: String? = "b",
        headers: [String] = [], body: String = "", type: String = "application/sdp"
    ) {
        var lines = [
            start, "Via: SIP/2.0/UDP h;branch=z9hG4bK\(cseq.hashValue)", "From: <sip:+442079460018@example.com>;tag=a",
            "To: <sip:+12125550142@example.com>" + (tag.map { ";tag=\($0)" } ?? ""), "Call-ID: one@example.com",
            "CSeq: \(cseq)",
        ]
        lines += headers
        if !body.isEmpty { lines.append("Content-Type: \(type)") }
        lines.append("Content-Length: \(body.utf8.count)")
        send(
            fromCaller: fromCaller, port: 5_060, at: milliseconds,
            Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
    }

    static func sdp(_ address: String, _ direction: String = "sendrecv") -> String {
        "v=0\r\no=- 1 1 IN IP4 \(address)\r\ns=-\r\nc=IN IP4 \(address)\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\na=\(direction)\r\n"
    }

    /// Answered at 1 s.
    mutating func connect(expires: Int? = nil) {
        let timer = expires.map { ["Session-Expires: \($0);refresher=uac"] } ?? []
        signal(
            fromCaller: true, at: 0, "INVITE sip:x SIP/2.0", "1 INVITE", tag: nil, headers: timer,
            body: Self.sdp("192.0.2.1"))
        signal(
            fromCaller: false, at: 1_000, "SIP/2.0 200 OK", "1 INVITE", headers: timer,
            body: Self.sdp("198.51.100.2"))
        signal(fromCaller: true, at: 1_010, "ACK sip:x SIP/2.0", "1 ACK")
    }

    mutating func talk(
        fromCaller: Bool, from begin: Double = 1_020, seconds: Double = 20, isLost: (Int) -> Bool = { _ in false },
        payload: (Int) -> [UInt8] = { _ in [UInt8](repeating: 0x55, count: 160) }
    ) {
        for number in 0..<Int(seconds * 50) where !isLost(number) {
            var rtp: [UInt8] = [0x80, 0] + Self.word(number & 0xFFFF)
            rtp += Self.long(UInt32(number * 160)) + Self.long(fromCaller ? 7 : 8)
            send(
                fromCaller: fromCaller, port: 4_000, at: begin + Double(number) * 20,
                rtp + payload(number))
        }
    }

    /// A receiver report about the caller's stream (or the callee's).
    mutating func report(aboutCaller: Bool, at milliseconds: Double, lost: Int, extra: [UInt8] = []) {
        var packet: [UInt8] = [0x81, 201] + Self.word(7) + Self.long(aboutCaller ? 8 : 7)
        packet +=
            Self.long(aboutCaller ? 7 : 8) + [0, UInt8(lost >> 16 & 255), UInt8(lost >> 8 & 255), UInt8(lost & 255)]
        packet += Self.long(0x0001_0000) + Self.long(8) + Self.long(0) + Self.long(0)
        send(fromCaller: !aboutCaller, port: 4_001, at: milliseconds, packet + extra)
    }

    /// A VoIP metrics block about the caller's stream (RFC 3611 §4.7).
    static func voipMetrics(loss: UInt8, discard: UInt8, roundTrip: Int, noise: Int8, echoLoss: UInt8) -> [UInt8] {
        [0x80, 207] + word(10) + long(8) + [7, 0] + word(8) + long(7) + [loss, discard, 40, 2] + word(300) + word(4_000)
            + word(roundTrip) + word(60) + [UInt8(bitPattern: -18), UInt8(bitPattern: noise), echoLoss, 16]
            + [70, 127, 31, 29, 0b1011_0010, 0] + word(60) + word(90) + word(200)
    }

    /// What is found in it; `stamp` may give packets other times than they have.
    func result(
        audio: CallAnalyzer.AudioDepth = .none, stamp: (Double, Bool) -> Double = { time, _ in time }
    ) -> CallAnalysisResult {
        var batch = PacketBatch()
        let stamped = packets.map { packet in
            // The first byte of the source tells who sent it.
            (milliseconds: stamp(packet.milliseconds, packet.bytes[12] == 0xC0), bytes: packet.bytes)
        }
        for (index, packet) in stamped.sorted(by: { $0.milliseconds < $1.milliseconds }).enumerated() {
            batch.packets.append(
                CapturedPacket(
                    time: CaptureTime(nanoseconds: Int64(packet.milliseconds * 1e6)), offset: batch.bytes.count,
                    capturedLength: packet.bytes.count, originalLength: packet.bytes.count, number: index + 1,
                    linkType: .raw, interface: 0))
            batch.bytes += packet.bytes
        }
        // What the packets carry is made up; what the ends report is looked at.
        var analyzer = CallAnalyzer(audio: audio)
        analyzer.beginCapture(name: "test")
        analyzer.ingest(batch)
        return analyzer.finish()
    }
}

@Suite struct FarEndTests {
    private func conversation(callerLoses: @escaping (Int) -> Bool = { _ in false }) -> Conversation {
        var talk = Conversation()
        talk.connect()
        talk.talk(fromCaller: true, isLost: callerLoses)
        talk.talk(fromCaller: false)
        return talk
    }

    @Test func lossBehindThisPointIsTheReceiversWord() throws {
        // Ten packets are missing here already; the receiver lost sixty.
        var talk = conversation(callerLoses: { $0 > 300 && $0 <= 310 })
        talk.report(aboutCaller: true, at: 3_000, lost: 0)
        talk.report(aboutCaller: true, at: 19_000, lost: 60)
        let result = talk.result()
        let stream = try #require(result.streams.first { $0.direction == .callingToCalled })
        #expect(stream.counts.lost == 10)
        #expect(stream.rtcp?.lostBeyondHere == 50)
        let finding = try #require(
            FindingCatalog.findings(in: result).first { $0.code == .packetLoss && $0.summary.contains("behind") })
        #expect(finding.severity == .fault && finding.excluded.map(\.cause) == [.lostBeforeCapture])
        #expect(!finding.evidence.isEmpty)
    }

    @Test func aReceiverThatLostWhatIsMissingHereBlamesNobodyElse() {
        var talk = conversation(callerLoses: { $0 % 20 == 5 })
        talk.report(aboutCaller: true, at: 3_000, lost: 5)
        talk.report(aboutCaller: true, at: 19_000, lost: 45)
        let result = talk.result()
        #expect(result.streams.first { $0.direction == .callingToCalled }?.rtcp?.lostBeyondHere == 0)
        #expect(!FindingCatalog.findings(in: result).contains { $0.summary.contains("behind this point") })
    }

    @Test func metricsBlocksTellWhatTheReceiverHeard() throws {
        var talk = conversation()
        talk.report(
            aboutCaller: true, at: 18_000, lost: 0,
            extra: Conversation.voipMetrics(loss: 10, discard: 26, roundTrip: 180, noise: -35, echoLoss: 14))
        let result = talk.result()
        let stream = try #require(result.streams.first { $0.direction == .callingToCalled })
        let report = try #require(stream.farEnd.first)
        #expect(report.kind == .rtcpExtendedReport && report.roundTripMilliseconds == 180)
        #expect(report.mosListening == 3.1 && report.mosConversational == 2.9 && report.rFactor == 70)
        #expect(abs(try #require(report.lossPercent) - 3.906) < 0.01)
        let found = FindingCatalog.findings(in: result)
        #expect(Set(found.compactMap(\.symptom)).isSuperset(of: [.breakUp, .echo, .staticNoise]))
        #expect(found.first { $0.code == .echo }?.summary.contains("14 dB") == true)
        // 180 / 2 + 20 + 60: the ends say more than half of what the middle sees.
        #expect(found.first { $0.code == .delay }?.summary.contains("170 ms") == true)
    }

    @Test func goodMetricsRaiseNothing() {
        var talk = conversation()
        talk.report(
            aboutCaller: true, at: 18_000, lost: 0,
            extra: Conversation.voipMetrics(loss: 0, discard: 1, roundTrip: 90, noise: -62, echoLoss: 46))
        #expect(FindingCatalog.findings(in: talk.result()).allSatisfy { $0.severity == .note })
    }

    @Test func publishedReportsAreBoundByCallAndSource() throws {
        var talk = conversation()
        let body = [
            "VQSessionReport: CallTerm", "CallID: one@example.com", "LocalID: <sip:b@example.com>",
            "LocalAddr: IP=198.51.100.2 PORT=4000 SSRC=0x8", "RemoteAddr: IP=192.0.2.1 PORT=4000 SSRC=0x00000007",
            "LocalMetrics:", "Timestamps: START=2026-11-23T10:00:00Z STOP=2026-11-23T10:00:20Z",
            "SessionDesc: PT=0 PD=PCMU SR=8000", "JitterBuffer: JBA=3 JBR=2 JBN=40 JBM=80 JBX=120",
            "PacketLoss: NLR=0.5 JDR=6.5", "Delay: RTD=220 ESD=80 IAJ=11", "Signal: SL=-21 NL=-55 RERL=127",
            "QualityEst: RLQ=80 RCQ=71 MOSLQ=3.6 MOSCQ=3.2", "RemoteMetrics:", "PacketLoss: NLR=1.0 JDR=0.0", "",
        ].joined(separator: "\r\n")
        talk.signal(
            fromCaller: false, at: 22_000, "PUBLISH sip:collector@example.com SIP/2.0", "9 PUBLISH",
            headers: ["Event: vq-rtcpxr"], body: body, type: "application/vq-rtcpxr")
        let result = talk.result()
        let heard = try #require(result.streams.first { $0.direction == .callingToCalled }?.farEnd.first)
        #expect(heard.kind == .voiceQualityReport)
        #expect(heard.discardPercent == 6.5 && heard.mosConversational == 3.2 && heard.jitterMilliseconds == 11)
        #expect(heard.residualEchoReturnLoss == nil && heard.bufferMilliseconds == 40)
        let back = try #require(result.streams.first { $0.direction == .calledToCalling }?.farEnd.first)
        #expect(back.lossPercent == 1 && back.roundTripMilliseconds == nil)
        #expect(FindingCatalog.findings(in: result).contains { $0.code == .breakUp })
    }

    @Test(arguments: [(500.0, false), (4_000.0, true)])
    func audioThatBeginsLateIsSaid(milliseconds: Double, isLate: Bool) {
        var talk = Conversation()
        talk.connect()
        talk.talk(fromCaller: true)
        talk.talk(fromCaller: false, from: 1_000 + milliseconds, seconds: 15)
        let found = FindingCatalog.findings(in: talk.result()).filter { $0.code == .lateMedia }
        #expect(found.count == (isLate ? 1 : 0))
        if isLate { #expect(found[0].summary.contains("called party's audio begins 4.0 s")) }
    }

    @Test(arguments: [(90.0, true), (40.0, false)])
    func aSessionTimerThatRanOutEndsTheCall(seconds: Double, isTimer: Bool) throws {
        var talk = Conversation()
        talk.connect(expires: 90)
        talk.talk(fromCaller: true, seconds: 20)
        talk.talk(fromCaller: false, seconds: 20)
        talk.signal(fromCaller: false, at: 1_000 + seconds * 1_000, "BYE sip:a SIP/2.0", "2 BYE")
        let found = FindingCatalog.findings(in: talk.result()).filter { $0.code == .sessionTimerTeardown }
        #expect(found.count == (isTimer ? 1 : 0))
        for finding in found { #expect(finding.evidence.count == 2) }
    }
}
