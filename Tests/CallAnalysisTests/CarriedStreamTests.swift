import CallAnalysis
import CallVocabulary
import Foundation
import Testing

/// One RTP stream inside each thing that carries it: the same fifty packets, the same ends.
@Suite struct CarriedStreamTests {
    private typealias Frames = EncapsulationFrames

    private func expectTheStream(
        _ result: CallAnalysisResult, from: String = "192.0.2.1:4000", to: String = "198.51.100.2:5000"
    ) throws {
        #expect(result.streams.count == 1)
        let stream = try #require(result.streams.first)
        #expect(stream.counts.received == 50 && stream.counts.lost == 0 && stream.counts.duplicated == 0)
        #expect(stream.source.description == from && stream.destination.description == to)
        let capture = try #require(result.captures.first)
        #expect(capture.accounting.total == capture.packets && capture.accounting.rtp == 50)
    }

    @Test(arguments: Frames.names)
    func tunnelsAreOpened(name: String) throws {
        try expectTheStream(Frames.analyzed((0..<50).map { Frames.frame(name, $0) }))
    }

    /// What is cut by a snap length behind the RTP header is measured all the same.
    @Test(arguments: Frames.names.filter { !$0.hasPrefix("ESP") })
    func tunnelsOfCutPacketsAreOpened(name: String) throws {
        let frames = (0..<50).map { number in
            let frame = Frames.frame(name, number)
            return (Array(frame.bytes.dropLast(100)), frame.linkType)
        }
        try expectTheStream(Frames.analyzed(frames))
    }

    /// The reference frames, fifty times each with the RTP header counted up.
    @Test(arguments: ReferenceFrames.names)
    func referenceFramesCarryTheStream(name: String) throws {
        guard let frame = ReferenceFrames.all[name] else { return }
        let header: [UInt8] = [0x12, 0x34, 0, 0, 0, 0xA0, 0xDE, 0xAD, 0xBE, 0xEF]
        let place = frame.bytes.indices.first { frame.bytes[$0...].starts(with: header) }
        let at = try #require(place)
        let frames = (0..<50).map { number in
            var bytes = frame.bytes
            bytes.replaceSubrange(at..<at + 2, with: Frames.word(0x1234 + number))
            bytes.replaceSubrange(at + 2..<at + 6, with: Frames.long(UInt32(160 + number * 160)))
            return (bytes, frame.linkType)
        }
        if name == "turn_channeldata" {
            // The relay stands for a peer that the capture does not name, its port being the channel's number.
            try expectTheStream(Frames.analyzed(frames), from: "192.0.2.1:16385", to: "192.0.2.2:50000")
        } else {
            try expectTheStream(Frames.analyzed(frames), from: "10.0.0.1:16384", to: "10.0.0.2:16386")
        }
    }

    @Test func theReferenceReportOfAnAgentHoldsSIP() throws {
        guard let frame = ReferenceFrames.all["hep3_sip"] else { return }
        let result = Frames.analyzed([frame])
        #expect(result.captures.first?.accounting.sip == 1)
    }

