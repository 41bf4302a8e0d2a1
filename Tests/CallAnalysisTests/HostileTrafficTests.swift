import CallAnalysis
import CallVocabulary
import Testing

/// Traffic made to exhaust: what it meets is named, every packet is counted once, and nothing is negative.
@Suite struct HostileTrafficTests {
    typealias Packet = (milliseconds: Double, bytes: [UInt8])
    private typealias Frames = EncapsulationFrames

    private func message(_ lines: [String], body: String = "") -> [UInt8] {
        Array((lines + ["Content-Length: \(body.utf8.count)", "", body]).joined(separator: "\r\n").utf8)
    }

    private func options(_ number: Int, call: String = "c") -> [UInt8] {
        message([
            "INVITE sip:x@example.com SIP/2.0", "Via: SIP/2.0/UDP h;branch=z9hG4bK\(number)", "From: <sip:a@h>;tag=a",
            "To: <sip:x@h>", "Call-ID: \(call)@h", "CSeq: \(number + 1) INVITE",
        ])
    }

    private func datagram(_ at: Double, _ payload: [UInt8], port: UInt16 = 5_060) throws -> Packet {
        (at, try udpPacket(from: "192.0.2.1", port, to: "192.0.2.2", port, payload))
    }

    private func checked(_ packets: [Packet], limits: AnalysisLimits = AnalysisLimits()) throws -> CallAnalysisResult {
        let result = analyze(packets, limits: limits)
        let capture = try #require(result.captures.first)
        #expect(capture.packets == packets.count && capture.accounting.total == packets.count)
        for stream in result.streams {
            #expect(stream.counts.expected == stream.counts.received + stream.counts.lost)
            #expect(stream.durationSeconds >= 0 && stream.counts.lost >= 0 && stream.counts.received >= 0)
        }
        return result
    }

    @Test func aHundredThousandSourcesMeetTheirLimit() throws {
        var limits = AnalysisLimits()
        limits.streams = 50
        // Announced, so that each source is believed at once.
        let body = "v=0\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n"
        var packets = [
            try datagram(
                0,
                message(
                    [
                        "INVITE sip:x@example.com SIP/2.0", "Via: SIP/2.0/UDP h;branch=z9hG4bK1",
                        "From: <sip:a@h>;tag=a",
                        "To: <sip:x@h>", "Call-ID: c@h", "CSeq: 1 INVITE", "Content-Type: application/sdp",
                    ], body: body))
        ]
        for source in 0..<100_000 {
            let bytes = rtp(1, timestamp: 160, ssrc: UInt32(source) &* 2_654_435_761)
            packets.append(
                (1_000 + Double(source) / 100, try udpPacket(from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, bytes)))
        }
        let result = try checked(packets, limits: limits)
        #expect(result.streams.count == 50)
        #expect(result.limitsMet["streams"] == 99_950)
        // Without that limit, single packets are believed to be streams only a few times for one flow.
        let usual = try checked(packets)
        #expect(usual.streams.count == 64)
    }

    @Test func aHundredThousandFlowsMeetTheirLimit() throws {
        var limits = AnalysisLimits()
        limits.flows = 1_000
        var packets: [Packet] = []
        for flow in 0..<100_000 {
            // Addresses and ports that differ in few bits, as a table's enemy would choose them.
            let source = "10.\(flow >> 12 & 255).\(flow >> 4 & 255).1"
            packets.append(
                (
                    Double(flow) / 100,
                    try udpPacket(
                        from: source, UInt16(4_096 + (flow & 15) * 4_096 % 60_000), to: "192.0.2.2", 5_000,
                        rtp(flow & 0xFFFF, timestamp: flow))
                ))
        }
        let result = try checked(packets, limits: limits)
        #expect(result.streams.isEmpty)
        #expect(result.limitsMet["flows", default: 0] > 90_000)
    }

    @Test func timesThatRunBackwardsAreNoHarm() throws {
        let packets = try (0..<500).map { number in
            (
                10_000 - Double(number) * 20,
                try udpPacket(
                    from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, rtp(number, timestamp: number * 160),
                    identification: UInt16(number + 1))
            )
        }
        let stream = try #require(try checked(packets).streams.first)
        #expect(stream.counts.received == 500 && stream.counts.lost == 0)
    }

    @Test func timesAtTheEndsOfTheirRangeAreNoHarm() throws {
        let ends: [Double] = [0, 4.3e12, 9.2e12, 1, 9.2e12, 2]
        let packets = try (0..<300).map { number in
            (
                ends[number % ends.count] + Double(number),
                try udpPacket(
                    from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, rtp(number, timestamp: number * 160),
                    identification: UInt16(number + 1))
            )
        }
        _ = try checked(packets)
    }

