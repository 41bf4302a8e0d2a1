import CallVocabulary
import WireFormats

/// Media whose ends agreed on keys by ZRTP (RFC 6189) beside it, without a word in the signaling.
///
/// ```
///  0 0 0 1 | not used | sequence | "ZRTP" | source identifier | 0x505a | length | message type, 8 characters
/// ```
struct SecureAgreement {
    private var ends: Set<Ends> = []

    private struct Ends: Hashable {
        var source: TransportEndpoint
        var destination: TransportEndpoint
    }

    /// Whether the datagram is a ZRTP message that only follows an agreement: Confirm1, Confirm2 or Conf2ACK. A Hello alone
    /// may stay without answer, and the audio plain.
    static func completes(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard start >= 0, end <= bytes.byteCount, end - start >= 24, bytes.uint32(at: start + 4) == 0x5A52_5450,
            bytes.uint16(at: start + 12) == 0x505A
        else { return false }
        // "Conf".
        return bytes.uint32(at: start + 16) == 0x436F_6E66
    }

    mutating func note(_ network: NetworkPacket) {
        guard ends.count < AnalysisLimits.agreements else { return }
        ends.insert(Ends(source: network.sourceEndpoint, destination: network.destinationEndpoint))
    }

    /// Whether keys were agreed on between the ends of a stream, whichever of them said so.
    func covers(_ source: TransportEndpoint, _ destination: TransportEndpoint) -> Bool {
        !ends.isEmpty
            && (ends.contains(Ends(source: source, destination: destination))
                || ends.contains(Ends(source: destination, destination: source)))
    }
}
