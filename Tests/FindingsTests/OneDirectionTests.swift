import CallAnalysis
import CallVocabulary
import Findings
import TestSupport
import Testing

/// Captures of one direction, and what only looks like them.
@Suite struct OneDirectionTests {
    /// A capture in the making: packets of 192.0.2.1, the caller, and 192.0.2.2.
    private struct Tape {
        private var batch: [(milliseconds: Int, bytes: [UInt8])] = []

        private func long(_ value: Int) -> [UInt8] { Wire.long(UInt32(value)) }

        private mutating func send(_ at: Int, fromCaller: Bool, _ ports: (Int, Int), _ payload: [UInt8]) {
            let packet = Wire.datagram(
                payload, ports.0, ports.1, from: [192, 0, 2, fromCaller ? 1 : 2], to: [192, 0, 2, fromCaller ? 2 : 1],
                number: batch.count + 1)
            batch.append((at, packet))
        }

        /// A message of the call; the body describes its sender.
        mutating func message(
            _ at: Int, _ start: String, _ sequence: String, fromCaller: Bool, inDialog: Bool = true, body: Bool = false
        ) {
            let host = fromCaller ? "192.0.2.1" : "192.0.2.2"
            let description =
                body
                ? "v=0\r\nc=IN IP4 \(host)\r\nt=0 0\r\nm=audio \(fromCaller ? 4_000 : 6_000) RTP/AVP 0\r\n" : ""
            let lines = [
                start, "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", "From: <sip:+442079460018@example.com>;tag=a",
                "To: <sip:+12125550142@example.com>\(inDialog ? ";tag=b" : "")", "Call-ID: call@example.com",
                "CSeq: \(sequence)", "Content-Type: application/sdp", "Content-Length: \(description.utf8.count)", "",
                description,
            ]
            send(at, fromCaller: fromCaller, (5_060, 5_060), Array(lines.joined(separator: "\r\n").utf8))
        }

        mutating func talk(_ at: Int, fromCaller: Bool, count: Int = 200) {
            for number in 0..<count {
                send(
                    at + number * 20, fromCaller: fromCaller, fromCaller ? (4_000, 6_000) : (6_000, 4_000),
                    Wire.rtp(number, timestamp: number * 160, ssrc: fromCaller ? 7 : 8))
            }
        }

        /// A packet of an encrypted tunnel (ESP).
        mutating func hide(_ at: Int) {
            let packet = Wire.ipv4(
                [UInt8](repeating: 0x5A, count: 20), next: 50, from: [192, 0, 2, 9], to: [192, 0, 2, 1],
                number: batch.count + 1)
            batch.append((at, packet))
        }

        /// A receiver report of the caller's about the called party's audio.
        mutating func report(_ at: Int, highest: Int) {
            send(
                at, fromCaller: true, (4_001, 6_001),
                [0x81, 201, 0, 7] + long(7) + long(8) + long(0) + long(highest) + long(4) + long(0) + long(0))
        }

        func analyzed() -> (result: CallAnalysisResult, findings: [Finding]) {
            var packets = PacketBatch()
            let ordered = batch.enumerated().sorted {
                ($0.element.milliseconds, $0.offset) < ($1.element.milliseconds, $1.offset)
            }
            for (_, packet) in ordered {
                packets.packets.append(
                    CapturedPacket(
                        time: CaptureTime(nanoseconds: Int64(packet.milliseconds) * 1_000_000),
                        offset: packets.bytes.count, capturedLength: packet.bytes.count,
                        originalLength: packet.bytes.count, number: packets.packets.count + 1, linkType: .raw,
                        interface: 0))
                packets.bytes += packet.bytes
            }
            var analyzer = CallAnalyzer()
            analyzer.beginCapture(name: "test")
            analyzer.ingest(packets)
            let result = analyzer.finish()
            return (result, FindingCatalog.findings(in: result))
        }
    }

    private static let invite = "INVITE sip:x@example.com SIP/2.0"

