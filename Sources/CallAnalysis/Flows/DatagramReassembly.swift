import CallVocabulary
import WireFormats

/// Puts IP fragments together (RFC 791 §3.2, RFC 8200 §4.5). The first bytes that came for a place stay.
struct DatagramReassembly {
    private struct Key: Hashable {
        var source: IPAddress
        var destination: IPAddress
        var identification: UInt32
        var ipProtocol: UInt8
    }

    private struct Partial {
        var pieces: [(offset: Int, bytes: [UInt8])] = []
        var totalLength: Int?
        var startedAt: CaptureTime
        var order: Int
    }

    /// What a fragment led to.
    enum Outcome {
        /// Others are still missing, or it was useless.
        case pending
        /// All are there: the packet's transport payload as one array, headers as of the fragment.
        case complete(packet: NetworkPacket, bytes: [UInt8])
        /// A limit was met; the oldest datagram in the making was dropped for this one.
        case droppedOldest
    }

    /// How long fragments wait for the rest: 30 s, as hosts do (RFC 1122 §3.3.2 asks for 60 at most).
    static let timeoutNanoseconds: Int64 = 30_000_000_000

    private var partials: [Key: Partial] = [:]
    private var counter = 0
    private let limits: AnalysisLimits

    init(limits: AnalysisLimits) {
        self.limits = limits
    }

    /// Takes one fragment.
    mutating func add(_ packet: NetworkPacket, bytes: RawSpan, at time: CaptureTime) -> Outcome {
        let captured = packet.payloadEnd - packet.payloadStart
        // A fragment that the snap length cut leaves a hole for good.
        guard captured > 0, captured >= packet.payloadWireLength,
            packet.fragmentOffset + captured <= limits.datagramBytes
        else { return .pending }
        let key = Key(
            source: packet.source, destination: packet.destination, identification: packet.identification,
            ipProtocol: packet.ipProtocol)
        var outcome = Outcome.pending
        var partial = partials.removeValue(forKey: key) ?? Partial(startedAt: time, order: counter)
        if abs(time.nanoseconds(since: partial.startedAt)) > DatagramReassembly.timeoutNanoseconds {
            partial = Partial(startedAt: time, order: counter)
        }
        counter &+= 1
        var piece: [UInt8] = []
        piece.reserveCapacity(captured)
        for index in packet.payloadStart..<packet.payloadEnd { piece.append(bytes.uint8(at: index)) }
        partial.pieces.append((packet.fragmentOffset, piece))
        if !packet.moreFragments { partial.totalLength = packet.fragmentOffset + captured }
        if let whole = assemble(partial) {
            var complete = packet
            complete.payloadStart = 0
            complete.payloadEnd = whole.count
            complete.payloadWireLength = whole.count
            complete.decodeTransport(whole.span.bytes)
            return .complete(packet: complete, bytes: whole)
        }
        guard partial.pieces.count < 1_024 else { return .pending }
        if partials.count >= limits.fragmentedDatagrams {
            if let oldest = partials.min(by: { $0.value.order < $1.value.order })?.key {
                partials.removeValue(forKey: oldest)
                outcome = .droppedOldest
            }
        }
        partials[key] = partial
        return outcome
    }

    private func assemble(_ partial: Partial) -> [UInt8]? {
        guard let total = partial.totalLength else { return nil }
        guard partial.pieces.reduce(0, { $0 + $1.bytes.count }) >= total else { return nil }
        var whole: [UInt8] = []
        whole.reserveCapacity(total)
        for piece in partial.pieces.sorted(by: { $0.offset < $1.offset }) {
            guard piece.offset <= whole.count else { return nil }
            let overlap = whole.count - piece.offset
            if overlap < piece.bytes.count { whole.append(contentsOf: piece.bytes[overlap...]) }
        }
        guard whole.count >= total else { return nil }
        return Array(whole.prefix(total))
    }
}
