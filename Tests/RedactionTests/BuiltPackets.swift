import CallVocabulary
import CaptureFiles
import Foundation
import TestSupport
import WireOracle

/// Packets made for the tests, with right checksums.
enum BuiltPackets {
    static let caller: [UInt8] = [192, 168, 17, 23]
    static let server: [UInt8] = [203, 0, 113, 77]

    static func number(_ value: Int) -> [UInt8] { Wire.word(value) }

    static func checksum(_ bytes: [UInt8]) -> [UInt8] { Wire.checksum(bytes) }

    /// The sum whose complement is a checksum: all ones over bytes that hold a right one.
    static func sum(_ bytes: [UInt8]) -> Int { ~Wire.checksum(bytes).reduce(0) { $0 << 8 | Int($1) } & 0xFFFF }

    static func ethernet(_ payload: [UInt8], type: Int = 0x0800) -> [UInt8] {
        Wire.ethernet(
            payload, type: type,
            stations: [0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 0x00, 0x1B, 0x63, 0x84, 0x45, 0xE6])
    }

    static func ipv4(
        _ payload: [UInt8], proto: UInt8, from: [UInt8] = caller, to: [UInt8] = server, field: Int = 0, id: Int = 1
    ) -> [UInt8] {
        Wire.ipv4(payload, next: proto, from: from, to: to, number: id, fragment: field)
    }

    static func udp(
        _ payload: [UInt8], ports: (Int, Int) = (5060, 5060), from: [UInt8] = caller, to: [UInt8] = server,
        spoils: Bool = false
    ) -> [UInt8] {
        var bytes = Wire.udp(payload, ports.0, ports.1, between: (from, to))
        if spoils { bytes[7] ^= 0x55 }
        return bytes
    }

    static func tcp(
        _ payload: [UInt8], sequence: Int, flags: UInt8 = 0x18, from: [UInt8] = caller, to: [UInt8] = server
    ) -> [UInt8] {
        Wire.tcp(payload, 40_000, 5060, sequence: UInt32(sequence), flags: flags, between: (from, to))
    }

    static func rtp(_ payload: [UInt8], sequence: Int, type: UInt8 = 0) -> [UInt8] {
        Wire.rtp(sequence, timestamp: sequence * 160, ssrc: 0xA1B2_C3D4, type: type, payload: payload)
    }

    static let description = """
        v=0\r
        o=gertrude 2890844526 2890844527 IN IP4 192.168.17.23\r
        s=Gertrude calls\r
        c=IN IP4 192.168.17.23\r
        t=0 0\r
        m=audio 40000 RTP/AVP 0 101\r
        a=rtpmap:0 PCMU/8000\r
        a=rtpmap:101 telephone-event/8000\r
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4\r
        a=ice-ufrag:Zx9Qfrag\r
        a=candidate:1 1 UDP 2130706431 192.168.17.23 40000 typ host\r

        """

    static func invite(to number: String = "+493012345678", description: String = description) -> [UInt8] {
        let text = """
            INVITE sip:\(number)@carrier.sampleton.example SIP/2.0\r
            Via: SIP/2.0/UDP 192.168.17.23:5060;branch=z9hG4bKnashds8xyzzy\r
            From: "Gertrude Sample" <sip:03098765432@pbx.sampleton.example>;tag=gertrudetag17\r
            To: <sip:\(number)@carrier.sampleton.example>\r
            Call-ID: gertrude-call-4711@192.168.17.23\r
            CSeq: 7 INVITE\r
            Max-Forwards: 70\r
            User-Agent: Samplephone 3.1 001b638445e6\r
            Authorization: Digest username="gertrude.sample", realm="sampleton", nonce="d6f3a9c2e4b1", response="6629fae49393a05397450978507c4ef1"\r
            Contact: <sip:gertrude@192.168.17.23:5060;transport=udp>;+sip.instance="<urn:uuid:f81d4fae-7dec-11d0-a765-001b638445e6>"\r
            Content-Type: application/sdp\r
            Content-Length: \(description.utf8.count)\r
            \r
            \(description)
            """
        return Array(text.utf8)
    }

    static func answer(to number: String = "+493012345678") -> [UInt8] {
        let sdp = description.replacingOccurrences(of: "192.168.17.23", with: "203.0.113.77")
        let text = """
            SIP/2.0 200 OK\r
            Via: SIP/2.0/UDP 192.168.17.23:5060;branch=z9hG4bKnashds8xyzzy;received=192.168.17.23\r
            From: "Gertrude Sample" <sip:03098765432@pbx.sampleton.example>;tag=gertrudetag17\r
            To: <sip:\(number)@carrier.sampleton.example>;tag=answertag99\r
            Call-ID: gertrude-call-4711@192.168.17.23\r
            CSeq: 7 INVITE\r
            Contact: <sip:carrier@203.0.113.77:5060>\r
            Content-Type: application/sdp\r
            Content-Length: \(sdp.utf8.count)\r
            \r
            \(sdp)
            """
        return Array(text.utf8)
    }

    /// What stands in these packets and must not stand in what is handed over.
    static let secrets = [
        "gertrude", "sampleton", "Samplephone", "xyzzy", "98765432", "12345678", "4711", "001b638445e6", "d6f3a9c2e4b1",
        "6629fae4", "WVNfX19z", "Zx9Qfrag", "192.168.17.23", "203.0.113.77", "f81d4fae",
    ]
}

/// A folder for one test.
final class Scratch {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    init() throws { folder = try TemporaryFolder() }

    /// A capture of frames, 20 ms apart.
    func capture(_ frames: [[UInt8]], linkType: LinkType = .ethernet, snap: Int = 65_535) throws -> String {
        var writer = PcapWriter(linkType: linkType, snapLength: UInt32(snap))
        for (index, frame) in frames.enumerated() {
            let time = CaptureTime(seconds: 1_700_000_000, nanoseconds: Int64(index) * 20_000_000)
            writer.append(at: time, Array(frame.prefix(snap)), originalLength: frame.count)
        }
        return try file("in.pcap", writer.takeBytes())
    }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String { try folder.file(name, bytes) }

    var output: String { path + "/out.pcapng" }
}

/// The frames of a capture.
func frames(_ path: String) throws -> [[UInt8]] {
    var reader = try CaptureFileReader(path: path)
    var batch = PacketBatch()
    var frames: [[UInt8]] = []
    while try reader.nextBatch(&batch) {
        for packet in batch.packets {
            frames.append(Array(batch.bytes[packet.offset..<(packet.offset + packet.capturedLength)]))
        }
    }
    return frames
}
