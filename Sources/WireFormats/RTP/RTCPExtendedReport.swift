/// An extended report (RFC 3611 §2): header, SSRC, then report blocks of several kinds.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |  block type   | type-specific |  length in 32-bit words - 1   |
/// |                  what the block type asks for                 |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
package struct RTCPExtendedReport: Equatable, Sendable {
    /// One block.
    package enum Block: Equatable, Sendable {
        /// Block type 4 (RFC 3611 §4.4): the reporter's clock as an NTP timestamp, 32.32 fixed point.
        case receiverReferenceTime(ntpTimestamp: UInt64)
        /// Block type 5 (RFC 3611 §4.5).
        case delaySinceLastReceiverReport([DLRRSource])
        /// Block type 6 (RFC 3611 §4.6).
        case statisticsSummary(RTCPStatisticsSummary)
        /// Block type 7 (RFC 3611 §4.7).
        case voipMetrics(RTCPVoIPMetrics)
        /// A block type this build does not read.
        case other(type: UInt8)
    }

    /// The answer to one receiver reference time: with it a receiver computes its round trip.
    package struct DLRRSource: Equatable, Sendable {
        /// The receiver answered.
        package let ssrc: UInt32
        /// The middle 32 bits of its reference time; `nil` if none was received (zero on the wire).
        package let lastReceiverReport: UInt32?
        /// The time since that report arrived, in 1/65536 s.
        package let delay: UInt32
    }

    /// Who reports.
    package let ssrc: UInt32
    /// The blocks that could be read.
    package let blocks: [Block]
    /// Blocks whose length contradicts their type.
    package let malformedCount: Int

    init(parsing bytes: RawSpan, _ packet: RTCPPacketBounds) throws(WireError) {
        try packet.require(8)
        ssrc = bytes.uint32(at: packet.start + 4)
        var blocks: [Block] = []
        var malformed = 0
        var offset = packet.start + 8
        while packet.end - offset >= 4, blocks.count + malformed < RTCPLimits.maximumExtendedBlocks {
            let end = offset + 4 * (Int(bytes.uint16(at: offset + 2)) + 1)
            guard end <= packet.end else {
                if !packet.isCut { malformed += 1 }
                break
            }
            if let block = Block(parsing: bytes, from: offset, to: end) {
                blocks.append(block)
            } else {
                malformed += 1
            }
            offset = end
        }
        self.blocks = blocks
        malformedCount = malformed
    }
}

extension RTCPExtendedReport.Block {
    /// Reads the block from its header at `start` to `end`; `nil` if it is too short for its type.
    init?(parsing bytes: RawSpan, from start: Int, to end: Int) {
        let length = end - start
        switch bytes.uint8(at: start) {
        case 4:
            guard length >= 12 else { return nil }
            self = .receiverReferenceTime(ntpTimestamp: bytes.uint64(at: start + 4))
        case 5:
            guard (length - 4) % 12 == 0 else { return nil }
            let count = min((length - 4) / 12, RTCPLimits.maximumDLRRSources)
            self = .delaySinceLastReceiverReport(
                (0..<count).map { RTCPExtendedReport.DLRRSource(parsing: bytes, at: start + 4 + 12 * $0) })
        case 6:
            guard length >= 40 else { return nil }
            self = .statisticsSummary(RTCPStatisticsSummary(parsing: bytes, at: start))
        case 7:
            guard length >= 36 else { return nil }
            self = .voipMetrics(RTCPVoIPMetrics(parsing: bytes, at: start))
        case let type:
            self = .other(type: type)
        }
    }
}

extension RTCPExtendedReport.DLRRSource {
    init(parsing bytes: RawSpan, at start: Int) {
        let last = bytes.uint32(at: start + 4)
        ssrc = bytes.uint32(at: start)
        lastReceiverReport = last == 0 ? nil : last
        delay = bytes.uint32(at: start + 8)
    }
}

/// Statistics over a range of sequence numbers (RFC 3611 §4.6); a measure is `nil` where its flag is not set.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     BT=6      |L|D|J|ToH|rsvd.|       block length = 9        |
/// |                        SSRC of source                         |
/// |          begin_seq            |             end_seq           |
/// |                        lost packets                           |
/// |                      duplicate packets                        |
/// |                jitter: minimum, maximum, mean, deviation      |
/// | TTL minimum   | maximum       | mean          | deviation     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
package struct RTCPStatisticsSummary: Equatable, Sendable {
    /// Least, greatest, mean and standard deviation of a measure.
    package struct Spread: Equatable, Sendable {
        /// The least value.
        package let minimum: UInt32
        /// The greatest value.
        package let maximum: UInt32
        /// The mean.
        package let mean: UInt32
        /// The standard deviation.
        package let deviation: UInt32
    }

    /// The source reported on.
    package let ssrc: UInt32
    /// The first sequence number of the range.
    package let beginSequence: UInt16
    /// The sequence number after the last of the range.
    package let endSequence: UInt16
    /// Packets lost in the range.
    package let lost: UInt32?
    /// Packets received twice in the range.
    package let duplicates: UInt32?
    /// Relative transit time between packets, in timestamp ticks.
    package let jitter: Spread?
    /// Time to live (IPv4) or hop limit (IPv6) of the packets.
    package let timeToLive: Spread?

    init(parsing bytes: RawSpan, at start: Int) {
        let flags = bytes.uint8(at: start + 1)
        ssrc = bytes.uint32(at: start + 4)
        beginSequence = bytes.uint16(at: start + 8)
        endSequence = bytes.uint16(at: start + 10)
        lost = flags & 0x80 != 0 ? bytes.uint32(at: start + 12) : nil
        duplicates = flags & 0x40 != 0 ? bytes.uint32(at: start + 16) : nil
        jitter =
            flags & 0x20 != 0
            ? Spread(
                minimum: bytes.uint32(at: start + 20), maximum: bytes.uint32(at: start + 24),
                mean: bytes.uint32(at: start + 28), deviation: bytes.uint32(at: start + 32)) : nil
        timeToLive =
            flags & 0x18 != 0
            ? Spread(
                minimum: UInt32(bytes.uint8(at: start + 36)), maximum: UInt32(bytes.uint8(at: start + 37)),
                mean: UInt32(bytes.uint8(at: start + 38)), deviation: UInt32(bytes.uint8(at: start + 39))) : nil
    }
}
