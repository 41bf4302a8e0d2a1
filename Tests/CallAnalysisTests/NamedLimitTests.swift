import CallAnalysis
import CallVocabulary
import TestSupport
import Testing

/// Each limit of the analysis that a capture can meet is named in the result when it is.
@Suite struct NamedLimitTests {
    typealias Packet = (milliseconds: Double, bytes: [UInt8])
    private typealias Frames = EncapsulationFrames

    /// What the limits are called that these packets meet, after `change` made them small.
    private func met(_ payloads: [[UInt8]], _ change: (inout AnalysisLimits) -> Void) throws -> [String: Int] {
        let packets = try payloads.enumerated().map { number, payload in
            (
                Double(number) * 20,
                try udpPacket(
                    from: "192.0.2.1", 5_060, to: "192.0.2.2", 5_060, payload,
                    identification: UInt16(truncatingIfNeeded: number + 1))
            )
        }
        return met(packets, change)
    }

    private func met(_ packets: [Packet], _ change: (inout AnalysisLimits) -> Void) -> [String: Int] {
        var limits = AnalysisLimits()
        change(&limits)
        let result = analyze(packets, limits: limits)
        #expect(result.captures.first?.accounting.total == packets.count)
        return result.limitsMet
    }

    private func sip(
        _ number: Int, method: String = "INVITE", call: String = "c", type: String = "application/sdp",
        headers: [String] = [], body: String = ""
    ) -> [UInt8] {
        let lines =
            [
                "\(method) sip:x@example.com SIP/2.0", "Via: SIP/2.0/UDP h;branch=z9hG4bK\(number)",
                "From: <sip:a@h>;tag=a", "To: <sip:x@h>", "Call-ID: \(call)@h", "CSeq: \(number + 1) \(method)",
                "Content-Type: \(type)",
            ] + headers + ["Content-Length: \(body.utf8.count)", "", body]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private func description(_ lines: [String]) -> String {
        (["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0"] + lines + [""])
            .joined(separator: "\r\n")
    }

    private func segment(_ text: [UInt8], port: Int = 40_000, at sequence: UInt32 = 1, number: Int) -> Packet {
        let segment = Wire.tcp(text, port, 5_060, sequence: sequence)
        return (
            Double(number), Frames.ip(segment, next: 6, from: Frames.caller, to: Frames.callee, number: number + 1)
        )
    }

    private func fragment(_ bytes: [UInt8], at offset: Int, of datagram: Int, isLast: Bool = false) -> Packet {
        let packet = Wire.ipv4(
            bytes, next: 17, from: Wire.long(Frames.caller), to: Wire.long(Frames.callee), number: datagram,
            fragment: offset / 8 | (isLast ? 0 : 0x2000))
        return (Double(datagram), packet)
    }

    @Test func sourcesThatNothingProves() throws {
        let met = try met((0..<20).map { rtp(1, timestamp: 160, ssrc: UInt32($0)) }) { $0.streamCandidates = 5 }
        #expect(met == ["streamCandidates": 15])
    }

    @Test func sourcesThatAreProvenMakeRoom() throws {
        let packets = try (0..<20).flatMap { source in
            try (0..<10).map { number in
                (
                    Double(source * 10 + number) * 20,
                    try udpPacket(
                        from: "192.0.2.1", UInt16(4_000 + source), to: "192.0.2.2", 5_000,
                        rtp(number, timestamp: number * 160))
                )
            }
        }
        var limits = AnalysisLimits()
        limits.streamCandidates = 1
        let result = analyze(packets, limits: limits)
        #expect(result.streams.count == 20)
        #expect(result.limitsMet.isEmpty)
    }

    @Test func offersOfOneCall() throws {
        let met = try met((0..<20).map { sip($0, body: description(["m=audio 4000 RTP/AVP 0"])) }) {
            $0.transactionsPerCall = 8
        }
        #expect(met == ["transactionsPerCall": 12])
    }

    @Test func addressesThatDescriptionsName() throws {
        let body = description((0..<20).map { "m=audio \(4_000 + 2 * $0) RTP/AVP 0" })
        #expect(try met([sip(1, body: body)]) { $0.advertisedEndpoints = 5 } == ["advertisedEndpoints": 15])
    }

    @Test func descriptionsThatNameOneAddress() throws {
        let body = description(["m=audio 4000 RTP/AVP 0"])
        let met = try met((0..<20).map { sip(1, call: "c\($0)", body: body) }) { $0.advertisementsPerEndpoint = 4 }
        #expect(met == ["advertisementsPerEndpoint": 16])
    }

    @Test func sourcesThatDescriptionsAnnounce() throws {
        let body = description(["m=audio 4000 RTP/AVP 0"] + (1...20).map { "a=ssrc:\($0) cname:x" })
        #expect(try met([sip(1, body: body)]) { $0.announcedSources = 5 } == ["announcedSources": 15])
    }

    @Test func sourcesAndReportsOfRTCP() throws {
        let reports: [[UInt8]] = (0..<20).map {
            [0x80, 200, 0, 6] + Frames.long(UInt32($0)) + Frames.long(9) + Frames.long(UInt32($0) << 16)
                + Frames.long(0) + Frames.long(1) + Frames.long(160)
        }
        #expect(try met(reports) { $0.rtcpSources = 5 }["rtcpSources", default: 0] >= 15)
        #expect(try met(reports) { $0.senderReports = 5 } == ["senderReports": 15])
    }

    @Test func errorsOfICMP() throws {
        let quoted = try udpPacket(from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, rtp(1, timestamp: 1))
        let packets: [Packet] = (0..<20).map {
            (
                Double($0),
                Frames.ip(
                    [3, 3, 0, 0, 0, 0, 0, 0] + quoted, next: 1, from: Frames.callee, to: Frames.caller, number: $0 + 1)
            )
        }
        #expect(met(packets) { $0.icmpErrors = 5 } == ["icmpErrors": 15])
    }

    @Test func voiceQualityReports() throws {
        let body = "VQSessionReport: CallTerm\r\nCallID: c@h\r\nLocalID: <sip:a@h>\r\nRemoteID: <sip:x@h>\r\n"
        let messages = (0..<20).map {
            sip(
                $0, method: "PUBLISH", call: "p\($0)", type: "application/vq-rtcpxr", headers: ["Event: vq-rtcpxr"],
                body: body)
        }
        #expect(try met(messages) { $0.voiceQualityReports = 5 } == ["voiceQualityReports": 15])
    }

    @Test func longMessages() throws {
        let long = sip(1, headers: ["Subject: " + String(repeating: "x", count: 4_000)])
        #expect(try met([long]) { $0.sipMessageBytes = 2_000 } == ["sipMessageBytes": 1])
    }

    @Test func channelsOfRelays() throws {
        // ChannelBind requests (RFC 8656 §12.1): CHANNEL-NUMBER and XOR-PEER-ADDRESS.
        let requests: [[UInt8]] = (0..<20).map { number in
            Frames.word(0x0009) + Frames.word(20) + Frames.long(0x2112_A442) + Frames.zeros(12)
                + Frames.word(0x000C) + Frames.word(4) + Frames.word(0x4000 + number) + Frames.zeros(2)
                + Frames.word(0x0012) + Frames.word(8) + [0, 1] + Frames.word(0x2112 ^ 5_000)
                + Frames.long(0x2112_A442 ^ 0xC000_0209)
        }
        #expect(try met(requests) { $0.relayChannels = 5 } == ["relayChannels": 15])
    }

    @Test func addressesThatOtherSignalingNames() throws {
        let answers = try (0..<20).map { number in
            (
                Double(number),
                try udpPacket(
                    from: "192.0.2.2", 2_427, to: "192.0.2.1", 2_727,
                    Array(
                        ("200 \(1_204 + number) OK\r\nI: F\r\n\r\nv=0\r\nc=IN IP4 192.0.2.1\r\n"
                            + "m=audio \(4_000 + 2 * number) RTP/AVP 97\r\na=rtpmap:97 iLBC/8000\r\n").utf8))
            )
        }
        #expect(met(answers) { $0.otherEndpoints = 5 } == ["otherEndpoints": 15])
    }

    @Test func fragments() {
        let piece = [UInt8](repeating: 1, count: 512)
        let unfinished = (0..<40).map { fragment(piece, at: 0, of: $0 + 1) }
        #expect(met(unfinished) { $0.fragmentedDatagrams = 8 } == ["fragmentedDatagrams": 32])
        #expect(met(unfinished) { $0.fragmentBytes = 4_096 } == ["fragmentBytes": 32])
        let many = (0..<40).map { fragment(piece, at: 512 * ($0 + 1), of: 1) }
        #expect(met(many) { $0.fragmentsPerDatagram = 8 }["fragmentsPerDatagram"] == 5)
        #expect(met(many) { $0.datagramBytes = 10_240 } == ["datagramBytes": 21])
    }

    @Test func connectionsAndTheirBytes() {
        let beginning = Array("INVITE sip:x@example.com SIP/2.0\r\nSubject: ".utf8)
        let connections = (0..<20).map { segment(beginning, port: 40_000 + $0, number: $0) }
        #expect(met(connections) { $0.tcpConnections = 5 } == ["tcpConnections": 15])
        #expect(met(connections) { $0.tcpBytes = 5 * beginning.count } == ["tcpBytes": 15])
        var long = [segment(beginning, number: 0)]
        for number in 0..<10 {
            long.append(
                segment(
                    [UInt8](repeating: 120, count: 1_000), at: UInt32(1 + beginning.count + 1_000 * number),
                    number: number + 1))
        }
        #expect(met(long) { $0.tcpBufferBytes = 8_000 } == ["tcpBufferBytes": 1])
        #expect(met([long[0], long[10]]) { $0.tcpBufferBytes = 8_000 } == ["tcpBufferBytes": 1])
    }

    @Test func longMessagesInWebSockets() {
        let message = sip(1, headers: ["Subject: " + String(repeating: "x", count: 4_000)])
        let first = sip(0)
        let frames =
            [0x81, 126] + Frames.word(first.count) + first + [0x81, 126] + Frames.word(message.count) + message
        let packets = stride(from: 0, to: frames.count, by: 1_000).enumerated().map { number, at in
            segment(Array(frames[at..<min(at + 1_000, frames.count)]), at: UInt32(1 + at), number: number)
        }
        #expect(met(packets) { $0.sipMessageBytes = 2_000 } == ["sipMessageBytes": 1])
    }

    @Test func partsOfOneStream() throws {
        // A silence of 3 s before each packet.
        let packets = try (0..<1_100).map { number in
            (
                Double(number) * 3_000,
                try udpPacket(
                    from: "192.0.2.1", 4_000, to: "192.0.2.2", 5_000, rtp(number, timestamp: number * 24_000))
            )
        }
        let result = analyze(packets)
        #expect(result.limitsMet["partsPerStream", default: 0] > 0)
        #expect(result.streams.first?.counts.received == 1_100)
    }

    @Test func keysOfOneSide() throws {
        let messages = (0..<80).map { number in
            let key =
                String(repeating: "A", count: 37) + String(UnicodeScalar(UInt8(65 + number % 26)))
                + "\(10 + number % 80)"
            return sip(
                number,
                body: description([
                    "m=audio 4000 RTP/SAVP 0", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\(key)",
                ]))
        }
        #expect(try met(messages) { _ in }["mediaKeys", default: 0] > 0)
    }

    @Test func aKeyLogThatIsTooLong() {
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: "test")
        analyzer.addKeyLog([UInt8](repeating: 65, count: 600).span.bytes)
        #expect(analyzer.finish().limitsMet == ["keyLog": 1])
    }
}

