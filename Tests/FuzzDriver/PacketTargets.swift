import CallVocabulary
import WireFormats
import WireOracle

/// Frames and datagrams: link, network, tunnels, transport, RTP, RTCP, STUN and what relays and agents carry.
enum PacketTargets {
    static let all = [
        FuzzTarget(name: "packet", dictionary: [], run: packet),
        FuzzTarget(name: "rtp", dictionary: [], run: rtp),
        FuzzTarget(name: "rtcp", dictionary: [], run: rtcp),
        FuzzTarget(name: "stun", dictionary: ["\u{21}\u{12}", "HEP3", "\u{0}\u{16}", "\u{0}\u{12}"], run: stun),
    ]

    /// Link types in the order of the first byte of an input.
    static let linkTypes: [UInt16] = [1, 101, 113, 276, 0, 108, 9, 50, 51, 219, 105, 127, 192, 12, 228, 229, 147]

    /// The first byte chooses the link type; the rest is the frame.
    private static func packet(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let linkType = LinkType(rawValue: linkTypes[Int(first) % linkTypes.count])
        let frame = bytes.span.bytes
        var network = NetworkPacket()
        network.decode(frame, from: 1, to: bytes.count, linkType: linkType)
        let outermost = network
        var levels = 0
        while network.content == .udp {
            check(network, bytes.count)
            guard network.decodeTunnel(frame) else { break }
            levels += 1
            require(levels < 64, "tunnels end")
        }
        if network.content != .undecodable, network.content != .other { check(network, bytes.count) }
        if network.content == .icmp { _ = ICMPError(network, in: frame) }
        compareWithPlain(frame.extracting(droppingFirst: 1), linkType, outermost)
    }

    private static func check(_ network: NetworkPacket, _ count: Int) {
        require(network.payloadStart >= 0, "the payload begins in the frame")
        require(network.payloadStart <= network.payloadEnd, "the payload does not end before it begins")
        require(network.payloadEnd <= count, "the payload ends in the frame")
    }

    /// The quick way and the thorough way read the same.
    private static func compareWithPlain(_ frame: RawSpan, _ linkType: LinkType, _ network: NetworkPacket) {
        guard let plain = PlainRTPPacket(frame, linkType: linkType) else { return }
        require(network.content == .udp, "a plain packet is UDP")
        require(network.source == plain.source && network.destination == plain.destination, "addresses agree")
        require(UInt32(network.sourcePort) << 16 | UInt32(network.destinationPort) == plain.ports, "ports agree")
        require(UInt16(truncatingIfNeeded: network.identification) == plain.identification, "identifications agree")
        guard
            let header = RTPHeader(
                parsing: frame, from: network.payloadStart - 1, to: network.payloadEnd - 1,
                wireLength: network.payloadWireLength)
        else { return require(false, "a plain packet is RTP") }
        require(header.ssrc == plain.ssrc && header.sequenceNumber == plain.sequence, "RTP headers agree")
        require(header.timestamp == plain.timestamp && header.payloadType == plain.payloadType, "RTP headers agree")
        require(header.payloadLength == Int(plain.payloadLength), "payload lengths agree")
        let start = PlainRTPPacket.headerBytes(of: frame, linkType: linkType)
        require(start == header.payloadOffset, "payloads begin in one place")
    }

    private static func rtp(_ bytes: [UInt8]) {
        let span = bytes.span.bytes
        for wireLength in [bytes.count, bytes.count + 7] {
            let kind = MediaDatagramKind(parsing: span, from: 0, to: bytes.count, wireLength: wireLength)
            _ = kind == .rtp
            guard let header = RTPHeader(parsing: span, from: 0, to: bytes.count, wireLength: wireLength) else {
                continue
            }
            let payload = header.capturedPayload(to: bytes.count)
            require(header.payloadLength >= 0, "a payload is not negative")
            _ = TelephoneEvent(parsing: span, from: payload.lowerBound, to: payload.upperBound)
            _ = ComfortNoise(parsing: span, from: payload.lowerBound, to: payload.upperBound)
            if wireLength == bytes.count { require((try? RTPPacket(parsing: span)) != nil, "both readings agree") }
        }
    }

    private static func rtcp(_ bytes: [UInt8]) {
        for wireLength in [bytes.count, bytes.count + 9] {
            guard
                let compound = try? RTCPCompound(
                    parsing: bytes.span.bytes, from: 0, to: bytes.count, wireLength: wireLength)
            else { continue }
            require(compound.packets.count <= 64, "packets are limited")
        }
    }

    private static func stun(_ bytes: [UInt8]) {
        let span = bytes.span.bytes
        for wireLength in [bytes.count, bytes.count + 5] {
            if let header = STUNHeader(parsing: span, from: 0, to: bytes.count, wireLength: wireLength) {
                if let message = RelayMessage(header, in: span, from: 0, to: bytes.count) {
                    check(message.payload, bytes.count)
                }
            }
            if let data = ChannelData(datagram: span, from: 0, to: bytes.count, wireLength: wireLength) {
                check(data.payload, bytes.count)
            }
            let report = HEPPacket(
                parsing: span, from: 0, to: bytes.count, wireLength: wireLength,
                near: CaptureTime(seconds: 1_795_000_000))
            if let report { check(report.payload, bytes.count) }
        }
        if let data = ChannelData(streamed: span, from: 0, to: bytes.count) { check(data.payload, bytes.count) }
        _ = HEPPacket.length(span, at: 0, to: bytes.count)
    }

    private static func check(_ payload: Range<Int>, _ count: Int) {
        require(payload.lowerBound >= 0 && payload.upperBound <= count, "what is carried lies in the datagram")
    }
}
