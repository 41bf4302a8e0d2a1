import CallVocabulary

/// Says at the end which losses of a stream were repaired, and by which streams.
///
/// Losses stay losses in ``MediaStream/counts``; ``MediaStream/repair`` says what was left of them.
enum StreamRepairing {
    /// How long before or after its gap was seen a repair may come: 10 s.
    static let windowNanoseconds: Int64 = 10_000_000_000
    /// Parity packets may help each other; so many times all are tried.
    static let parityRounds = 8

    /// Names the streams that are there to repair others. `trackers` are those of `streams`, in the same order.
    static func assignRoles(_ streams: inout [MediaStream], trackers: [SettledTracker]) {
        for index in streams.indices {
            switch trackers[index].mainKind {
            case .retransmission: streams[index].role = .retransmission
            case .parity: streams[index].role = .forwardErrorCorrection
            default: continue
            }
            streams[index].media = .other
        }
        for index in streams.indices where streams[index].role != .media {
            streams[index].repairs = repaired(by: index, streams)
        }
        assignPaired(&streams)
    }

    /// Streams that send packets of another again under the same numbers, and under its SSRC with the last bit set:
    /// RIST's
    /// way (VSF TR-06-1 §5.3.3).
    private static func assignPaired(_ streams: inout [MediaStream]) {
        var bySource: [UInt32: [Int]] = [:]
        for index in streams.indices where streams[index].ssrc & 1 == 0 {
            bySource[streams[index].ssrc, default: []].append(index)
        }
        for index in streams.indices where streams[index].ssrc & 1 == 1 && streams[index].role == .media {
            let helper = streams[index]
            // What is sent again has far more holes than packets, and lies among the numbers of what it repairs.
            guard helper.counts.lost > helper.counts.received, helper.epochs.count == 1, let own = helper.epochs.first
            else { continue }
            let base = bySource[helper.ssrc & ~1]?.first { other in
                let base = streams[other]
                guard base.source == helper.source, base.destination == helper.destination, base.role == .media,
                    base.payloadTypes.first?.number == helper.payloadTypes.first?.number, base.epochs.count == 1,
                    let whole = base.epochs.first
                else { return false }
                let length = Int(whole.lastSequence) - Int(whole.firstSequence)
                return Int(UInt16(truncatingIfNeeded: own.firstSequence &- whole.firstSequence)) <= length
                    && Int(UInt16(truncatingIfNeeded: own.lastSequence &- whole.firstSequence)) <= length
            }
            guard let base else { continue }
            streams[index].role = .retransmission
            streams[index].media = .other
            streams[index].repairs = base
            add([.retransmission], repaired: broughtAgain(helper, of: streams[base]), to: &streams[base])
        }
    }

    /// Missing numbers of `base` that `helper` has.
    private static func broughtAgain(_ helper: MediaStream, of base: MediaStream) -> Int {
        guard let own = helper.epochs.first else { return 0 }
        let span = Int(own.lastSequence) - Int(own.firstSequence)
        var missing: Set<UInt16> = []
        for run in helper.lossRuns {
            for step in 0..<run.count where missing.count < AnalysisLimits.repairedNumbersPerStream {
                missing.insert(UInt16(truncatingIfNeeded: Int(run.firstSequence) + step))
            }
        }
        var brought = 0
        var looked = 0
        for run in base.lossRuns {
            for step in 0..<run.count where looked < AnalysisLimits.repairedNumbersPerStream {
                looked += 1
                let number = UInt16(truncatingIfNeeded: Int(run.firstSequence) + step)
                let place = Int(number &- UInt16(truncatingIfNeeded: own.firstSequence))
                if place <= span, !missing.contains(number) { brought += 1 }
            }
        }
        return brought
    }

