/// What the RTCP parsers refuse to exceed, whatever a datagram claims.
package enum RTCPLimits {
    /// Packets read from one datagram.
    package static let maximumPackets = 64
    /// Report blocks of other kinds read from one extended report.
    package static let maximumExtendedBlocks = 64
    /// Sources read from one DLRR block.
    package static let maximumDLRRSources = 64
}

/// One RTCP packet, by its type.
package enum RTCPPacket: Equatable, Sendable {
    /// Type 200.
    case senderReport(RTCPSenderReport)
    /// Type 201.
    case receiverReport(RTCPReceiverReport)
    /// Type 202.
    case sourceDescription(RTCPSourceDescription)
    /// Type 203.
    case goodbye(RTCPGoodbye)
    /// Type 204.
    case application(RTCPApplication)
    /// Types 205 and 206.
    case feedback(RTCPFeedback)
    /// Type 207.
    case extendedReport(RTCPExtendedReport)
    /// A type this build does not read, stepped over by its length.
    case other(type: UInt8)
}

/// The RTCP packets of one datagram (RFC 3550 §6.1), or fewer of them (RFC 5506).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |V=2|P|  count  | packet type   |  length in 32-bit words - 1   |
/// |                     what the type asks for                    |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// SRTCP has the first eight bytes in clear only (RFC 3711 §3.4); a caller who knows from the session description
/// that the media is secured must not believe what is read here beyond the first SSRC.
package struct RTCPCompound: Equatable, Sendable {
    /// The packets that could be read, in order.
    package private(set) var packets: [RTCPPacket] = []
    /// True if the first packet is neither a sender nor a receiver report.
    package private(set) var isReducedSize = false
    /// True if the capture was cut, so that something of the datagram could not be read.
    package private(set) var isTruncated = false
    /// Packets whose length fits the datagram but whose content contradicts it.
    package private(set) var malformedCount = 0
    /// Why reading stopped before the end of the datagram; `nil` if it did not.
    package private(set) var stop: WireError?

    /// Reads the datagram at `start`, of `wireLength` bytes by the UDP header, captured up to `end`.
    ///
    /// Throws if not even the first packet has a header that holds together.
    package init(parsing bytes: RawSpan, from start: Int, to end: Int, wireLength: Int) throws(WireError) {
        guard start >= 0, end >= start, end <= bytes.byteCount, wireLength >= 0, wireLength <= 0xFF_FFFF else {
            throw WireError(.lengthOutOfBounds, at: 0)
        }
        let wireEnd = start + wireLength
        let capturedEnd = min(end, wireEnd)
        var offset = start
        var count = 0
        while offset < wireEnd {
            guard capturedEnd - offset >= 4 else {
                if capturedEnd < wireEnd {
                    isTruncated = true
                } else {
                    stop = WireError(.truncated, at: capturedEnd)
                }
                break
            }
            guard count < RTCPLimits.maximumPackets else {
                stop = WireError(.limitExceeded, at: offset)
                break
            }
            do throws(WireError) {
                let packet = try RTCPPacketBounds(parsing: bytes, at: offset, to: capturedEnd, wireEnd: wireEnd)
                if count == 0 { isReducedSize = packet.type != 200 && packet.type != 201 }
                read(packet, in: bytes)
                offset = packet.wireEnd
                count += 1
            } catch {
                // The padding of an encrypted packet is ciphertext: what stands behind it, an index and a tag, tells.
                if count == 0, error.reason == .paddingOutOfBounds,
                    RTCPCompound.isFollowedByTag(bytes, at: offset, to: wireEnd)
                {
                    packets.append(.other(type: bytes.uint8(at: offset + 1)))
                    count = 1
                }
                stop = error
                break
            }
        }
        if count == 0 { throw stop ?? WireError(.truncated, at: capturedEnd) }
    }

    /// Whether behind the packet at `start` there is as much as SRTCP adds: an index of four bytes and a tag of 4, 10 or 16
    /// (RFC 3711 §3.4, RFC 7714 §9.2).
    private static func isFollowedByTag(_ bytes: RawSpan, at start: Int, to end: Int) -> Bool {
        let behind = end - start - 4 * (Int(bytes.uint16(at: start + 2)) + 1)
        return (200...207).contains(bytes.uint8(at: start + 1)) && (behind == 8 || behind == 14 || behind == 20)
    }

    private mutating func read(_ packet: RTCPPacketBounds, in bytes: RawSpan) {
        if packet.isCut { isTruncated = true }
        do throws(WireError) {
            packets.append(try RTCPPacket(parsing: bytes, packet))
        } catch {
            // A packet cut by the snap length is not to blame for what it lacks.
            if !packet.isCut { malformedCount += 1 }
        }
    }
}

extension RTCPPacket {
    init(parsing bytes: RawSpan, _ packet: RTCPPacketBounds) throws(WireError) {
        switch packet.type {
        case 200: self = .senderReport(try RTCPSenderReport(parsing: bytes, packet))
        case 201: self = .receiverReport(try RTCPReceiverReport(parsing: bytes, packet))
        case 202: self = .sourceDescription(try RTCPSourceDescription(parsing: bytes, packet))
        case 203: self = .goodbye(try RTCPGoodbye(parsing: bytes, packet))
        case 204: self = .application(try RTCPApplication(parsing: bytes, packet))
        case 205, 206: self = .feedback(try RTCPFeedback(parsing: bytes, packet))
        case 207: self = .extendedReport(try RTCPExtendedReport(parsing: bytes, packet))
        default: self = .other(type: packet.type)
        }
    }
}

/// Where one RTCP packet lies in its datagram, with its lengths checked.
struct RTCPPacketBounds {
    /// The packet type, 192 to 223.
    let type: UInt8
    /// The five bits of the header that count blocks, sources or, in feedback, name a format.
    let count: Int
    /// Where the four bytes of the header begin.
    let start: Int
    /// Where the readable content ends: padding excluded, and not beyond what was captured.
    let end: Int
    /// Where the packet ends on the wire, padding included.
    let wireEnd: Int
    /// True if the capture ends inside this packet.
    let isCut: Bool

    init(parsing bytes: RawSpan, at start: Int, to end: Int, wireEnd limit: Int) throws(WireError) {
        let flags = bytes.uint8(at: start)
        guard flags >> 6 == 2 else { throw WireError(.unsupportedVersion, at: start) }
        type = bytes.uint8(at: start + 1)
        guard type >= 192, type <= 223 else { throw WireError(.malformed, at: start + 1) }
        wireEnd = start + 4 * (Int(bytes.uint16(at: start + 2)) + 1)
        guard wireEnd <= limit else { throw WireError(.lengthOutOfBounds, at: start + 2) }
        count = Int(flags & 0x1F)
        self.start = start
        isCut = end < wireEnd
        var contentEnd = min(end, wireEnd)
        if flags & 0x20 != 0, !isCut {
            let padding = Int(bytes.uint8(at: wireEnd - 1))
            guard padding > 0, padding % 4 == 0, padding <= wireEnd - start - 4 else {
                throw WireError(.paddingOutOfBounds, at: wireEnd - 1)
            }
            contentEnd -= padding
        }
        self.end = contentEnd
    }

    /// Throws unless `length` bytes from the start of the packet are there.
    func require(_ length: Int) throws(WireError) {
        guard end - start >= length else { throw WireError(isCut ? .truncated : .lengthOutOfBounds, at: end) }
    }
}
