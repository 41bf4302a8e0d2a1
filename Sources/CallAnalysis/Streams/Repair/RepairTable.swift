import CallVocabulary
import WireFormats

/// What packets of streams carry to repair others: retransmissions, redundant blocks, parity.
///
/// Here it is collected only; ``StreamRepairing`` says at the end what it repaired.
struct RepairTable {
    /// One offer of repair: the packets `base + i` for each bit `i` of `mask`, of which one may be missing.
    struct Piece {
        var base: UInt16
        var mask: UInt64
        var arrival: Int64
        var means: StreamRepair.Means
    }

    private struct Source {
        var pieces: [Piece] = []
        /// Number and timestamp of the last redundant packet, and the ticks from one packet to the next.
        var lastSequence: UInt16?
        var lastTimestamp: UInt32 = 0
        var step: UInt32 = 0
    }

    private var sources: [Source] = []
    private var slots: [Int: Int] = [:]
    private var kept = 0
    private(set) var refused = 0

    /// The oldest block believed, in packets.
    static let maximumAge: UInt32 = 64

    /// Takes the payload of a packet recorded in `stream`, which is `index` of its table.
    mutating func add(_ payload: RawSpan, of packet: RTPObservation, in stream: RTPStreamTracker, index: Int) {
        let profile = stream.profiles[stream.currentProfile]
        guard profile.number == packet.payloadType else { return }
        switch profile.kind {
        case .retransmission:
            guard payload.byteCount >= 2 else { return }
            keep(
                Piece(base: payload.uint16(at: 0), mask: 1, arrival: packet.arrival, means: .retransmission),
                of: index)
        case .parity:
            guard let header = ParityHeader(parsing: payload) else { return }
            keep(
                Piece(base: header.base, mask: header.mask, arrival: packet.arrival, means: .parity), of: index)
        case .redundant:
            addRedundant(payload, packet, stream, profile, index)
        case .media, .telephoneEvent, .comfortNoise: return
        }
    }

    private mutating func addRedundant(
        _ payload: RawSpan, _ packet: RTPObservation, _ stream: RTPStreamTracker, _ profile: PayloadProfile,
        _ index: Int
    ) {
        let slot = slot(of: index)
        if let last = sources[slot].lastSequence {
            let steps = packet.sequence &- last
            let ticks = packet.timestamp &- sources[slot].lastTimestamp
            if steps == 1, ticks > 0, ticks < 1 << 16 { sources[slot].step = ticks }
            guard steps < 0x8000 else { return }
        }
        sources[slot].lastSequence = packet.sequence
        sources[slot].lastTimestamp = packet.timestamp
        guard let redundant = RedundantPayload(parsing: payload) else { return }
        for block in redundant.blocks {
            if let parity = profile.parityType, block.payloadType == parity {
                if let header = ParityHeader(parsing: payload.extracting(block.range)) {
                    keep(
                        Piece(base: header.base, mask: header.mask, arrival: packet.arrival, means: .parity),
                        of: index)
                }
                continue
            }
            let step = sources[slot].step
            guard block.timestampOffset > 0, step > 0, block.timestampOffset % step == 0 else { continue }
            let age = block.timestampOffset / step
            guard age <= RepairTable.maximumAge else { continue }
            let number = stream.ledger.highest - Int(age)
            if stream.ledger.isMissing(number) {
                keep(
                    Piece(
                        base: UInt16(truncatingIfNeeded: number), mask: 1, arrival: packet.arrival, means: .redundancy),
                    of: index)
            }
        }
    }

    private mutating func slot(of index: Int) -> Int {
        if let known = slots[index] { return known }
        slots[index] = sources.count
        sources.append(Source())
        return sources.count - 1
    }

    private mutating func keep(_ piece: Piece, of index: Int) {
        guard kept < AnalysisLimits.repairPieces else {
            refused += 1
            return
        }
        kept += 1
        sources[slot(of: index)].pieces.append(piece)
    }

    /// What the stream that is `index` of its table offered.
    func pieces(of index: Int) -> [Piece] {
        slots[index].map { sources[$0].pieces } ?? []
    }

    /// Whether anything was offered at all.
    var isEmpty: Bool { kept == 0 }
}
