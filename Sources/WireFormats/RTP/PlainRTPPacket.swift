import CallVocabulary

/// The packet that voice captures are full of, from the link header to the SSRC in one look.
///
/// It is uncut and has a usual link header, at most one VLAN tag, IPv4 without options or IPv6 without extension headers, no fragmentation,
/// lengths that agree, UDP, and RTP without padding, extension and contributing sources. For such a packet the
/// fields are those that ``NetworkPacket`` and ``RTPHeader`` find; anything else is left to them.
///
/// The compiler inlines a `package` initializer into other modules only where `@usableFromInline` marks all it uses.
@frozen
@usableFromInline
package struct PlainRTPPacket {
    /// Where it comes from.
    @usableFromInline package let source: IPAddress
    /// Where it goes.
    @usableFromInline package let destination: IPAddress
    /// UDP source port in the high half, destination port in the low.
    @usableFromInline package let ports: UInt32
    /// The synchronization source.
    @usableFromInline package let ssrc: UInt32
    /// The RTP timestamp.
    @usableFromInline package let timestamp: UInt32
    /// The payload's length.
    @usableFromInline package let payloadLength: Int32
    /// The RTP sequence number.
    @usableFromInline package let sequence: UInt16
    /// The IPv4 identification; 0 for IPv6.
    @usableFromInline package let identification: UInt16
    /// The RTP payload type.
    @usableFromInline package let payloadType: UInt8
    /// The RTP marker bit.
    @usableFromInline package let marker: Bool
    /// Whether it came over IPv6, whatever its addresses.
    @usableFromInline package let isIPv6: Bool

    /// Reads a frame whose link header is an EtherType with at most one tag, or none.
    package init?(_ frame: RawSpan, linkType: LinkType) {
        guard let network = PlainRTPPacket.network(in: frame, linkType) else { return nil }
        switch network.type {
        case 0x0800: self.init(plainIPv4: frame.extracting(droppingFirst: network.start))
        case 0x86DD: self.init(plainIPv6: frame.extracting(droppingFirst: network.start))
        default: return nil
        }
    }

    /// How many bytes of such a frame lie before the RTP payload; the frame has been read by ``init(_:linkType:)``.
    package static func headerBytes(of frame: RawSpan, linkType: LinkType) -> Int {
        guard let network = network(in: frame, linkType) else { return 0 }
        return network.start + (network.type == 0x0800 ? 40 : 60)
    }

    /// The EtherType of a frame, and where its network header begins; `nil` where another link header stands before it.
    @inline(__always)
    private static func network(in frame: RawSpan, _ linkType: LinkType) -> (type: UInt16, start: Int)? {
        guard frame.byteCount >= 40 else { return nil }
        var type: UInt16
        var start: Int
        switch LinkHeader(linkType) {
        case .etherType(let length, let place): (type, start) = (frame.uint16(at: place), length)
        case .rawIP: (type, start) = (frame.uint8(at: 0) >> 4 == 4 ? 0x0800 : 0x86DD, 0)
        default: return nil
        }
        if type == 0x8100 {
            type = frame.uint16(at: start + 2)
            start += 4
        }
        return (type, start)
    }

    /// IPv4: 20 bytes, then 8 of UDP and at least 12 of RTP.
    @inlinable
    @inline(__always)
    init?(plainIPv4 packet: RawSpan) {
        guard packet.byteCount >= 40, packet.uint8(at: 0) == 0x45, packet.uint8(at: 9) == 17,
            packet.uint16(at: 6) & 0x3FFF == 0
        else { return nil }
        let total = Int(packet.uint16(at: 2))
        guard total >= 40, total <= packet.byteCount, Int(packet.uint16(at: 24)) == total - 20 else { return nil }
        let first = packet.uint16(at: 28)
        // Version 2 and nothing else in the first byte; RTCP's types in the second (RFC 5761 §4).
        guard first >> 8 == 0x80, first & 0xFF < 192 || first & 0xFF > 223 else { return nil }
        source = IPAddress(v4: packet.uint32(at: 12))
        destination = IPAddress(v4: packet.uint32(at: 16))
        ports = packet.uint32(at: 20)
        ssrc = packet.uint32(at: 36)
        timestamp = packet.uint32(at: 32)
        payloadLength = Int32(truncatingIfNeeded: total - 40)
        sequence = packet.uint16(at: 30)
        identification = packet.uint16(at: 4)
        payloadType = UInt8(truncatingIfNeeded: first & 0x7F)
        marker = first & 0x80 != 0
        isIPv6 = false
    }

    /// IPv6: 40 bytes, then 8 of UDP and at least 12 of RTP.
    private init?(plainIPv6 packet: RawSpan) {
        guard packet.byteCount >= 60, packet.uint8(at: 0) >> 4 == 6, packet.uint8(at: 6) == 17 else { return nil }
        let length = Int(packet.uint16(at: 4))
        guard length >= 20, length <= packet.byteCount - 40, Int(packet.uint16(at: 44)) == length else { return nil }
        let first = packet.uint16(at: 48)
        guard first >> 8 == 0x80, first & 0xFF < 192 || first & 0xFF > 223 else { return nil }
        source = IPAddress(high: packet.uint64(at: 8), low: packet.uint64(at: 16))
        destination = IPAddress(high: packet.uint64(at: 24), low: packet.uint64(at: 32))
        ports = packet.uint32(at: 40)
        ssrc = packet.uint32(at: 56)
        timestamp = packet.uint32(at: 52)
        payloadLength = Int32(truncatingIfNeeded: length - 20)
        sequence = packet.uint16(at: 50)
        identification = 0
        payloadType = UInt8(truncatingIfNeeded: first & 0x7F)
        marker = first & 0x80 != 0
        isIPv6 = true
    }
}
