/// What a receiver says of one source it hears (RFC 3550 §6.4.1).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                     SSRC of the source                        |
/// | fraction lost |       cumulative number lost, signed          |
/// |           extended highest sequence number received           |
/// |                      interarrival jitter                      |
/// |                   last sender report (LSR)                    |
/// |              delay since last sender report (DLSR)            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
package struct RTCPReportBlock: Equatable, Sendable {
    /// The source reported on.
    package let ssrc: UInt32
    /// Packets lost since the previous report, in 1/256 of those expected.
    package let fractionLost: UInt8
    /// Packets lost since the start; negative when duplicates outnumber losses (24 bits, sign-extended).
    package let cumulativeLost: Int32
    /// Sequence number cycles in the upper 16 bits, highest sequence number in the lower.
    package let extendedHighestSequence: UInt32
    /// Interarrival jitter in timestamp ticks of the source.
    package let jitter: UInt32
    /// The middle 32 bits of the NTP time of the last sender report; `nil` if none was received (zero on the wire).
    package let lastSenderReport: UInt32?
    /// The time since that report arrived, in 1/65536 s.
    package let delaySinceLastSenderReport: UInt32

    /// The bytes of one block on the wire.
    static let wireLength = 24

    /// Reads the block at `start`, whose 24 bytes the caller has checked to be there.
    init(parsing bytes: RawSpan, at start: Int) {
        let loss = bytes.uint32(at: start + 4)
        let last = bytes.uint32(at: start + 16)
        ssrc = bytes.uint32(at: start)
        fractionLost = UInt8(truncatingIfNeeded: loss >> 24)
        cumulativeLost = Int32(bitPattern: loss << 8) >> 8
        extendedHighestSequence = bytes.uint32(at: start + 8)
        jitter = bytes.uint32(at: start + 12)
        lastSenderReport = last == 0 ? nil : last
        delaySinceLastSenderReport = bytes.uint32(at: start + 20)
    }

    /// The blocks of a report from `start` on: as many as counted, or, in a cut capture, as were captured.
    static func blocks(parsing bytes: RawSpan, _ packet: RTCPPacketBounds, from start: Int) throws(WireError)
        -> [RTCPReportBlock]
    {
        let available = max(0, packet.end - start) / wireLength
        guard available >= packet.count || packet.isCut else { throw WireError(.lengthOutOfBounds, at: packet.start) }
        let count = min(available, packet.count)
        return (0..<count).map { RTCPReportBlock(parsing: bytes, at: start + wireLength * $0) }
    }
}

/// A sender report (RFC 3550 §6.4.1): header, SSRC, NTP time, RTP time, two counters, then blocks.
package struct RTCPSenderReport: Equatable, Sendable {
    /// The sender.
    package let ssrc: UInt32
    /// The sender's clock as an NTP timestamp, 32.32 fixed point; some endpoints write zero or their uptime.
    package let ntpTimestamp: UInt64
    /// The same instant on the clock of the RTP timestamps.
    package let rtpTimestamp: UInt32
    /// RTP packets sent since the start.
    package let packetCount: UInt32
    /// Payload bytes sent since the start, headers and padding excluded.
    package let octetCount: UInt32
    /// What the sender hears of others.
    package let blocks: [RTCPReportBlock]

    /// The 32 bits that a receiver echoes as ``RTCPReportBlock/lastSenderReport``.
    package var middleNTPTimestamp: UInt32 { UInt32(truncatingIfNeeded: ntpTimestamp >> 16) }

    init(parsing bytes: RawSpan, _ packet: RTCPPacketBounds) throws(WireError) {
        try packet.require(28)
        ssrc = bytes.uint32(at: packet.start + 4)
        ntpTimestamp = bytes.uint64(at: packet.start + 8)
        rtpTimestamp = bytes.uint32(at: packet.start + 16)
        packetCount = bytes.uint32(at: packet.start + 20)
        octetCount = bytes.uint32(at: packet.start + 24)
        blocks = try RTCPReportBlock.blocks(parsing: bytes, packet, from: packet.start + 28)
    }
}

/// A receiver report (RFC 3550 §6.4.2): header, SSRC, blocks.
package struct RTCPReceiverReport: Equatable, Sendable {
    /// Who reports.
    package let ssrc: UInt32
    /// What it hears of others.
    package let blocks: [RTCPReportBlock]

    init(parsing bytes: RawSpan, _ packet: RTCPPacketBounds) throws(WireError) {
        try packet.require(8)
        ssrc = bytes.uint32(at: packet.start + 4)
        blocks = try RTCPReportBlock.blocks(parsing: bytes, packet, from: packet.start + 8)
    }
}
