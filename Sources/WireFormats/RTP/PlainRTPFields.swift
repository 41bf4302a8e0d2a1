/// Whose packet an Ethernet frame with plain RTP over IPv4 is, read with as few steps as that takes.
///
/// It is read of exactly those frames that ``PlainRTPPacket`` reads, have Ethernet and IPv4, and no tag.
@frozen
@usableFromInline
package struct EthernetRTPSource {
    /// IPv4 source in the high half, destination in the low.
    @usableFromInline package let addresses: UInt64
    /// UDP source port, destination port, then the synchronization source in the low half.
    @usableFromInline package let portsAndSource: UInt64

    /// Where the RTP header begins in such a frame.
    @inlinable package static var headerStart: Int { 14 + 20 + 8 }

    /// Reads the frame that is all of `frame`; `nil` if it is any other.
    @inlinable
    @inline(__always)
    package init?(_ frame: RawSpan) {
        guard frame.byteCount >= 54 else { return nil }
        // Type, version, header length; flags, offset and protocol; the RTP version, bare.
        guard frame.uint32(at: 12) >> 8 == 0x080045, frame.uint32(at: 20) & 0x3FFF_00FF == 17,
            frame.uint8(at: 42) == 0x80
        else { return nil }
        let total = Int(frame.uint16(at: 16))
        guard total >= 40, total <= frame.byteCount &- 14, Int(frame.uint16(at: 38)) == total &- 20 else { return nil }
        // RTCP's types (RFC 5761 §4) are 192 to 223.
        guard frame.uint8(at: 43) >> 5 != 6 else { return nil }
        addresses = frame.uint64(at: 26)
        portsAndSource = UInt64(frame.uint32(at: 34)) << 32 | UInt64(frame.uint32(at: 50))
    }
}

/// What a stream is told of a plain packet.
@frozen
@usableFromInline
package struct PlainRTPFields {
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

    /// Fields of no packet.
    @inlinable
    package init() {
        (timestamp, payloadLength, sequence, identification, payloadType, marker) = (0, 0, 0, 0, 0, false)
    }

    /// Reads a frame that ``EthernetRTPSource`` has read.
    @inlinable
    @inline(__always)
    package init(ethernetIPv4 frame: RawSpan) {
        let second = frame.uint8(at: 43)
        timestamp = frame.uint32(at: 46)
        payloadLength = Int32(frame.uint16(at: 38)) &- 20
        sequence = frame.uint16(at: 44)
        identification = frame.uint16(at: 18)
        payloadType = second & 0x7F
        marker = second & 0x80 != 0
    }

    /// Those of a packet that was read.
    package init(_ plain: PlainRTPPacket) {
        timestamp = plain.timestamp
        payloadLength = plain.payloadLength
        sequence = plain.sequence
        identification = plain.identification
        payloadType = plain.payloadType
        marker = plain.marker
    }
}
