import CallAnalysis
import CallVocabulary
import TestSupport
import Testing

@testable import Findings

/// A capture in the making between any hosts: messages, descriptions, audio, control packets and ICMP errors.
struct HearingTape {
    /// An address with a port, as tests write it.
    struct End {
        var host: String
        var port: Int

        init(_ host: String, _ port: Int) {
            self.host = host
            self.port = port
        }
    }

    private var packets: [(milliseconds: Double, bytes: [UInt8])] = []

    static func word(_ value: Int) -> [UInt8] { Wire.word(value) }
    static func long(_ value: UInt32) -> [UInt8] { Wire.long(value) }
    private static func address(_ host: String) -> [UInt8] { host.split(separator: ".").map { UInt8($0) ?? 0 } }

    private static func datagram(_ from: End, _ to: End, _ payload: [UInt8], number: Int) -> [UInt8] {
        Wire.datagram(payload, from.port, to.port, from: address(from.host), to: address(to.host), number: number)
    }

    mutating func send(_ at: Double, _ from: End, _ to: End, _ payload: [UInt8]) {
        packets.append((at, Self.datagram(from, to, payload, number: packets.count + 1)))
    }

    /// A description that asks for audio at `end`.
    static func description(
        _ end: End, _ direction: String = "sendrecv", transport: String = "RTP/AVP", extra: String = ""
    )
        -> String
    {
        "v=0\r\no=- 1 1 IN IP4 \(end.host)\r\ns=-\r\nc=IN IP4 \(end.host)\r\nt=0 0\r\nm=audio \(end.port) \(transport) 0\r\n"
            + "a=\(direction)\r\n\(extra)"
    }

    /// A message of the dialog `name`; `tags` are those of From and To.
    mutating func message(
        _ at: Double, from: String, to: String, _ start: String, _ sequence: String, dialog: String = "one@example.com",
        tags: (String, String?) = ("a", "b"), target: String = "+12125550142", headers: [String] = [], body: String = ""
    ) {
        var lines = [
            start, "Via: SIP/2.0/UDP \(from);branch=z9hG4bK\(dialog.prefix(3))\(sequence.prefix(1))\(tags.0)",
            "From: <sip:+442079460018@example.com>;tag=\(tags.0)",
            "To: <sip:\(target)@example.com>" + (tags.1.map { ";tag=\($0)" } ?? ""), "Call-ID: \(dialog)",
            "CSeq: \(sequence)",
        ]
        lines += headers + (body.isEmpty ? [] : ["Content-Type: application/sdp"])
        lines += ["Content-Length: \(body.utf8.count)", "", body]
        send(at, End(from, 5_060), End(to, 5_060), Array(lines.joined(separator: "\r\n").utf8))
    }

    /// INVITE at `at`, answered a second later, acknowledged at once; `asked` are the media ends described.
    mutating func connect(
        _ at: Double = 0, caller: String, callee: String, asked: (End, End), dialog: String = "one@example.com",
        tags: (String, String) = ("a", "b"), transport: String = "RTP/AVP", extra: (String, String) = ("", "")
    ) {
        message(
            at, from: caller, to: callee, "INVITE sip:+12125550142@\(callee) SIP/2.0", "1 INVITE", dialog: dialog,
            tags: (tags.0, nil), body: Self.description(asked.0, transport: transport, extra: extra.0))
        message(
            at + 1_000, from: callee, to: caller, "SIP/2.0 200 OK", "1 INVITE", dialog: dialog, tags: tags,
            body: Self.description(asked.1, transport: transport, extra: extra.1))
        message(
            at + 1_010, from: caller, to: callee, "ACK sip:x SIP/2.0", "1 ACK", dialog: dialog, tags: tags)
    }

    mutating func hangUp(
        _ at: Double, caller: String, callee: String, dialog: String = "one@example.com",
        tags: (String, String) = ("a", "b")
    ) {
        message(at, from: caller, to: callee, "BYE sip:x SIP/2.0", "9 BYE", dialog: dialog, tags: tags)
        message(at + 20, from: callee, to: caller, "SIP/2.0 200 OK", "9 BYE", dialog: dialog, tags: tags)
    }

    /// Audio of 20 ms packets from `begin` on; numbers run on from `first`.
    mutating func talk(
        _ from: End, _ to: End, ssrc: UInt32, begin: Double = 1_050, seconds: Double = 20, first: Int = 1_000,
        payload: [UInt8] = (0..<160).map { UInt8(0x40 + $0 % 32) }
    ) {
        for number in 0..<Int(seconds * 50) {
            let packet = Wire.rtp(first + number, timestamp: (first + number) * 160, ssrc: ssrc, payload: payload)
            send(begin + Double(number) * 20, from, to, packet)
        }
    }

    /// A sender report with one block about `source`.
    mutating func report(
        _ at: Double, _ from: End, _ to: End, by ssrc: UInt32, sent: Int, about source: UInt32, highest: UInt32,
        lost: Int = 0
    ) {
        let sender = Self.long(ssrc) + Self.long(1) + Self.long(UInt32(at)) + Self.long(0) + Self.long(UInt32(sent))
        let block =
            Self.long(source) + [0, UInt8(lost >> 16 & 255), UInt8(lost >> 8 & 255), UInt8(lost & 255)]
            + Self.long(highest) + Self.long(8) + Self.long(0) + Self.long(0)
        send(at, from, to, [0x81, 200] + Self.word(12) + sender + Self.long(UInt32(sent * 160)) + block)
    }

    /// An ICMP error of `host`: the port that a packet went to is closed.
    mutating func refuse(_ at: Double, _ from: End, _ to: End) {
        let quoted = Self.datagram(from, to, [0x80, 0, 0, 0], number: 1)
        packets.append(
            (
                at,
                Wire.ipv4(
                    [3, 3, 0, 0, 0, 0, 0, 0] + quoted, next: 1, from: Self.address(to.host),
                    to: Self.address(from.host), number: packets.count)
            ))
    }

    var result: CallAnalysisResult {
        var batch = PacketBatch()
        let ordered = packets.enumerated().sorted {
            ($0.element.milliseconds, $0.offset) < ($1.element.milliseconds, $1.offset)
        }
        for (_, packet) in ordered {
            batch.packets.append(
                CapturedPacket(
                    time: CaptureTime(nanoseconds: Int64(packet.milliseconds * 1e6)), offset: batch.bytes.count,
                    capturedLength: packet.bytes.count, originalLength: packet.bytes.count,
                    number: batch.packets.count + 1, linkType: .raw, interface: 0))
            batch.bytes += packet.bytes
        }
        var analyzer = CallAnalyzer()
        analyzer.beginCapture(name: "test")
        analyzer.ingest(batch)
        return analyzer.finish()
    }

    /// The findings about hearing; the rest is about made-up sound.
    static func hearing(_ result: CallAnalysisResult) -> [Finding] {
        FindingCatalog.findings(in: result).filter {
            $0.code == .oneWayAudio || $0.code == .noAudio || $0.code == .lateMedia
        }
    }
}