    @Test func encryptedIsNotGuessedAt() {
        var dice: UInt64 = 5
        let frames = (0..<50).map { number in
            let noise = (0..<200).map { _ in
                dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: dice >> 56)
            }
            return (
                Frames.outer(Frames.long(5) + Frames.long(UInt32(number)) + noise, next: 50, number: number),
                LinkType.raw
            )
        }
        let result = Frames.analyzed(frames)
        #expect(result.streams.isEmpty && result.captures.first?.accounting.other == 50)
    }

    /// An enciphered 802.11 frame and a fragment are named as no IP, and nothing of them is read.
    @Test func encipheredRadioFramesAreLeftAlone() {
        let frames = (0..<50).map { number in
            var frame = Frames.frame("802.11", number)
            if number % 2 == 0 { frame.bytes[1] |= 0x40 } else { frame.bytes[22] = 1 }
            return frame
        }
        let result = Frames.analyzed(frames)
        #expect(result.streams.isEmpty && result.captures.first?.accounting.other == 50)
    }

    @Test func tunnelsEndAtALimit() {
        let frames = (0..<50).map { number in
            var packet = Frames.inner(number)
            for _ in 0..<12 { packet = Frames.outer(packet, next: 4, number: number) }
            return (packet, LinkType.raw)
        }
        let result = Frames.analyzed(frames)
        #expect(result.streams.isEmpty && result.captures.first?.accounting.total == 50)
    }

    @Test func framesOfUSBAreNamedAsSuch() throws {
        let frames = (0..<5).map { _ in ([UInt8](repeating: 7, count: 80), LinkType(rawValue: 220)) }
        let capture = try #require(Frames.analyzed(frames).captures.first)
        #expect(capture.accounting.undecodable == 5)
        #expect(capture.unread.map(\.kind) == [.usb] && capture.unread.first?.packets == 5)
        #expect(capture.linkTypes.first?.name == "USB_LINUX_MMAPPED")
    }

    // MARK: Relays

    private static func rtpBytes(_ number: Int) -> [UInt8] { rtp(number, timestamp: number * 160, ssrc: 7) }

    private static func attribute(_ type: Int, _ value: [UInt8]) -> [UInt8] {
        Frames.word(type) + Frames.word(value.count) + value
            + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }

    private static func stun(_ type: Int, _ attributes: [UInt8]) -> [UInt8] {
        Frames.word(type) + Frames.word(attributes.count) + Frames.long(0x2112_A442)
            + [UInt8](repeating: 3, count: 12) + attributes
    }

    /// XOR-PEER-ADDRESS of the called party, port 5000.
    private static let peerAddress = attribute(
        0x12, [0, 1] + Frames.word(5_000 ^ 0x2112) + Frames.long(Frames.callee ^ 0x2112_A442))

    private static func toRelay(_ payload: [UInt8], _ number: Int) -> Frames.Frame {
        Frames.datagram(payload, from: (Frames.caller, 4_000), to: (Frames.gateway, 3_478), number: number + 1)
    }

    @Test func channelDataGoesToThePeerThatWasBound() throws {
        let bind = Self.stun(0x0009, Self.attribute(0x0C, Frames.word(0x4001) + [0, 0]) + Self.peerAddress)
        let frames = (0..<50).map { number in
            let rtp = Self.rtpBytes(number)
            return Self.toRelay(Frames.word(0x4001) + Frames.word(rtp.count) + rtp, number + 1)
        }
        try expectTheStream(Frames.analyzed([Self.toRelay(bind, 0)] + frames))
    }

    @Test func sendIndicationsCarryTheirPeer() throws {
        let frames = (0..<50).map { number in
            Self.toRelay(
                Self.stun(0x0016, Self.peerAddress + Self.attribute(0x13, Self.rtpBytes(number))), number)
        }
        try expectTheStream(Frames.analyzed(frames))
    }

    @Test func dataIndicationsCarryTheirPeer() throws {
        let frames = (0..<50).map { number in
            let data = Self.stun(0x0017, Self.peerAddress + Self.attribute(0x13, Self.rtpBytes(number)))
            return Frames.datagram(
                data, from: (Frames.gateway, 3_478), to: (Frames.caller, 4_000), number: number + 1)
        }
        try expectTheStream(Frames.analyzed(frames), from: "198.51.100.2:5000", to: "192.0.2.1:4000")
    }

    /// Packets behind the frame of Microsoft's relays, with and without the length of RFC 4571 within, and of a multiplexed
    /// channel, with and without its identifier.
    @Test(arguments: [0, 1, 2, 3])
    func framesOfMicrosoftsRelaysAreOpened(form: Int) throws {
        let frames = (0..<50).map { number in
            let rtp = Self.rtpBytes(number)
            let length = Frames.word(rtp.count)
            switch form {
            case 0: return Self.toRelay([3, 0] + length + rtp, number)
            case 1: return Self.toRelay([2, 0] + Frames.word(rtp.count + 2) + length + rtp, number)
            case 2: return Self.toRelay([0xFF, 0x10] + length + rtp, number)
            default: return Self.toRelay([0xFF, 0x10] + Frames.word(rtp.count + 8) + Frames.zeros(8) + rtp, number)
            }
        }
        try expectTheStream(Frames.analyzed(frames), to: "203.0.113.1:3478")
    }

    /// What a relay carries beside media stays the relay's.
    @Test func otherRelayedDataIsNoMedia() throws {
        let frames = (0..<50).map { number in
            let data = [0x17, 0xFE, 0xFD] + Frames.zeros(8) + Frames.word(40) + Frames.zeros(40)
            return Self.toRelay(Frames.word(0x4001) + Frames.word(data.count) + data, number)
        }
        let result = Frames.analyzed(frames)
        #expect(result.streams.isEmpty && result.captures.first?.accounting.turn == 50)
    }

    // MARK: Agents

    private static func chunk(_ type: Int, _ value: [UInt8]) -> [UInt8] {
        Frames.word(0) + Frames.word(type) + Frames.word(6 + value.count) + value
    }

    /// A report of version 3 with `content` as chunks.
    static func report(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        var body = chunk(1, [2]) + chunk(2, [17])
        body += chunk(3, Frames.long(Frames.caller)) + chunk(4, Frames.long(Frames.callee))
        body += chunk(7, Frames.word(4_000)) + chunk(8, Frames.word(5_000)) + chunk(9, Frames.long(1_700_000_000))
        body += chunk(10, Frames.long(UInt32(number) * 20_000)) + chunk(11, [4]) + chunk(12, Frames.long(1)) + content
        return Array("HEP3".utf8) + Frames.word(body.count + 6) + body
    }

    private static func toServer(_ payload: [UInt8], _ number: Int) -> Frames.Frame {
        (Frames.outer(Frames.udp(payload, 9_060, 9_060), next: 17, number: number), .raw)
    }

    @Test func captureAgentsReportTheEndsAndTheTime() throws {
        let frames = (0..<50).map { Self.toServer(Self.report($0, Self.chunk(15, Self.rtpBytes($0))), $0) }
        let result = Frames.analyzed(frames)
        try expectTheStream(result)
        // The agent's clock counts, not the instant of the report.
        #expect(result.streams.first?.startedAt == CaptureTime(nanoseconds: 1_700_000_000_000_000_000))
    }

    @Test(arguments: [1, 2]) func olderReportsAreRead(version: UInt8) throws {
        let frames = (0..<50).map { number in
            var report = [version, version == 1 ? 16 : 28, 2, 17] + Frames.word(4_000) + Frames.word(5_000)
            report += Frames.long(Frames.caller) + Frames.long(Frames.callee)
            if version == 2 {
                // Seconds and microseconds as an agent on a little-endian host writes them.
                report += Frames.long(UInt32(1_000).byteSwapped) + Frames.long((UInt32(number) * 20_000).byteSwapped)
                report += Frames.long(0)
            }
            return Self.toServer(report + Self.rtpBytes(number), number)
        }
        let result = Frames.analyzed(frames)
        try expectTheStream(result)
        if version == 2 { #expect(result.streams.first?.startedAt == CaptureTime(nanoseconds: 1_000_000_000_000)) }
    }

    @Test func compressedReportsAreSaidToBeUnread() throws {
        let frames = (0..<3).map { Self.toServer(Self.report($0, Self.chunk(16, [0x78, 0x9C, 1, 2, 3])), $0) }
        let capture = try #require(Frames.analyzed(frames).captures.first)
        #expect(capture.unread.map(\.kind) == [.compressedReports] && capture.unread.first?.packets == 3)
        #expect(capture.accounting.undecodable == 3)
    }
}

/// Frames that another program decodes down to one RTP packet, if this machine has them.
enum ReferenceFrames {
    static let names = [
        "ethernet", "dot1q", "qinq_88a8", "linux_sll", "linux_sll2", "raw_ip", "null_le", "loop_be", "pppoe",
        "mpls_2labels", "gre_ip", "gre_key_seq", "gre_teb", "erspan_type1", "erspan_type2", "erspan_type3", "vxlan",
        "geneve", "gtpu", "gtpu_seq_ext", "ipip", "turn_channeldata", "tzsp",
    ]

    static let all: [String: EncapsulationFrames.Frame] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("QualityMeasuresTests/telephony-vectors.json")
        guard let data = try? Data(contentsOf: file),
            let all = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let encapsulation = all["encapsulation"] as? [String: Any],
            let frames = encapsulation["frames"] as? [String: [String: Any]]
        else { return [:] }
        return frames.compactMapValues { frame in
            guard let hex = frame["frame_hex"] as? String, let type = frame["linktype"] as? Int else { return nil }
            var bytes: [UInt8] = []
            var rest = hex[...]
            while rest.count >= 2 {
                bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            }
            return (bytes, LinkType(rawValue: UInt16(type)))
        }
    }()
}
