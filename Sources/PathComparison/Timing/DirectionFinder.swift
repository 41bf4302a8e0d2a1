import CallAnalysis

/// Which point each stream passes first.
struct DirectionFinder {
    /// What is known of a stream's direction.
    struct Answer {
        var direction = PathDirection.unknown
        var confidence = 0.0
        var evidence: [DirectionEvidence] = []
    }

    let near: CaptureRecord
    let far: CaptureRecord
    let pairs: [StreamPair]
    let transits: [TransitTimes]
    let datagrams: CommonDatagrams
    /// Streams that only NEAR saw.
    let unmatchedAtNear: OppositeStreams
    /// Streams that only FAR saw.
    let unmatchedAtFar: OppositeStreams

    /// The weights of what was found: positive for NEAR first, negative for FAR first.
    private struct Vote {
        var evidence: DirectionEvidence
        var weight: Double
    }

    /// Nanoseconds below which a difference of the two ways is the clocks' own noise.
    private static let clockNoise = 20_000.0

    func answers() -> [Answer] {
        let atNear = OppositeStreams(pairs.map { near.streams[$0.near] })
        let atFar = OppositeStreams(pairs.map { far.streams[$0.far] })
        let opposites = pairs.indices.map { index in
            atNear.opposite(of: near.streams[pairs[index].near]) ?? atFar.opposite(of: far.streams[pairs[index].far])
        }
        let own = pairs.indices.map { votes($0, opposite: opposites[$0]) }
        return pairs.indices.map { index in
            // What tells the way of the opposite stream tells this one's.
            let mirrored = opposites[index].map { other in
                own[other].filter { $0.evidence != .oppositeStream }
                    .map { Vote(evidence: $0.evidence, weight: -0.8 * $0.weight) }
            }
            let all = own[index] + (mirrored ?? [])
            let sum = all.reduce(0) { $0 + $1.weight }
            let total = all.reduce(0) { $0 + abs($1.weight) }
            guard total > 0, abs(sum) > 0.2 * total, abs(sum) >= 0.5 else { return Answer() }
            let agreeing = all.filter { ($0.weight > 0) == (sum > 0) }
            var evidence: [DirectionEvidence] = []
            for vote in agreeing.sorted(by: { abs($0.weight) > abs($1.weight) })
            where !evidence.contains(vote.evidence) {
                evidence.append(vote.evidence)
            }
            return Answer(
                direction: sum > 0 ? .nearToFar : .farToNear,
                confidence: min(0.99, 0.5 + 0.5 * (abs(sum) / total) * min(1, abs(sum) / 3)), evidence: evidence)
        }
    }

    private func votes(_ index: Int, opposite: Int?) -> [Vote] {
        let pair = pairs[index]
        let nearStream = near.streams[pair.near]
        let farStream = far.streams[pair.far]
        var votes: [Vote] = []
        if let weight = missing(pair.alignment) { votes.append(Vote(evidence: .missingPackets, weight: weight)) }
        if let opposite {
            let drift = transits[index].roughDrift
            let own = Quantiles(transits[index].level(drift: drift)).median
            let other = Quantiles(transits[opposite].level(drift: drift)).median
            // Both times of travel are positive: the way that seems to take longer is the one from NEAR to FAR.
            if abs(own - other) > Self.clockNoise {
                votes.append(Vote(evidence: .oppositeStream, weight: own > other ? 4 : -4))
            }
        }
        if opposite == nil, let weight = answered(transits[index], nearStream) {
            votes.append(Vote(evidence: .oppositeDatagrams, weight: weight))
        }
        // Only one point saw the stream that answers this one: it passed there and never came to the other.
        let isAnsweredAtNear = unmatchedAtNear.opposite(of: nearStream) != nil
        let isAnsweredAtFar = unmatchedAtFar.opposite(of: farStream) != nil
        if opposite == nil, isAnsweredAtNear != isAnsweredAtFar {
            votes.append(Vote(evidence: .missingPackets, weight: isAnsweredAtFar ? 3 : -3))
        }
        if let weight = lean(transits[index]) { votes.append(Vote(evidence: .delaySpread, weight: weight)) }
        if let nearLimit = nearStream.hopLimit, let farLimit = farStream.hopLimit, nearLimit != farLimit {
            // A device that sends anew sets its own limit; only a small step is a count of routers.
            let step = Int(nearLimit) - Int(farLimit)
            if abs(step) <= 30 { votes.append(Vote(evidence: .hopLimit, weight: step > 0 ? 2 : -2)) }
        }
        if let atNear = nearStream.measured?.jitter?.meanMilliseconds,
            let atFar = farStream.measured?.jitter?.meanMilliseconds, abs(atNear - atFar) > 0.5,
            max(atNear, atFar) > 1.5 * min(atNear, atFar)
        {
            votes.append(Vote(evidence: .jitter, weight: atFar > atNear ? 1 : -1))
        }
        return votes
    }

    /// Packets that only one point has, between the first and the last common one, so that clocks do not matter.
    private func missing(_ alignment: StreamAlignment) -> Double? {
        guard let first = alignment.common.first, let last = alignment.common.last else { return nil }
        let nearOnly = alignment.nearOnly.count { $0 > first.near && $0 < last.near }
        let bounds = min(first.far, last.far)...max(first.far, last.far)
        let farOnly = alignment.farOnly.count { bounds.contains($0) }
        let more = max(nearOnly, farOnly)
        guard more >= 3, more >= 4 * min(nearOnly, farOnly) else { return nil }
        let weight = more >= 10 ? 3.0 : 1.5
        return nearOnly > farOnly ? weight : -weight
    }

    /// Datagrams between the same hosts that go the other way: what passes NEAR first seems to take longer than these.
    private func answered(_ transit: TransitTimes, _ stream: RecordedStream) -> Double? {
        let drift = transit.roughDrift
        let own = transit.level(drift: drift)
        let back = datagrams.level(from: stream.destination.address, to: stream.source.address, drift: drift)
        guard let ownLeast = own.min(), let ownMost = own.max(), let backLeast = back.min(), let backMost = back.max()
        else { return nil }
        if ownLeast > backMost + Self.clockNoise { return 3 }
        return ownMost < backLeast - Self.clockNoise ? -3 : nil
    }

    /// The side to which the differences spread: upwards if delay adds to them, downwards if it takes from them.
    private func lean(_ transit: TransitTimes) -> Double? {
        guard transit.times.count >= 50 else { return nil }
        let quantiles = Quantiles(transit.level(drift: transit.roughDrift))
        let up = quantiles.value(0.98) - quantiles.median
        let down = quantiles.median - quantiles.value(0.02)
        guard max(up, down) > 200_000, max(up, down) > 3 * min(up, down) else { return nil }
        return up > down ? 2 : -2
    }
}

extension RecordedStream {
    /// The hop limit of most packets; `nil` if unknown.
    var hopLimit: UInt8? {
        let value = mostFrequent(\.hopLimit)
        return value == 0 ? nil : value
    }

    /// The value that most packets have; the smallest where several are as frequent.
    func mostFrequent(_ field: KeyPath<RecordedPacket, UInt8>) -> UInt8 {
        var counts = [Int](repeating: 0, count: 256)
        for packet in packets { counts[Int(packet[keyPath: field])] += 1 }
        return UInt8(truncatingIfNeeded: counts.indices.max { counts[$0] < counts[$1] } ?? 0)
    }
}