/// Keys that collide in a hash without a secret are told apart, and none is lost.
@Suite struct ChosenCollisionTests {
    private typealias Frames = EncapsulationFrames

    private func packet(_ high: UInt64, _ payload: [UInt8], _ source: Int, _ destination: Int) -> [UInt8] {
        var bytes = Frames.ipv6(Frames.udp(payload, source, destination), next: 17)
        for index in 0..<8 { bytes[8 + index] = UInt8(truncatingIfNeeded: high >> (56 - 8 * UInt64(index))) }
        return bytes
    }

    @Test func flowsWhoseAddressesWereChosen() {
        // What 0x9E3779B97F4A7C15 times the address makes of these is the ports, turned around.
        var inverse: UInt64 = 1
        for _ in 0..<6 { inverse = inverse &* (2 &- 0x9E37_79B9_7F4A_7C15 &* inverse) }
        var limits = AnalysisLimits()
        limits.flows = 10_000
        let packets = (0..<10_010).map { number in
            let ports = UInt64(40_000 << 16 | number)
            let high = (0x1234_5678_0000_0000 ^ ports) &* inverse
            return (Double(number), packet(high, rtp(1, timestamp: 160), 40_000, number))
        }
        #expect(analyze(packets, limits: limits).limitsMet == ["flows": 10])
    }

