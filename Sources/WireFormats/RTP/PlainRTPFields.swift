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

    /// Reads a packet that ``EthernetRTPSource`` or ``PlainRTPPacket`` has read, and whose RTP header begins at `start`;
    /// `nil` if `start` cannot be right.
    @inlinable
    @inline(__always)
    package init?(_ frame: RawSpan, headerStart start: Int, isIPv6: Bool) {
        guard start >= 28, start <= frame.byteCount &- 12 else { return nil }
        let second = frame.uint8(at: start &+ 1)
        timestamp = frame.uint32(at: start &+ 4)
        payloadLength = Int32(frame.uint16(at: start &- 4)) &- 20
        sequence = frame.uint16(at: start &+ 2)
        identification = isIPv6 ? 0 : frame.uint16(at: start &- 24)
        payloadType = second & 0x7F
        marker = second & 0x80 != 0
    }
}
