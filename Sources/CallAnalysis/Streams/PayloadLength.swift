/// How the packets of a stream compare in length with what its codec makes of the time they hold.
public enum PayloadLength: Equatable, Sendable {
    /// As long as the codec makes them: nothing is added, as encryption would.
    case fitting
    /// Each longer by the length of a tag that authenticates encrypted packets, in bytes.
    case longer(by: Int)
    /// The codec has no fixed rate, or the lengths vary.
    case unknown

    /// The lengths of the tags of SRTP, by any profile (RFC 3711 §4.2, RFC 7714 §13), in bytes.
    private static let tags = [4, 10, 16]

    init(_ stream: MediaStream) {
        self = .unknown
        let used = stream.payloadTypes.filter { $0.packets > 0 }
        // Events and comfort noise are shorter than speech.
        guard used.count == 1, let encoding = used.first?.encoding, stream.counts.received >= 20,
            stream.packetMillisecondsBasis == .timestamps, let milliseconds = stream.packetMilliseconds,
            let due = PayloadLength.bytes(of: encoding, milliseconds: milliseconds)
        else { return }
        let mean = Double(stream.payloadBytes) / Double(stream.counts.received)
        // Repetitions, and a packet of another length at the end, move the mean by little.
        let excess = mean - due
        if abs(excess) < 0.5 {
            self = .fitting
        } else if let tag = PayloadLength.tags.first(where: { abs(excess - Double($0)) < 0.5 }) {
            self = .longer(by: tag)
        }
    }

    /// What a codec of a fixed rate makes of a time; `nil` for others.
    private static func bytes(of encoding: String, milliseconds: Double) -> Double? {
        func frames(_ length: Double, of time: Double) -> Double? {
            let count = milliseconds / time
            return count >= 1 && abs(count - count.rounded()) < 0.01 ? count.rounded() * length : nil
        }
        switch encoding.uppercased() {
        case "PCMU", "PCMA", "G722": return milliseconds * 8
        case "G726-32", "G721": return milliseconds * 4
        case "GSM": return frames(33, of: 20)
        case "G729", "G729A": return frames(10, of: 10)
        case "G728": return milliseconds * 2
        default: return nil
        }
    }
}