    @Test func sourcesOfRTCPWhoseAddressesWereChosen() {
        let packets = (0..<10_000).map { number in
            let report =
                [0x80, 201, 0, 1] + Frames.long(UInt32(number))
            return (Double(number), packet(UInt64(number) << 32 ^ 0x2001_0DB8_0000_0000, report, 40_001, 40_003))
        }
        let result = analyze(packets)
        #expect(result.rtcpSources.count == 10_000)
        #expect(result.limitsMet.isEmpty)
    }
}

/// Messages that never come to their point.
@Suite struct EndlessMessageTests {
    private func result(_ body: String) throws -> CallAnalysisResult {
        let lines = [
            "INVITE sip:x@example.com SIP/2.0", "Via: SIP/2.0/UDP h;branch=z9hG4bK1", "From: <sip:a@h>;tag=a",
            "To: <sip:x@h>", "Call-ID: c@h", "CSeq: 1 INVITE", "Content-Type: multipart/mixed;boundary=b",
            "Content-Length: \(body.utf8.count)", "", body,
        ]
        return analyze([
            (
                0,
                try udpPacket(
                    from: "192.0.2.1", 5_060, to: "192.0.2.2", 5_060, Array(lines.joined(separator: "\r\n").utf8))
            )
        ])
    }

    private let description = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n"

    @Test func partsOfABodyAreReadUpToTheirLimit() throws {
        for (before, isFound) in [(31, true), (32, false), (2_000, false)] {
            let parts = String(repeating: "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", count: before)
            let call = try #require(
                try result(parts + "--b\r\nContent-Type: application/sdp\r\n\r\n" + description + "--b--\r\n").calls
                    .first)
            #expect(call.messages.first?.hasSessionDescription == isFound, "\(before)")
        }
    }

    @Test func partsWithinPartsEnd() throws {
        let parts = String(repeating: "--b\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n", count: 1_200)
        let call = try #require(try result(parts).calls.first)
        #expect(call.messages.count == 1 && call.messages.first?.hasSessionDescription == false)
    }
}
