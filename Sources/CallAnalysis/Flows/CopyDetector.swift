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

    /// A hash of what a copy has in common with its original.
    ///
    /// Two independent chains of folded products: one would wait for each product in turn.
    private func fingerprint(of packet: NetworkPacket, _ bytes: RawSpan) -> UInt64 {
        var even = folded(packet.source.low ^ 0xCBF2_9CE4_8422_2325, packet.destination.low ^ 0x9E37_79B9_7F4A_7C15)
        var odd = folded(packet.source.high ^ 0xC4CE_B9FE_1A85_EC53, packet.destination.high ^ 0xFF51_AFD7_ED55_8CCD)
        let ports = UInt64(packet.sourcePort) << 48 | UInt64(packet.destinationPort) << 32
        even = folded(even ^ ports ^ UInt64(packet.identification), 0x9E37_79B9_7F4A_7C15)
        odd = folded(odd ^ UInt64(packet.payloadWireLength) << 32 ^ UInt64(packet.tcpSequence), 0xFF51_AFD7_ED55_8CCD)
        var at = packet.payloadStart
        // Of a segment the sequence number tells the most.
        let head = packet.content == .tcp ? 64 : 256
        let end = min(packet.payloadEnd, packet.payloadStart + head)
        while at + 32 <= end {
            let piece = bytes.extracting(at..<at + 32)
            even = folded(even ^ piece.uint64(at: 0), piece.uint64(at: 8) ^ 0x9E37_79B9_7F4A_7C15)
            odd = folded(odd ^ piece.uint64(at: 16), piece.uint64(at: 24) ^ 0xFF51_AFD7_ED55_8CCD)
            at += 32
        }
        while at + 8 <= end {
            even = folded(even ^ bytes.uint64(at: at), 0xC4CE_B9FE_1A85_EC53)
            at += 8
        }
        while at < end {
            odd = folded(odd ^ UInt64(bytes.uint8(at: at)), 0xC4CE_B9FE_1A85_EC53)
            at += 1
        }
        return folded(even ^ 0xFF51_AFD7_ED55_8CCD, odd ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// Both halves of the product, so that every bit takes part.
    @inline(__always)
    private func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// True if `packet` repeats one seen within the window.
    mutating func isCopy(_ packet: NetworkPacket, bytes: RawSpan, at time: CaptureTime) -> Bool {
        guard packet.identification != 0 else { return false }
        let hash = fingerprint(of: packet, bytes)
        let slot = Int(truncatingIfNeeded: hash >> 7) & 1_023
        let known = recent[slot]
        let isRecent = known.time != .min && abs(time.nanoseconds &- known.time) < CopyDetector.windowNanoseconds
        if isRecent, known.hash == hash { return true }
        recent[slot] = Fingerprint(hash: hash, time: time.nanoseconds)
        return false
    }
}