    /// The stream that `index` repairs: of the same sender and receiver, at the same time.
    private static func repaired(by index: Int, _ streams: [MediaStream]) -> Int? {
        let helper = streams[index]
        let clock = helper.payloadTypes.first?.clockRate
        var best: (index: Int, score: Int)?
        for other in streams.indices where other != index && streams[other].role == .media {
            let base = streams[other]
            guard base.source.address == helper.source.address,
                base.destination.address == helper.destination.address,
                base.startedAt <= helper.endedAt,
                helper.startedAt <= base.endedAt.advanced(byNanoseconds: windowNanoseconds)
            else { continue }
            var score = 1
            if base.ssrc == helper.ssrc { score += 4 }
            if base.source == helper.source && base.destination == helper.destination { score += 4 }
            if base.payloadTypes.contains(where: { $0.clockRate != nil && $0.clockRate == clock }) { score += 2 }
            if base.call != nil && base.call == helper.call { score += 2 }
            if base.counts.lost > 0 { score += 1 }
            if score > best?.score ?? 0 { best = (other, score) }
        }
        return best?.index
    }

    /// Counts what was repaired of each stream that something was sent for.
    static func settle(_ streams: inout [MediaStream], trackers: [SettledTracker], repairs: RepairTable) {
        var helpers: [Int: [Int]] = [:]
        for index in streams.indices {
            if let base = streams[index].repairs { helpers[base, default: []].append(index) }
        }
        for index in streams.indices where streams[index].role == .media {
            var means: Set<StreamRepair.Means> = []
            var offered = repairs.pieces(of: trackers[index].place)
            if trackers[index].hasRedundancy { means.insert(.redundancy) }
            for helper in helpers[index] ?? [] {
                means.insert(streams[helper].role == .retransmission ? .retransmission : .parity)
                offered += repairs.pieces(of: trackers[helper].place)
            }
            for piece in offered { means.insert(piece.means) }
            guard !means.isEmpty else { continue }
            add(means, repaired: repairedCount(streams[index], offered), to: &streams[index])
        }
    }

    /// Adds a way of repair to what a stream already has.
    static func add(_ means: Set<StreamRepair.Means>, repaired: Int, to stream: inout MediaStream) {
        let all = means.union(stream.repair?.means ?? [])
        let total = min(stream.counts.lost, repaired + (stream.repair?.repaired ?? 0))
        stream.repair = StreamRepair(
            means: StreamRepair.Means.allCases.filter(all.contains), repaired: total,
            lostAfterRepair: stream.counts.lost - total)
    }

    private static func repairedCount(_ stream: MediaStream, _ pieces: [RepairTable.Piece]) -> Int {
        guard stream.counts.lost > 0, !pieces.isEmpty else { return 0 }
        // Each missing number, when its gap was seen, and whether it is still missing.
        var seenAt: [Int64] = []
        var isMissing: [Bool] = []
        var byNumber: [UInt16: [Int]] = [:]
        for run in stream.lossRuns {
            for step in 0..<run.count where seenAt.count < AnalysisLimits.repairedNumbersPerStream {
                byNumber[UInt16(truncatingIfNeeded: Int(run.firstSequence) + step), default: []].append(seenAt.count)
                seenAt.append(run.at.nanoseconds)
                isMissing.append(true)
            }
        }
        func lost(_ number: UInt16, near arrival: Int64) -> Int? {
            byNumber[number]?.first { isMissing[$0] && abs(seenAt[$0] &- arrival) < windowNanoseconds }
        }
        var repaired = 0
        for piece in pieces where piece.mask == 1 && piece.means != .parity {
            if let place = lost(piece.base, near: piece.arrival) {
                isMissing[place] = false
                repaired += 1
            }
        }
        let parity = pieces.filter { $0.means == .parity }
        for _ in 0..<parityRounds where !parity.isEmpty {
            let before = repaired
            for piece in parity {
                var places: [Int] = []
                for bit in 0..<48 as Range<UInt16> where piece.mask & (1 << UInt64(bit)) != 0 {
                    if let place = lost(piece.base &+ bit, near: piece.arrival) { places.append(place) }
                    if places.count > 1 { break }
                }
                if places.count == 1, let place = places.first {
                    isMissing[place] = false
                    repaired += 1
                }
            }
            if repaired == before { break }
        }
        return repaired
    }
}