    @Test func tunnelsWithinTunnelsEnd() throws {
        for depth in [1, 8, 60, 500] {
            let packets = (0..<20).map { number in
                var packet = Frames.inner(number)
                for _ in 0..<depth { packet = Frames.outer(packet, next: 4, number: number) }
                return (Double(number) * 20, packet)
            }
            let result = try checked(packets)
            #expect(result.streams.count == (depth <= 8 ? 1 : 0), "\(depth)")
        }
    }

    @Test func headersWithoutEndAreRefusedAndCounted() throws {
        let lines =
            [
                "INVITE sip:x@example.com SIP/2.0", "Via: SIP/2.0/UDP h;branch=z9hG4bK1", "From: <sip:a@h>;tag=a",
                "To: <sip:x@h>", "Call-ID: c@h", "CSeq: 1 INVITE",
            ] + [String](repeating: "P-Asserted-Identity: <sip:+44@h>, <tel:+44>", count: 1_300)
        let result = try checked([try datagram(0, message(lines))])
        #expect(result.calls.isEmpty && result.unreadableMessages == 1)
    }

    @Test func messagesBeyondTheLimitAreCounted() throws {
        var limits = AnalysisLimits()
        limits.messagesPerCall = 10
        let result = try checked(try (0..<40).map { try datagram(Double($0), options($0)) }, limits: limits)
        #expect(try #require(result.calls.first).messages.count == 10)
        #expect(result.limitsMet["messagesPerCall"] == 30)
    }

    @Test func callsBeyondTheLimitAreCounted() throws {
        var limits = AnalysisLimits()
        limits.calls = 10
        let result = try checked(
            try (0..<40).map { try datagram(Double($0), options(0, call: "c\($0)")) }, limits: limits)
        #expect(result.calls.count == 10 && result.limitsMet["calls"] == 30)
    }

    @Test func lossRunsAndDigitsBeyondTheirLimitsAreNamed() throws {
        var limits = AnalysisLimits()
        limits.lossRunsPerStream = 20
        limits.eventsPerStream = 5
        var packets: [Packet] = []
        for number in 0..<600 where number % 3 != 1 {
            var bytes = rtp(number, timestamp: number * 160, payloadType: number % 3 == 2 ? 101 : 0)
            if number % 3 == 2 {
                bytes.removeLast(156)
                bytes.replaceSubrange(12..<16, with: [5, 0x8A, 0, 160])
            }
            packets.append(
                (
                    Double(number) * 20,
                    try udpPacket(
                        from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, bytes, identification: UInt16(number + 1))
                ))
        }
        let result = try checked(packets, limits: limits)
        let stream = try #require(result.streams.first)
        #expect(stream.counts.lost == 200 && stream.lossRuns.count <= 20 && stream.events.count == 5)
        #expect(result.limitsMet["lossRunsPerStream"] == 1)
        #expect(result.limitsMet["eventsPerStream", default: 0] > 150)
    }

    @Test func unfinishedDatagramsAndConnectionsMeetTheirLimits() throws {
        var limits = AnalysisLimits()
        limits.fragmentedDatagrams = 8
        limits.tcpConnections = 8
        var packets: [Packet] = []
        for number in 0..<100 {
            var fragment = try udpPacket(
                from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, rtp(1, timestamp: 1),
                identification: UInt16(number + 1))
            fragment[6] = 0x20
            packets.append((Double(number), fragment))
            let text = Array("INVITE sip:x@h SIP/2.0\r\nCall-ID: \(number)\r\n".utf8)
            let header =
                Frames.word(10_000 + number) + Frames.word(5_060) + Frames.long(1) + Frames.long(1) + [0x50, 0x18]
                + Frames.word(65_000) + Frames.word(0) + Frames.word(0)
            packets.append(
                (
                    Double(number),
                    Frames.ip(header + text, next: 6, from: Frames.caller, to: Frames.callee, number: number + 1)
                ))
        }
        let result = try checked(packets, limits: limits)
        #expect(result.limitsMet["fragmentedDatagrams", default: 0] > 0)
        #expect(result.limitsMet["tcpConnections", default: 0] > 0)
    }

    @Test func whatBeginsLikeSIPAndIsNoneIsCounted() throws {
        let result = try checked([
            try datagram(0, Array("INVITE sip:x@example.com SIP/2.0\r\n: \u{1}\r\n\r\n".utf8)),
            try datagram(1, options(1)),
        ])
        #expect(result.calls.count == 1)
        #expect(result.unreadableMessages <= 1)
    }
}
