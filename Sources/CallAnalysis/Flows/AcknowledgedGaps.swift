import CallVocabulary
import WireFormats

/// Finds data that a TCP receiver acknowledged and the capture does not hold (RFC 9293 §3.4): it was delivered, so the
/// capture dropped it.
///
/// Directions are known by a hash in a table of fixed size; one that displaces another costs evidence, never a wrong
/// count.
struct AcknowledgedGaps {
    private struct Direction {
        var key: UInt64 = 0
        /// The number after the highest byte seen.
        var next: UInt32 = 0
        /// The gap last counted: what comes late after all takes it back.
        var gapStart: UInt32 = 0
        var gapLength: UInt32 = 0
    }

    private var directions: [Direction] = []
    /// Directions remembered.
    static let places = 1_024
    /// The longest gap believed: more is another connection with the same ports.
    static let longestGap: Int32 = 1 << 20

    /// What a segment says.
    enum Finding {
        case nothing
        /// Data was acknowledged that is not here.
        case gap
        /// Data of the gap counted last came after all: the capture's order is not the wire's.
        case filled
    }

    /// Takes a whole segment.
    mutating func note(_ packet: NetworkPacket) -> Finding {
        if directions.isEmpty { directions = [Direction](repeating: Direction(), count: AcknowledgedGaps.places) }
        let isStart = packet.tcpFlags & 0x02 != 0
        let isEnd = packet.tcpFlags & 0x01 != 0
        let length = UInt32(truncatingIfNeeded: max(0, packet.payloadWireLength)) &+ (isStart || isEnd ? 1 : 0)
        var finding = Finding.nothing
        let own = key(packet.source, packet.destination, packet.sourcePort, packet.destinationPort)
        let place = Int(own >> 54)
        let end = packet.tcpSequence &+ length
        if directions[place].key != own || isStart {
            directions[place] = Direction(key: own, next: end)
        } else {
            let gap = directions[place]
            if length > 0, gap.gapLength > 0, packet.tcpSequence &- gap.gapStart < gap.gapLength {
                directions[place].gapLength = 0
                finding = .filled
            }
            if Int32(bitPattern: end &- gap.next) > 0 { directions[place].next = end }
        }
        guard packet.tcpFlags & 0x10 != 0, packet.tcpFlags & 0x04 == 0 else { return finding }
        let opposite = key(packet.destination, packet.source, packet.destinationPort, packet.sourcePort)
        let other = Int(opposite >> 54)
        guard directions[other].key == opposite else { return finding }
        let unseen = Int32(bitPattern: packet.tcpAcknowledgment &- directions[other].next)
        guard unseen > 0 else { return finding }
        let start = directions[other].next
        directions[other].next = packet.tcpAcknowledgment
        // One number alone is no data for certain: the end of a connection has one, and keep-alives repeat one
        // (RFC 9293 §3.8.4), which leaves a direction that began with one short of it.
        guard unseen > 1, unseen < AcknowledgedGaps.longestGap else { return finding }
        directions[other].gapStart = start
        directions[other].gapLength = UInt32(unseen)
        return .gap
    }

    private func key(_ from: IPAddress, _ to: IPAddress, _ fromPort: UInt16, _ toPort: UInt16) -> UInt64 {
        var hash = from.low ^ (to.low &* 0x9E37_79B9_7F4A_7C15)
        hash ^= from.high ^ (to.high &* 0xC4CE_B9FE_1A85_EC53)
        hash ^= UInt64(fromPort) << 32 | UInt64(toPort)
        hash = (hash ^ hash >> 29) &* 0xFF51_AFD7_ED55_8CCD
        // 0 stands for nothing.
        return hash | 1
    }
}
