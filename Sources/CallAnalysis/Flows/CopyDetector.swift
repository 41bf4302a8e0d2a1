import CallVocabulary
import WireFormats

/// Recognises packets that a capture holds twice, as mirror ports and "any" devices make them.
///
/// A copy has the same addresses, identification, length and payload head, within a moment. A sender's own
/// repetition is a new IP packet with a new identification. RTP is not asked here: its sequence numbers tell.
struct CopyDetector {
    private struct Fingerprint {
        var hash: UInt64 = 0
        var time: Int64 = .min
    }

    private var recent = [Fingerprint](repeating: Fingerprint(), count: 1_024)
    /// How far apart copies may lie: 1 s.
    static let windowNanoseconds: Int64 = 1_000_000_000

    /// True if `packet` repeats one seen within the window.
    mutating func isCopy(_ packet: NetworkPacket, bytes: RawSpan, at time: CaptureTime) -> Bool {
        guard packet.identification != 0 else { return false }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ value: UInt64) {
            hash = (hash ^ value) &* 0x0000_0100_0000_01B3
            hash ^= hash >> 29
        }
        mix(packet.source.low)
        mix(packet.source.high)
        mix(packet.destination.low)
        mix(packet.destination.high)
        mix(UInt64(packet.sourcePort) << 48 | UInt64(packet.destinationPort) << 32 | UInt64(packet.identification))
        mix(UInt64(packet.payloadWireLength) << 32 | UInt64(packet.tcpSequence))
        var at = packet.payloadStart
        let end = min(packet.payloadEnd, packet.payloadStart + 256)
        while at + 8 <= end {
            mix(bytes.uint64(at: at))
            at += 8
        }
        while at < end {
            mix(UInt64(bytes.uint8(at: at)))
            at += 1
        }
        let slot = Int(truncatingIfNeeded: hash >> 7) & 1_023
        let known = recent[slot]
        let isRecent = known.time != .min && abs(time.nanoseconds &- known.time) < CopyDetector.windowNanoseconds
        if isRecent, known.hash == hash { return true }
        recent[slot] = Fingerprint(hash: hash, time: time.nanoseconds)
        return false
    }
}
