/// The header of one RTP packet (RFC 3550 §5.1), read in place on the per-packet path.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// |                           timestamp                           |
/// |                             SSRC                              |
/// |                     CC times a CSRC, 32 bit                   |
/// |   profile, if X               |   length in 32-bit words      |
/// |                  header extension, that many words            |
/// |            payload  ...            | padding, last byte counts|
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// The value holds integers only, allocates nothing and is never half valid.
@frozen
package struct RTPHeader: Equatable, Sendable {
    /// The RTP timestamp, in ticks of the codec's clock.
    package let timestamp: UInt32
    /// The synchronization source.
    package let ssrc: UInt32
    /// Where the payload begins in the bytes that were parsed; beyond the captured bytes if these end in the header.
    package let payloadOffset: Int
    /// The length of the payload on the wire, padding excluded where the padding count was captured.
    ///
    /// More than was captured when a snap length cut the packet: see ``capturedPayload(to:)``. Where the capture ends
    /// before the length of the header extension, the extension counts as empty and this is an upper bound.
    package let payloadLength: Int
    /// The sequence number.
    package let sequenceNumber: UInt16
    /// The payload type, 0 to 127.
    package let payloadType: UInt8
    /// How many contributing sources are listed, 0 to 15.
    package let csrcCount: UInt8
    /// The marker bit.
    package let marker: Bool
    /// Whether a header extension follows the fixed header.
    package let hasExtension: Bool
    /// Whether the padding bit is set and the last byte counts no padding that can be: the packet is none, or its last byte
    /// is ciphertext or a tag, as that of SRTP is (RFC 3711 §3.1). Its padding then counts as payload.
    package let hasImpossiblePadding: Bool

    /// Reads the header at `start`; `nil` if the bytes are no RTP packet.
    ///
    /// - Parameters:
    ///   - bytes: The captured bytes.
    ///   - start: Where the RTP packet begins.
    ///   - end: Where its captured bytes end.
    ///   - wireLength: The packet's length by the UDP header. It exceeds `end - start` when the capture was cut; then
    ///     the padding count, which is the last byte, cannot be read and the padding counts as payload.
    ///   - mayBeEncrypted: True to take a packet whose last byte counts no padding that can be.
    @inlinable
    package init?(parsing bytes: RawSpan, from start: Int, to end: Int, wireLength: Int, mayBeEncrypted: Bool = false) {
        // No datagram exceeds 64 KiB, jumbograms apart; the bound keeps the sums below in range.
        guard start >= 0, end >= start, end <= bytes.byteCount, wireLength >= 12, wireLength <= 0xFF_FFFF
        else { return nil }
        let captured = min(end - start, wireLength)
        guard captured >= 12 else { return nil }
        let flags = bytes.uint8(at: start)
        guard flags >> 6 == 2 else { return nil }

        var headerLength = 12 + 4 * Int(flags & 0x0F)
        if flags & 0x10 != 0 {
            if headerLength + 4 <= captured {
                headerLength += 4 + 4 * Int(bytes.uint16(at: start + headerLength + 2))
            } else {
                headerLength += 4
            }
        }
        guard headerLength <= wireLength else { return nil }

        var length = wireLength - headerLength
        var isImpossible = false
        if flags & 0x20 != 0, captured == wireLength {
            let padding = Int(bytes.uint8(at: start + wireLength - 1))
            isImpossible = padding == 0 || padding > length
            guard !isImpossible || mayBeEncrypted else { return nil }
            if !isImpossible { length -= padding }
        }
        hasImpossiblePadding = isImpossible

        let markerAndType = bytes.uint8(at: start + 1)
        timestamp = bytes.uint32(at: start + 4)
        ssrc = bytes.uint32(at: start + 8)
        payloadOffset = start + headerLength
        payloadLength = length
        sequenceNumber = bytes.uint16(at: start + 2)
        payloadType = markerAndType & 0x7F
        csrcCount = flags & 0x0F
        marker = markerAndType & 0x80 != 0
        hasExtension = flags & 0x10 != 0
    }

    /// The part of the payload that lies before `end`, where the captured bytes end.
    @inlinable
    package func capturedPayload(to end: Int) -> Range<Int> {
        let last = max(payloadOffset, min(end, payloadOffset + payloadLength))
        return payloadOffset..<last
    }
}
