/// A datagram that a TURN client and its relay exchange over a channel (RFC 8656 §12.4).
///
/// ```
/// |     channel, 0x4000-0x4FFF    |            length             |
/// |        datagram, on TCP and TLS padded to a multiple of 4     |
/// ```
package struct ChannelData: Equatable, Sendable {
    /// The channel's number.
    package let channel: UInt16
    /// Where the carried datagram lies; its end is cut where the capture is.
    package let payload: Range<Int>
    /// The carried datagram's length by the header.
    package let payloadWireLength: Int

    /// Reads the message that fills the UDP datagram at `start`, of `wireLength` bytes and captured up to `end`.
    package init?(datagram bytes: RawSpan, from start: Int, to end: Int, wireLength: Int) {
        guard let length = ChannelData.length(bytes, at: start, to: end) else { return nil }
        let rest = wireLength - 4 - length
        guard rest >= 0, rest < 4 else { return nil }
        channel = bytes.uint16(at: start)
        payload = start + 4..<min(end, start + 4 + length)
        payloadWireLength = length
    }

    /// Reads the message at `start` of a byte stream; `nil` if it is none, or not all of it is there.
    package init?(streamed bytes: RawSpan, from start: Int, to end: Int) {
        guard let length = ChannelData.length(bytes, at: start, to: end), end - start >= 4 + length else { return nil }
        channel = bytes.uint16(at: start)
        payload = start + 4..<start + 4 + length
        payloadWireLength = length
    }

    /// The length field at `start`; `nil` if no channel's number stands there.
    static func length(_ bytes: RawSpan, at start: Int, to end: Int) -> Int? {
        guard start >= 0, end <= bytes.byteCount, end - start >= 4, (0x40...0x4F).contains(bytes.uint8(at: start))
        else { return nil }
        return Int(bytes.uint16(at: start + 2))
    }
}
