import WireFormats

/// RTP, RTCP and STUN in a TCP connection, each behind its length: of two bytes (RFC 4571 §2), or behind a kind, a zero and
/// two bytes of length as Microsoft's relays have it (MS-TURN §2.2.1), with or without the first form within.
struct FramedPackets {
    /// The bytes in front of a packet: 2 or 4.
    private let head: Int

    /// How the bytes of a direction that begins at `start` are framed; `nil` unless a whole packet shows it.
    init?(_ bytes: RawSpan, from start: Int, to end: Int) {
        for head in [4, 2] {
            guard let range = FramedPackets.packet(bytes, from: start, to: end, head: head), range.upperBound <= end
            else { continue }
            // One packet in one segment, or another behind it.
            guard
                range.upperBound == end
                    || FramedPackets.packet(bytes, from: range.upperBound, to: end, head: head) != nil,
                FramedPackets.isPlainly(bytes, range)
            else { continue }
            self.head = head
            return
        }
        return nil
    }

    /// Where the packet lies that begins at `start`, whether it is all there or not; `nil` if none begins there.
    private static func packet(_ bytes: RawSpan, from start: Int, to end: Int, head: Int) -> Range<Int>? {
        guard end - start >= head else { return nil }
        if head == 4 {
            guard bytes.uint8(at: start) == 2 || bytes.uint8(at: start) == 3, bytes.uint8(at: start + 1) == 0 else {
                return nil
            }
        }
        let length = Int(bytes.uint16(at: start + head - 2))
        guard length >= 8, length <= 4_096 else { return nil }
        let from = start + head
        // The short form within the long one.
        if head == 4, end - from >= 2, Int(bytes.uint16(at: from)) == length - 2 { return from + 2..<from + length }
        return from..<from + length
    }

    /// Whether a packet can be nothing else: RTP or RTCP of a usual kind, or STUN with its cookie.
    private static func isPlainly(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        switch MediaDatagramKind(
            parsing: bytes, from: range.lowerBound, to: range.upperBound, wireLength: range.count)
        {
        case .rtp:
            let number = bytes.uint8(at: range.lowerBound + 1) & 0x7F
            guard range.count > 12, bytes.uint32(at: range.lowerBound + 8) != 0 else { return false }
            return number <= 34 || number >= 96
        case .rtcp: return (200...201).contains(bytes.uint8(at: range.lowerBound + 1))
        case .stun: return range.count >= 20 && bytes.uint32(at: range.lowerBound + 4) == 0x2112_A442
        case .zrtp, .dtls, .turnChannel, .other: return false
        }
    }

    /// Where the packet lies that fills a datagram of Microsoft's relays: behind the frame that TCP has, or behind the
    /// mark of a multiplexed channel, its length, and eight bytes of an identifier or none (MS-TURN §2.2.1).
    static func packet(inDatagram bytes: RawSpan, from start: Int, to end: Int) -> Range<Int>? {
        guard end - start >= 16 else { return nil }
        var heads: [Int]
        switch bytes.uint16(at: start) {
        case 0x0200, 0x0300: heads = [4]
        case 0xFF10: heads = [4, 12]
        default: return nil
        }
        guard Int(bytes.uint16(at: start + 2)) == end - start - 4 else { return nil }
        // The short form within the long one.
        if Int(bytes.uint16(at: start + 4)) == end - start - 6 { heads.append(6) }
        return heads.lazy.map { start + $0..<end }.first { $0.count >= 8 && isPlainly(bytes, $0) }
    }

    /// The next packet.
    func next(_ bytes: RawSpan, from start: Int) -> StreamFraming.Step {
        let end = bytes.byteCount
        guard end - start >= head + 2 else { return .needMore }
        guard let range = FramedPackets.packet(bytes, from: start, to: end, head: head) else {
            // An empty frame keeps the connection alive.
            let length = Int(bytes.uint16(at: start + head - 2))
            return length < 8 ? .skip(to: min(end, start + head + length)) : .lost
        }
        guard range.upperBound <= end else { return .needMore }
        return .item(.interleaved(StreamFraming.copy(bytes, range)), next: range.upperBound)
    }
}