    @Test("A caller's ACK shows that an answer reached it which is not in the capture")
    func acknowledgement() throws {
        var tape = Tape()
        tape.message(0, Self.invite, "1 INVITE", fromCaller: true, inDialog: false, body: true)
        tape.message(1_000, "ACK sip:x@example.com SIP/2.0", "1 ACK", fromCaller: true)
        tape.talk(1_100, fromCaller: true, count: 2_000)
        let (result, findings) = tape.analyzed()
        let finding = try #require(findings.first { $0.code == .captureOneDirectionOnly })
        #expect(finding.call == 0 && finding.severity == .warning && finding.evidence.map(\.packet.number) == [2])
        #expect(finding.summary.contains("Of the call only what the calling party sends"))
        // It was not left without an answer.
        #expect(result.calls.first?.outcome == .unknown)
        #expect(!findings.contains { $0.code == .callFailed })
    }

    @Test("Where many packets cannot be read the other direction may be among them")
    func hidden() throws {
        var tape = Tape()
        tape.message(0, Self.invite, "1 INVITE", fromCaller: true, inDialog: false, body: true)
        tape.message(1_000, "ACK sip:x@example.com SIP/2.0", "1 ACK", fromCaller: true)
        tape.talk(1_100, fromCaller: true)
        for number in 0..<200 { tape.hide(1_105 + number * 20) }
        let finding = try #require(tape.analyzed().findings.first { $0.code == .captureOneDirectionOnly })
        #expect(finding.severity == .note && finding.confidence == 0.5)
        #expect(finding.summary.contains("or among the 200 whose content is encrypted"))
    }

    @Test("An INVITE and audio alone do not tell a capture of one direction from a call that nobody answers")
    func inviteAlone() {
        var tape = Tape()
        tape.message(0, Self.invite, "1 INVITE", fromCaller: true, inDialog: false, body: true)
        tape.talk(1_100, fromCaller: true)
        #expect(!tape.analyzed().findings.contains { $0.code == .captureOneDirectionOnly })
    }

    @Test(
        "An answer that is not repeated was acknowledged; one that is repeated may not have been",
        arguments: [false, true])
    func answer(isRepeated: Bool) {
        var tape = Tape()
        tape.message(0, "SIP/2.0 200 OK", "1 INVITE", fromCaller: false, body: true)
        if isRepeated { tape.message(500, "SIP/2.0 200 OK", "1 INVITE", fromCaller: false, body: true) }
        tape.talk(100, fromCaller: false)
        let findings = tape.analyzed().findings
        #expect(findings.contains { $0.code == .captureOneDirectionOnly } == !isRepeated)
        #expect(findings.contains { $0.code == .captureStartsMidCall } == isRepeated)
    }

    @Test("Where audio of the other party is here, only signaling takes another way")
    func signalingApart() {
        var tape = Tape()
        tape.message(0, Self.invite, "1 INVITE", fromCaller: true, inDialog: false, body: true)
        tape.message(1_000, "ACK sip:x@example.com SIP/2.0", "1 ACK", fromCaller: true)
        tape.talk(1_100, fromCaller: true)
        tape.talk(1_105, fromCaller: false)
        #expect(!tape.analyzed().findings.contains { $0.code == .captureOneDirectionOnly })
    }

    @Test("Reports that count on show audio that is not here; reports that stand still do not", arguments: [50, 0])
    func reports(step: Int) {
        var tape = Tape()
        tape.talk(0, fromCaller: true)
        for number in 1...3 { tape.report(number * 1_000, highest: 500 + number * step) }
        let (result, findings) = tape.analyzed()
        #expect(result.rtcpSources.first?.reportsOfProgress == (step > 0 ? 2 : 0))
        #expect(findings.contains { $0.code == .captureOneDirectionOnly } == (step > 0))
    }

    @Test("Reports of progress say nothing where audio comes in")
    func bothDirections() {
        var tape = Tape()
        tape.talk(0, fromCaller: true)
        tape.talk(5, fromCaller: false)
        for number in 1...3 { tape.report(number * 1_000, highest: number * 50) }
        #expect(!tape.analyzed().findings.contains { $0.code == .captureOneDirectionOnly })
    }
}
