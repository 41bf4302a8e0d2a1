import CallAnalysis
import CallVocabulary
import Testing

/// One RTP stream inside each thing that carries it: the same fifty packets, the same ends.
@Suite struct CarriedStreamTests {
    private static func word(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 255), UInt8(value & 255)] }
    private static func long(_ value: UInt32) -> [UInt8] { word(Int(value >> 16)) + word(Int(value & 0xFFFF)) }

    /// An IPv4 packet of `next` between two addresses.
    private static func ip(_ payload: [UInt8], next: UInt8, from: UInt32, to: UInt32, number: Int) -> [UInt8] {
        [0x45, 0] + word(20 + payload.count) + word(number) + [0, 0, 64, next, 0, 0] + long(from) + long(to) + payload
    }

    private static func udp(_ payload: [UInt8], _ from: Int, _ to: Int) -> [UInt8] {
        word(from) + word(to) + word(8 + payload.count) + [0, 0] + payload
    }

    private static let caller: UInt32 = 0xC000_0201
    private static let callee: UInt32 = 0xC633_6402
    private static let gateway: UInt32 = 0xCB00_7101
    private static let peer: UInt32 = 0xCB00_7102

    private static func inner(_ number: Int) -> [UInt8] {
        ip(
            udp(rtp(number, timestamp: number * 160, ssrc: 7), 4_000, 5_000), next: 17, from: caller, to: callee,
            number: number + 1)
    }

    private static func outer(_ payload: [UInt8], next: UInt8, number: Int) -> [UInt8] {
        ip(payload, next: next, from: gateway, to: peer, number: number + 20_001)
    }

    private static let llc: [UInt8] = [0xAA, 0xAA, 3, 0, 0, 0, 8, 0]
    private static let dataFrame: [UInt8] = [8, 1, 0, 0] + [UInt8](repeating: 2, count: 18) + [0, 0]

    /// The frame and link type of packet `number` inside the carrier of this name.
    private static func frame(_ name: String, _ number: Int) -> (bytes: [UInt8], linkType: LinkType) {
        let packet = inner(number)
        let raw = LinkType.raw
        switch name {
        case "L2TP":
            return (
                outer(
                    udp(word(2) + word(1) + word(2) + [0xFF, 3, 0, 0x21] + packet, 1_701, 1_701), next: 17,
                    number: number), raw
            )
        case "L2TP with length":
            let body = word(1) + word(2) + [0xFF, 3, 0, 0x21] + packet
            return (outer(udp(word(0x4002) + word(body.count + 4) + body, 1_701, 1_701), next: 17, number: number), raw)
        case "AH":
            let header: [UInt8] = [4, 4, 0, 0] + long(9) + long(UInt32(number)) + [UInt8](repeating: 7, count: 12)
            return (outer(header + packet, next: 51, number: number), raw)
        case "ESP with the NULL cipher":
            let padding = (4 - (packet.count + 2) % 4) % 4
            let trailer = (0..<padding).map { UInt8($0 + 1) } + [UInt8(padding), 4] + [UInt8](repeating: 9, count: 12)
            return (outer(long(5) + long(UInt32(number)) + packet + trailer, next: 50, number: number), raw)
        case "802.11": return (dataFrame + llc + packet, LinkType(rawValue: 105))
        case "802.11 with radiotap":
            return ([0, 0, 8, 0, 0, 0, 0, 0] + dataFrame + llc + packet, LinkType(rawValue: 127))
        case "802.11 with QoS":
            return (
                [0x88, 1, 0, 0] + [UInt8](repeating: 2, count: 18) + [0, 0, 0, 0] + llc + packet,
                LinkType(rawValue: 105)
            )
        default: return (packet, raw)
        }
    }

    private static func analyzed(_ frames: [(bytes: [UInt8], linkType: LinkType)]) -> CallAnalysisResult {
        var batch = PacketBatch()
        for (index, frame) in frames.enumerated() {
            batch.packets.append(
                CapturedPacket(
                    time: CaptureTime(nanoseconds: Int64(index) * 20_000_000), offset: batch.bytes.count,
                    capturedLength: frame.bytes.count, originalLength: frame.bytes.count, number: index + 1,
                    linkType: frame.linkType, interface: 0))
            batch.bytes += frame.bytes
        }
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: "test")
        analyzer.ingest(batch)
        return analyzer.finish()
    }

    private func expectTheStream(_ result: CallAnalysisResult, from: String, to: String) throws {
        #expect(result.streams.count == 1)
        let stream = try #require(result.streams.first)
        #expect(stream.counts.received == 50 && stream.counts.lost == 0)
        #expect(stream.source.description == from && stream.destination.description == to)
        #expect(result.captures.first?.accounting.total == result.captures.first?.packets)
    }

    @Test(arguments: [
        "nothing", "L2TP", "L2TP with length", "AH", "ESP with the NULL cipher", "802.11", "802.11 with radiotap",
        "802.11 with QoS",
    ])
    func tunnelsAreOpened(name: String) throws {
        try expectTheStream(
            Self.analyzed((0..<50).map { Self.frame(name, $0) }), from: "192.0.2.1:4000", to: "198.51.100.2:5000")
    }

    @Test func encryptedIsNotGuessedAt() {
        var dice: UInt64 = 5
        let frames = (0..<50).map { number in
            let noise = (0..<200).map { _ in
                dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: dice >> 56)
            }
            return (
                Self.outer(Self.long(5) + Self.long(UInt32(number)) + noise, next: 50, number: number), LinkType.raw
            )
        }
        let result = Self.analyzed(frames)
        #expect(result.streams.isEmpty && result.captures.first?.accounting.other == 50)
    }

    // MARK: Relays and agents

    private static func rtpBytes(_ number: Int) -> [UInt8] { rtp(number, timestamp: number * 160, ssrc: 7) }

    private static func stun(_ type: Int, _ attributes: [UInt8]) -> [UInt8] {
        word(type) + word(attributes.count) + long(0x2112_A442) + [UInt8](repeating: 3, count: 12) + attributes
    }

    private static func attribute(_ type: Int, _ value: [UInt8]) -> [UInt8] {
        word(type) + word(value.count) + value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }

    /// XOR-PEER-ADDRESS of the called party, port 5000.
    private static let peerAddress = attribute(0x12, [0, 1] + word(5_000 ^ 0x2112) + long(callee ^ 0x2112_A442))

    @Test func channelDataGoesToThePeerThatWasBound() throws {
        var frames: [(bytes: [UInt8], linkType: LinkType)] = []
        let bind = Self.stun(0x0009, Self.attribute(0x0C, Self.word(0x4001) + [0, 0]) + Self.peerAddress)
        frames.append(
            (Self.ip(Self.udp(bind, 4_000, 3_478), next: 17, from: Self.caller, to: Self.gateway, number: 1), .raw))
        for number in 0..<50 {
            let rtp = Self.rtpBytes(number)
            let data = Self.word(0x4001) + Self.word(rtp.count) + rtp
            frames.append(
                (
                    Self.ip(
                        Self.udp(data, 4_000, 3_478), next: 17, from: Self.caller, to: Self.gateway, number: number + 2),
                    .raw
                ))
        }
        try expectTheStream(Self.analyzed(frames), from: "192.0.2.1:4000", to: "198.51.100.2:5000")
    }

    @Test func sendIndicationsCarryTheirPeer() throws {
        let frames = (0..<50).map { number in
            let send = Self.stun(0x0016, Self.peerAddress + Self.attribute(0x13, Self.rtpBytes(number)))
            return (
                Self.ip(
                    Self.udp(send, 4_000, 3_478), next: 17, from: Self.caller, to: Self.gateway, number: number + 1),
                LinkType.raw
            )
        }
        try expectTheStream(Self.analyzed(frames), from: "192.0.2.1:4000", to: "198.51.100.2:5000")
    }

    @Test func captureAgentsReportTheEndsAndTheTime() throws {
        func chunk(_ type: Int, _ value: [UInt8]) -> [UInt8] {
            Self.word(0) + Self.word(type) + Self.word(6 + value.count) + value
        }
        let frames = (0..<50).map { number in
            var body =
                chunk(1, [2]) + chunk(2, [17]) + chunk(3, Self.long(Self.caller)) + chunk(4, Self.long(Self.callee))
            body += chunk(7, Self.word(4_000)) + chunk(8, Self.word(5_000)) + chunk(9, Self.long(1_700_000_000))
            body += chunk(10, Self.long(UInt32(number) * 20_000)) + chunk(11, [4]) + chunk(12, Self.long(1))
            body += chunk(15, Self.rtpBytes(number))
            let report = Array("HEP3".utf8) + Self.word(body.count + 6) + body
            return (Self.outer(Self.udp(report, 9_060, 9_060), next: 17, number: number), LinkType.raw)
        }
        let result = Self.analyzed(frames)
        try expectTheStream(result, from: "192.0.2.1:4000", to: "198.51.100.2:5000")
        // The agent's clock counts, not the instant of the report.
        #expect(result.streams.first?.startedAt == CaptureTime(nanoseconds: 1_700_000_000_000_000_000))
    }
}
