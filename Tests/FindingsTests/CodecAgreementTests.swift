import CallAnalysis
import CallVocabulary
import Findings
import TestSupport
import Testing

/// Calls of a few messages, analyzed through the public door.
@Suite struct CodecAgreementTests {
    private static func description(_ host: String, _ media: String) -> String {
        "v=0\r\no=- 1 1 IN IP4 \(host)\r\ns=-\r\nc=IN IP4 \(host)\r\nt=0 0\r\n" + media
    }

    private static let pcmu = "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"

    /// What is said of the codecs after an INVITE with `offer` and the answer `status` with `answer`.
    private func findings(offer: String, status: String, headers: [String] = [], answer: String = "") -> [Finding] {
        var batch = PacketBatch()
        func send(_ start: String, toTag: String, extra: [String], body: String, back: Bool) {
            let lines =
                [
                    start, "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", "From: <sip:+442079460018@example.com>;tag=a",
                    "To: <sip:+12125550142@example.com>\(toTag)", "Call-ID: call@example.com", "CSeq: 1 INVITE",
                ] + extra + ["Content-Type: application/sdp", "Content-Length: \(body.utf8.count)", "", body]
            let payload = Array(lines.joined(separator: "\r\n").utf8)
            let packet = Wire.datagram(
                payload, from: [192, 0, 2, back ? 2 : 1], to: [192, 0, 2, back ? 1 : 2],
                number: batch.packets.count + 1)
            batch.packets.append(
                CapturedPacket(
                    time: CaptureTime(nanoseconds: Int64(batch.packets.count) * 1_000_000_000),
                    offset: batch.bytes.count, capturedLength: packet.count, originalLength: packet.count,
                    number: batch.packets.count + 1, linkType: .raw, interface: 0))
            batch.bytes += packet
        }
        send(
            "INVITE sip:x@example.com SIP/2.0", toTag: "", extra: [], body: Self.description("192.0.2.1", offer),
            back: false)
        send(
            "SIP/2.0 \(status)", toTag: ";tag=b", extra: headers,
            body: answer.isEmpty ? "" : Self.description("192.0.2.2", answer), back: true)
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: "test")
        analyzer.ingest(batch)
        return FindingCatalog.findings(in: analyzer.finish()).filter { $0.code == .codecMismatch }
    }

    @Test(
        "A refusal that says nothing is noted with what was offered",
        arguments: ["488 Not Acceptable Here", "606 Not Acceptable"])
    func silentRefusal(status: String) throws {
        let finding = try #require(findings(offer: Self.pcmu, status: status).first)
        #expect(finding.severity == .note && finding.confidence < 0.7 && finding.call == 0)
        #expect(finding.summary.contains(status) && finding.summary.contains("PCMU over RTP/AVP"))
        #expect(!finding.summary.contains("telephone-event"))
        #expect(finding.evidence.map(\.packet.number) == [1, 2])
    }

    @Test("A refusal that says what it would accept names both lists")
    func statedRefusal() throws {
        let found = findings(
            offer: Self.pcmu, status: "488 Not Acceptable Here",
            answer: "m=audio 0 RTP/AVP 18 97\r\na=rtpmap:97 opus/48000/2\r\n")
        let finding = try #require(found.first)
        #expect(finding.severity == .fault)
        #expect(finding.summary.contains("offers PCMU,") && finding.summary.contains("accepts G729, opus/48000"))
    }

    @Test("A warning that a format is not available says that it is the codecs")
    func warnedRefusal() throws {
        let found = findings(
            offer: Self.pcmu, status: "488 Not Acceptable Here",
            headers: [#"Warning: 305 192.0.2.2 "Incompatible media format""#])
        let finding = try #require(found.first)
        #expect(finding.severity == .fault && finding.summary.contains("takes none of the codecs"))
    }

    @Test("What was refused for another reason is not put down to codecs")
    func otherReasons() {
        let transport = #"Warning: 302 192.0.2.2 "Incompatible transport protocol""#
        #expect(findings(offer: Self.pcmu, status: "488 Not Acceptable Here", headers: [transport]).isEmpty)
        let common = "m=audio 0 RTP/SAVP 8 0\r\n"
        #expect(findings(offer: Self.pcmu, status: "488 Not Acceptable Here", answer: common).isEmpty)
        #expect(findings(offer: Self.pcmu, status: "486 Busy Here").isEmpty)
        #expect(findings(offer: "m=image 4000 udptl t38\r\n", status: "488 Not Acceptable Here").isEmpty)
    }

    @Test("A call that is answered with codecs nobody offered has none in common")
    func answered() throws {
        let finding = try #require(
            findings(
                offer: Self.pcmu, status: "200 OK",
                answer: "m=audio 5000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
            ).first)
        #expect(finding.severity == .warning && finding.summary.contains("PCMU") && finding.summary.contains("PCMA"))
        #expect(finding.evidence.map(\.packet.number) == [1, 2])
    }

    @Test(
        "Lists that overlap, refused lines and types without a name are no disagreement",
        arguments: [
            "m=audio 5000 RTP/AVP 8 0\r\n", "m=audio 0 RTP/AVP 8\r\n", "m=audio 5000 RTP/AVP 8 96\r\n",
            "m=audio 5000 RTP/AVP 96\r\na=rtpmap:96 pcmu/8000\r\n",
        ])
    func agreed(answer: String) {
        #expect(findings(offer: Self.pcmu, status: "200 OK", answer: answer).isEmpty)
    }

    @Test("The annexes of G.729 are one codec")
    func annexes() {
        let named = "m=audio 5000 RTP/AVP 96\r\na=rtpmap:96 G729A/8000\r\n"
        #expect(findings(offer: "m=audio 4000 RTP/AVP 18\r\n", status: "200 OK", answer: named).isEmpty)
    }
}
