import WireFormats

/// One whole RTP packet (RFC 3550 §5.1), with a reason when it is refused.
///
/// ``RTPHeader`` reads the same wire format on the per-packet path, where the reason is not wanted.
package struct RTPPacket: Equatable, Sendable {
    /// The header.
    package let header: RTPHeader
    /// Where the payload lies in the bytes given to ``init(parsing:)``, padding excluded.
    package let payload: Range<Int>

    /// Reads a packet that fills `bytes`.
    package init(parsing bytes: RawSpan) throws(WireError) {
        guard
            let header = RTPHeader(parsing: bytes, from: 0, to: bytes.byteCount, wireLength: bytes.byteCount)
        else { throw RTPPacket.refusal(of: bytes) }
        self.header = header
        payload = header.capturedPayload(to: bytes.byteCount)
    }

    /// Why ``RTPHeader`` refused `bytes`.
    private static func refusal(of bytes: RawSpan) -> WireError {
        guard bytes.byteCount >= 12 else { return WireError(.truncated, at: bytes.byteCount) }
        let flags = bytes.uint8(at: 0)
        guard flags >> 6 == 2 else { return WireError(.unsupportedVersion, at: 0) }
        var headerLength = 12 + 4 * Int(flags & 0x0F)
        if flags & 0x10 != 0 {
            guard headerLength + 4 <= bytes.byteCount else { return WireError(.truncated, at: bytes.byteCount) }
            headerLength += 4 + 4 * Int(bytes.uint16(at: headerLength + 2))
        }
        guard headerLength <= bytes.byteCount else { return WireError(.truncated, at: bytes.byteCount) }
        return WireError(.paddingOutOfBounds, at: bytes.byteCount - 1)
    }
}
